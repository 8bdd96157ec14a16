// Reasons that sessions store in English, read in the language of the window.
#include "types/sentence.h"
#include "types/stored_reason.h"
#include "ui/format.h"
#include "ui/language.h"

#include <QFile>
#include <QTest>

using namespace kvscope;

class TestReasonText : public QObject {
    Q_OBJECT

private slots:
    void aSentenceIsFoundInItsText()
    {
        const Sentence made{"Only %1 of %2 (%3)", {"3", "4 of 5", "why (so)"}};
        const auto found = matched(made.pattern, made.text());
        QVERIFY(found);
        QCOMPARE(found->text(), made.text());
        QCOMPARE(found->values, (std::vector<std::string>{"3", "4 of 5", "why (so)"}));
        QVERIFY(!matched("Only %1 of %2", "Just 3 of 4"));
        QVERIFY(!matched("Only %1 of %2.", "Only 3 of 4"));
        QVERIFY(!matched("Only %1 of", "Only 3 of 4"));
        QVERIFY(matched("nothing", "nothing"));
        QVERIFY(!matched("nothing", "nothing more"));
        QVERIFY(!matched("nothing", ""));
    }

    void whatIsStoredStaysInEnglish()
    {
        useLanguage(QStringLiteral("en"));
        const Sentence reason{stored_reason::few_full_steps, {"30", "100", "8", "50"}};
        const QString text = QStringLiteral("Only 30 of 100 steps had all 8 sequences running; 50 are needed");
        QCOMPARE(QString::fromStdString(reason.text()), text);
        QCOMPARE(reasonText(reason.text()), text);
        QCOMPARE(reasonText("another program's reason."), QStringLiteral("another program's reason."));
        QCOMPARE(reasonText(""), QString());
    }

    void everyReasonIsTranslated()
    {
        if (!QFile::exists(QStringLiteral(":/kvscope/translations/kvscope_de.qm"))) {
            QSKIP("built without lrelease (qt6-l10n-tools): the program speaks English only");
        }
        useLanguage(QStringLiteral("de"));
        for (const char *pattern : stored_reason::all) {
            const Sentence reason{pattern, {"30", "100", "8", "50"}};
            QVERIFY2(reasonText(reason.text()) != QString::fromStdString(reason.text()), pattern);
        }
        // Sessions of earlier versions end it with a full stop.
        QCOMPARE(reasonText("resumed: only the last 2 of 9 samples ran in this pass (Only 3 of 4 steps had all 8 "
                            "sequences running, each past its first compression; 50 are needed.)"),
                 QStringLiteral("fortgesetzt: nur die letzten 2 von 9 Stichproben liefen in diesem Durchgang (In nur 3 "
                                "von 4 Schritten liefen alle 8 Sequenzen, jede nach ihrer ersten Verdrängung; 50 sind "
                                "nötig)"));
        useLanguage(QStringLiteral("en"));
    }
};

QTEST_GUILESS_MAIN(TestReasonText)
#include "tst_reason_text.moc"
