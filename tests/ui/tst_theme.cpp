#include "ui/format.h"
#include "ui/theme.h"

#include <QApplication>
#include <QTest>

using namespace kvscope;

class TestTheme : public QObject {
    Q_OBJECT

private slots:
    void textIsReadable_data();
    void textIsReadable();
    void seriesColors();
    void styleSheetIsComplete();
    void applies();
    void formats();
};

void TestTheme::textIsReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::textIsReadable()
{
    QFETCH(bool, dark);
    const Theme &theme = dark ? Theme::dark() : Theme::light();
    const QColor texts[] = {theme.text,  theme.textMuted, theme.success, theme.warning,
                            theme.error, theme.barsText,  theme.lineText};
    for (const QColor &ground : {theme.card, theme.window, theme.input}) {
        for (const QColor &text : texts) {
            QVERIFY2(contrastRatio(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
        }
    }
    QVERIFY(contrastRatio(theme.text, theme.hover) >= 4.5);
    QVERIFY(contrastRatio(theme.onAccent, theme.accent) >= 4.5);
    QVERIFY(contrastRatio(theme.onAccent, theme.accentHover) >= 4.5);
    // Graphics need 3:1.
    QVERIFY(contrastRatio(theme.bars(0), theme.card) >= 3);
    QVERIFY(contrastRatio(theme.line(0), theme.card) >= 3);
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
}

void TestTheme::seriesColors()
{
    QCOMPARE(Theme::light().bars(0), QColor(0x00, 0x72, 0xB2));
    QCOMPARE(Theme::light().line(0), QColor(0xD5, 0x5E, 0x00));
    QCOMPARE(Theme::dark().bars(0), QColor(0x56, 0xB4, 0xE9));
    QCOMPARE(Theme::dark().line(0), QColor(0xE6, 0x9F, 0x00));
    for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
        QVERIFY(theme->bars(0) != theme->bars(1));
        QVERIFY(theme->bars(1000).isValid() && theme->line(-1).isValid());
    }
    QCOMPARE(Theme::byId(QStringLiteral("dark")).id, QStringLiteral("dark"));
    QCOMPARE(Theme::byId(QStringLiteral("?")).id, QStringLiteral("light"));
}

void TestTheme::styleSheetIsComplete()
{
    for (const Theme *theme : {&Theme::light(), &Theme::dark()}) {
        const QString sheet = theme->styleSheet();
        QVERIFY2(!sheet.contains(QLatin1Char('@')), "a placeholder was not replaced");
        QCOMPARE(sheet.count(QLatin1Char('{')), sheet.count(QLatin1Char('}')));
    }
}

void TestTheme::applies()
{
    for (const Theme *theme : {&Theme::dark(), &Theme::light()}) {
        applyTheme(*qApp, *theme);
        QCOMPARE(qApp->palette().color(QPalette::Window), theme->window);
        QCOMPARE(qApp->font().family(), figureFontFamily());
    }
    QVERIFY(!figureFontFamily().isEmpty());
}

void TestTheme::formats()
{
    QCOMPARE(plainText(std::string("a\x07\xE2\x80\xAE\n")), QStringLiteral("a\\u0007\\u202e\n"));
    QCOMPARE(budgetText({128}), QStringLiteral("128"));
    QCOMPARE(tpsText(7.914), QStringLiteral("7.91"));
    QCOMPARE(tpsText(790.4), QStringLiteral("790"));
    QCOMPARE(bytesText(1536), QStringLiteral("1.5 KiB"));
    QCOMPARE(intervalText({51.24, 54.8, ""}), QStringLiteral("[51.2, 54.8]"));
    PolicyInfo info;
    info.id = "brand_new";
    info.label = "Brand-New";
    QCOMPARE(policyLabel("brand_new"), QStringLiteral("brand_new"));
    setPolicyLabels({info});
    QCOMPARE(policyLabel("brand_new"), QStringLiteral("Brand-New"));
    QCOMPARE(policyLabel("dynts"), QStringLiteral("DynTS")); // of published figures alone
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
