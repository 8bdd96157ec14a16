// The second language is whole: every text of the sources is in it, translated, with the same placeholders.
#include "ui/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace kvscope;

namespace {

struct Message {
    QString context;
    QString source;
    QStringList translations;
    bool isFinished = true;
};

QString root()
{
    return QFileInfo(QStringLiteral(KVSCOPE_RESOURCES)).absolutePath();
}

QString tsFile()
{
    return QStringLiteral(KVSCOPE_RESOURCES) + QStringLiteral("/translations/kvscope_de.ts");
}

QList<Message> messagesOf(const QString &path)
{
    QFile file(path);
    QList<Message> messages;
    QString context;
    QXmlStreamReader xml(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            messages.append({context, {}, {}, true});
        } else if (xml.name() == QLatin1String("source")) {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            messages.last().isFinished = !xml.attributes().hasAttribute(QLatin1String("type"));
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            messages.last().translations << text;
        }
    }
    return xml.hasError() ? QList<Message>() : messages;
}

QStringList placeholders(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("%L?\\d+|%n"));
    QStringList found;
    auto each = pattern.globalMatch(text);
    while (each.hasNext()) {
        found << each.next().captured();
    }
    found.sort();
    found.removeDuplicates();
    return found;
}

QString lupdate()
{
    const QString name = QStringLiteral("lupdate"); // a plain one may be Qt 5's
    const QString found = QStandardPaths::findExecutable(name, {QStringLiteral("/usr/lib/qt6/bin")});
    return found.isEmpty() ? QStandardPaths::findExecutable(name) : found;
}

} // namespace

class TestTranslation : public QObject {
    Q_OBJECT

private slots:
    void everyTextIsTranslated();
    void placeholdersAreKept();
    void nothingInTheSourcesIsMissing();
    void sentencesOfTheStatisticsAreTranslated();
    void noTextIsShownUntranslated();
    void isLoaded();
};

void TestTranslation::everyTextIsTranslated()
{
    const QList<Message> messages = messagesOf(tsFile());
    QVERIFY(messages.size() > 300);
    QStringList open;
    for (const Message &message : messages) {
        if (!message.isFinished || message.translations.join(QString()).trimmed().isEmpty()) {
            open << message.context + QStringLiteral(": ") + message.source;
        }
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(QStringLiteral("\n  ")).prepend("\n  ")));
}

void TestTranslation::placeholdersAreKept()
{
    QStringList wrong;
    for (const Message &message : messagesOf(tsFile())) {
        for (const QString &translation : message.translations) {
            if (placeholders(message.source) != placeholders(translation)) {
                wrong << message.source + QStringLiteral(" → ") + translation;
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("\n  ")).prepend("\n  ")));
}

