#include "desktop/command_line.h"

#include <QtTest>

using namespace kvscope;

class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void opensAWindow()
    {
        QVERIFY(parseDesktopArguments({}).value().kind == DesktopCommand::Kind::Window);
        const auto opened = parseDesktopArguments({"a b.kvsession"});
        QCOMPARE(opened.value().session, QString("a b.kvsession"));
        QVERIFY(parseDesktopArguments({"--demo"}).value().kind == DesktopCommand::Kind::Demo);
        QVERIFY(!parseDesktopArguments({"--demo"}).value().tellsDelay);
        QVERIFY(parseDesktopArguments({"a.kvsession", "--event-loop-delay"}).value().tellsDelay);
        QVERIFY(parseDesktopArguments({"--help"}).value().kind == DesktopCommand::Kind::Help);
        QVERIFY(parseDesktopArguments({"--version"}).value().kind == DesktopCommand::Kind::Version);
    }

    void exportsWithItsOptions()
    {
        const auto parsed = parseDesktopArguments(
            {"export", "--chart=out.SVG", "s.kvsession", "--table", "t.json", "--view", "pareto", "--theme", "dark",
             "--dpi", "300", "--scale", "reference", "--dataset", "AIME24", "--overlay=published.kvsession"});
        QVERIFY2(parsed.has_value(), parsed.has_error() ? parsed.error().message.c_str() : "");
        const DesktopCommand &command = parsed.value();
        QVERIFY(command.kind == DesktopCommand::Kind::Export);
        QCOMPARE(command.session, QString("s.kvsession"));
        QCOMPARE(command.chartPath, QString("out.SVG"));
        QCOMPARE(command.tablePath, QString("t.json"));
        QCOMPARE(command.view, QString("pareto"));
        QCOMPARE(command.theme, QString("dark"));
        QCOMPARE(command.scale, QString("reference"));
        QCOMPARE(command.dataset, QString("AIME24"));
        QCOMPARE(command.overlay, QString("published.kvsession"));
        QCOMPARE(command.dpi, 300);
        QCOMPARE(command.preset, QString("screen"));
        const auto figure =
            parseDesktopArguments({"export", "s", "--chart", "f", "--format", "tex", "--preset=paper-1col",
                                   "--width-mm", "90.5", "--text-pt=8", "--theme", "greyscale"});
        QVERIFY2(figure.has_value(), figure.has_error() ? figure.error().message.c_str() : "");
        QCOMPARE(figure.value().format, QString("tex"));
        QCOMPARE(figure.value().width_mm, 90.5);
        QCOMPARE(figure.value().textSize_pt, 8.0);
        QCOMPARE(figure.value().dpi, 0); // the preset's
        QVERIFY(parseDesktopArguments({"export", "--help"}).value().kind == DesktopCommand::Kind::ExportHelp);
    }

    void refusesInOneLineThatNamesTheArgument_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("word");
        QTest::newRow("option") << QStringList{"--frobnicate"} << "--frobnicate";
        QTest::newRow("two sessions") << QStringList{"a", "b"} << "b";
        QTest::newRow("demo and session") << QStringList{"--demo", "a"} << "a";
        QTest::newRow("nothing to export") << QStringList{"export", "a"} << "--chart";
        QTest::newRow("no session") << QStringList{"export", "--chart", "a.svg"} << "session";
        QTest::newRow("no chart") << QStringList{"export", "a", "--table", "a.csv", "--dataset", "b"} << "--chart";
        QTest::newRow("suffix") << QStringList{"export", "a", "--chart", "a.bmp"} << "a.bmp";
        QTest::newRow("table suffix") << QStringList{"export", "a", "--table", "a.xls"} << "a.xls";
        QTest::newRow("view") << QStringList{"export", "a", "--chart", "a.svg", "--view", "pie"} << "pie";
        QTest::newRow("theme") << QStringList{"export", "a", "--chart", "a.svg", "--theme", "pink"} << "pink";
        QTest::newRow("dpi") << QStringList{"export", "a", "--chart", "a.svg", "--dpi", "9999999999"} << "--dpi";
        QTest::newRow("preset") << QStringList{"export", "a", "--chart", "a.svg", "--preset", "poster"} << "poster";
        QTest::newRow("width") << QStringList{"export", "a", "--chart", "a.svg", "--width-mm", "wide"} << "--width-mm";
        QTest::newRow("format") << QStringList{"export", "a", "--chart", "a", "--format", "doc"} << "a";
        QTest::newRow("table format") << QStringList{"export", "a", "--chart", "a", "--format", "csv"} << "--chart";
        QTest::newRow("no value") << QStringList{"export", "a", "--chart"} << "--chart";
        QTest::newRow("export option") << QStringList{"export", "a", "--json"} << "--json";
    }
    void refusesInOneLineThatNamesTheArgument()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, word);
        const auto parsed = parseDesktopArguments(arguments);
        QVERIFY(parsed.has_error());
        const QString message = QString::fromStdString(parsed.error().message);
        QVERIFY2(message.contains(word), qPrintable(message));
        QVERIFY(!message.contains('\n'));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