void TestTranslation::nothingInTheSourcesIsMissing()
{
    const QString program = lupdate();
    if (program.isEmpty()) {
        QSKIP("lupdate is not installed (qt6-l10n-tools)");
    }
    QTemporaryDir folder;
    const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
    QProcess run;
    run.setWorkingDirectory(root());
    run.start(program, {QStringLiteral("-silent"), QStringLiteral("-locations"), QStringLiteral("none"),
                        QStringLiteral("ui"), QStringLiteral("app/desktop"), QStringLiteral("-ts"), fresh});
    QVERIFY(run.waitForFinished(120'000));
    // "Class … lacks Q_OBJECT macro": the text would be looked up in another context than it is translated in.
    const QByteArray complaints = run.readAllStandardError();
    QVERIFY2(!complaints.contains("lacks Q_OBJECT"), complaints.constData());
    QSet<QString> known;
    for (const Message &message : messagesOf(tsFile())) {
        known.insert(message.context + QLatin1Char('|') + message.source);
    }
    QStringList missing;
    const QList<Message> found = messagesOf(fresh);
    QVERIFY(found.size() > 300);
    for (const Message &message : found) {
        if (!known.contains(message.context + QLatin1Char('|') + message.source)) {
            missing << message.context + QStringLiteral(": ") + message.source;
        }
    }
    QVERIFY2(
        missing.isEmpty(),
        qPrintable(
            missing.join(QStringLiteral("\n  ")).prepend("run packaging/update-translations.sh and translate:\n  ")));
}

void TestTranslation::sentencesOfTheStatisticsAreTranslated()
{
    QSet<QString> known;
    for (const Message &message : messagesOf(tsFile())) {
        if (message.context == QLatin1String("Insight")) {
            known.insert(message.source);
        }
    }
    const QRegularExpression joins(QStringLiteral("\"\\s*\\n\\s*\""));
    const QRegularExpression remarks(QStringLiteral("//[^\\n]*|(?m)^#include[^\\n]*"));
    const QRegularExpression literals(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));
    const QRegularExpression sentence(QStringLiteral("^[A-Z][^\"]* [^\"]*\\.$"));
    QStringList missing;
    int numSentences = 0;
    for (const QString folder : {"insight", "warnings", "compare"}) {
        QDirIterator files(root() + QStringLiteral("/engine/stats/src/") + folder, {QStringLiteral("*.cpp")});
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll()).remove(remarks).remove(joins);
            auto each = literals.globalMatch(text);
            while (each.hasNext()) {
                const QString literal = each.next().captured(1);
                if (literal.contains(sentence)) {
                    ++numSentences;
                    missing << (known.contains(literal) ? QString() : literal);
                }
            }
        }
    }
    missing.removeAll(QString());
    QVERIFY(numSentences > 80);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QStringLiteral("\n  ")).prepend("\n  ")));
}

void TestTranslation::noTextIsShownUntranslated()
{
    // Words handed straight to what shows them. Signs and formats ("%1 · %2", "×") have no two letters in a row.
    const QRegularExpression shown(
        QStringLiteral("(setText|setToolTip|setWindowTitle|setAccessibleName|addTab|addAction|addMenu|setStatusTip|"
                       "setSuffix|setSpecialValueText|makeFormLabel|QLabel|QPushButton|QCheckBox)\\((QStringLiteral\\(|"
                       "QLatin1String\\()"
                       "?\"[^\"]*[A-Za-z]{2}"));
    QStringList violations;
    QDirIterator files(root() + QStringLiteral("/ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.fileName().endsWith(QStringLiteral("/settings.h"))) {
            continue; // its setText stores, and shows nothing
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const bool storesSetting = lines[i].contains(QStringLiteral("settings_.setText("));
            if (!storesSetting && lines[i].contains(shown)) {
                violations << QStringLiteral("%1:%2 %3").arg(file.fileName()).arg(i + 1).arg(lines[i].trimmed());
            }
        }
    }
    QVERIFY2(violations.isEmpty(), qPrintable(violations.join(QStringLiteral("\n  ")).prepend("\n  ")));
    QVERIFY(QStringLiteral("label->setText(\"Not translated\")").contains(shown));
    QVERIFY(!QStringLiteral("label->setText(tr(\"Translated\"))").contains(shown));
}

void TestTranslation::isLoaded()
{
    useLanguage(QStringLiteral("de"));
    QCOMPARE(languageInUse(), QStringLiteral("de"));
    const QString translated = QCoreApplication::translate("kvscope::WelcomePage", "Recent sessions");
    useLanguage(QStringLiteral("en"));
    QCOMPARE(QCoreApplication::translate("kvscope::WelcomePage", "Recent sessions"), QStringLiteral("Recent sessions"));
    if (!QFile::exists(QStringLiteral(":/kvscope/translations/kvscope_de.qm"))) {
        QSKIP("built without lrelease (qt6-l10n-tools): the program speaks English only");
    }
    QCOMPARE(translated, QStringLiteral("Zuletzt geöffnete Sitzungen"));
    useLanguage(QStringLiteral("xx"));
    QCOMPARE(languageInUse(), QStringLiteral("en"));
}

QTEST_GUILESS_MAIN(TestTranslation)
#include "tst_translation.moc"
