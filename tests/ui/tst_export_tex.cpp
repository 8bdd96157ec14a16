// The LaTeX export: text that cannot break out, numbers that are true, a document that LaTeX accepts where there is
// one.
#include "chart_frames.h"
#include "export/tex_text.h"
#include "ui/figure_preset.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;
using namespace kvscope::test;

namespace {

const QString hostile = QStringLiteral("a_b%c $x$ #1 & {y} \\input{/etc/passwd} ^~ <é> “q” \u4e2d \U0001F600\nz");

QByteArray texOf(const Chart &chart, const ResultFrame &frame, const ChartOptions &options = {})
{
    const ExportOptions look = withPreset({}, *figurePresetById(QStringLiteral("paper-2col")));
    const auto bytes = sceneBytes(chart.build(frame, options), QStringLiteral("tex"), look);
    return bytes.has_value() ? bytes.value() : QByteArray();
}

/// Rows "x y …" of all tables that follow a command holding `mark`.
QList<QList<double>> rowsAfter(const QByteArray &tex, const QByteArray &mark)
{
    QList<QList<double>> rows;
    const QByteArrayList lines = tex.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!lines[i].contains("\\addplot") || !lines[i].contains(mark)) {
            continue;
        }
        for (qsizetype row = i + 2; row < lines.size() && !lines[row].contains('}'); ++row) {
            QList<double> numbers;
            for (const QByteArray &field : lines[row].simplified().split(' ')) {
                numbers << field.toDouble();
            }
            rows << numbers;
        }
    }
    return rows;
}

} // namespace

class TestExportTex : public QObject {
    Q_OBJECT

private slots:
    void textIsEscaped();
    void numbersHaveNoExponent();
    void barsAndLineCarryTheFigures();
    void unfinishedBarsAreHatched();
    void theFrontierHasNoMarks();
    void anAxisWithoutTicksHasNone();
    void everyChartIsExported_data();
    void everyChartIsExported();
    void themesDefineTheirColours();
    void presetsSetThePage();
    void compiles_data();
    void compiles();
};

void TestExportTex::textIsEscaped()
{
    const QByteArray tex = texText(hostile);
    QVERIFY(tex.contains("a\\_b\\%c \\$x\\$ \\#1 \\& \\{y\\} \\textbackslash{}input\\{/etc/passwd\\}"));
    QVERIFY(tex.contains("\\textless{}é\\textgreater{}"));
    QVERIFY(tex.contains("U+4E2D U+1F600\\\\z"));
    // Whatever the text, groups are balanced and no command but ours begins.
    for (char32_t character = 1; character < 0x250; ++character) {
        const QByteArray one = texText(QString::fromUcs4(&character, 1));
        int depth = 0;
        for (qsizetype i = 0; i < one.size(); ++i) {
            const bool isEscaped = i > 0 && one[i - 1] == '\\' && (i < 2 || one[i - 2] != '\\');
            depth += !isEscaped && one[i] == '{' ? 1 : !isEscaped && one[i] == '}' ? -1 : 0;
            QVERIFY(depth >= 0);
            QVERIFY2(one[i] != '%' || isEscaped, one.constData());
        }
        QCOMPARE(depth, 0);
    }
}

void TestExportTex::numbersHaveNoExponent()
{
    QCOMPARE(texNumber(0), QByteArray("0"));
    QCOMPARE(texNumber(44.2), QByteArray("44.2"));
    QCOMPARE(texNumber(-0.00001234), QByteArray("-0.00001234"));
    QCOMPARE(texNumber(123456789), QByteArray("123456789"));
    QCOMPARE(texNumber(1e-12), QByteArray("0"));
}

void TestExportTex::barsAndLineCarryTheFigures()
{
    const Chart &bars = *chartById(QStringLiteral("bars"));
    const QByteArray tex = texOf(bars, publishedFrame());
    const ChartScene scene = bars.build(publishedFrame(), {});
    const auto rows = rowsAfter(tex, "ybar");
    const auto points = rowsAfter(tex, "only marks");
    std::size_t numBars = 0;
    std::size_t numPoints = 0;
    for (const ScenePanel &panel : scene.panels) {
        for (const SceneBar &bar : panel.bars) {
            numBars += bar.fill != BarFill::Outline;
            const bool isThere = std::any_of(rows.begin(), rows.end(), [&](const QList<double> &row) {
                return qFuzzyCompare(row[0] + 1, bar.x + 1) && qFuzzyCompare(row[1], bar.value);
            });
            QVERIFY2(isThere, qPrintable(bar.budgetKey));
        }
        for (const SceneLine &line : panel.lines) {
            numPoints += line.points.size();
            for (const ScenePoint &point : line.points) {
                QVERIFY(std::any_of(points.begin(), points.end(),
                                    [&](const QList<double> &row) { return qFuzzyCompare(row[1], point.y); }));
            }
        }
    }
    QCOMPARE(static_cast<std::size_t>(rows.size()), numBars);
    QCOMPARE(static_cast<std::size_t>(points.size()), numPoints);
    QVERIFY(tex.contains("axis y line*=right"));
    QVERIFY(tex.contains("ylabel={Pass@1}"));
    QCOMPARE(tex.count("\\begin{axis}"), 2 * scene.panels.size());
}

void TestExportTex::theFrontierHasNoMarks()
{
    // Its corners would be marked: pgfplots gives "only marks" a mark of its own.
    const Chart &pareto = *chartById(QStringLiteral("pareto"));
    const ChartScene scene = pareto.build(publishedFrame(), {});
    const auto &lines = scene.panels.front().lines;
    QVERIFY(std::any_of(lines.begin(), lines.end(), [](const SceneLine &line) { return !line.hasMarkers; }));
    const QByteArray tex = texOf(pareto, publishedFrame());
    QVERIFY(tex.contains("only marks, mark="));
    QVERIFY(!tex.contains("only marks, mark=none"));
}

void TestExportTex::unfinishedBarsAreHatched()
{
    const QByteArray tex = texOf(*chartById(QStringLiteral("bars")), runningFrame());
    QVERIFY(tex.contains("pattern=north east lines"));
    QVERIFY(!texOf(*chartById(QStringLiteral("bars")), publishedFrame()).contains("pattern=north east lines"));
}

void TestExportTex::anAxisWithoutTicksHasNone()
{
    ChartScene scene = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    scene.panels[0].right.ticks.clear();
    const QByteArray tex = sceneBytes(scene, QStringLiteral("tex"), {}).value();
    QVERIFY(tex.contains("ytick=\\empty"));
    QVERIFY(!tex.contains("ytick={}"));
}

void TestExportTex::everyChartIsExported_data()
{
    QTest::addColumn<QString>("id");
    for (const Chart *chart : charts()) {
        QTest::newRow(chart->id) << QString::fromLatin1(chart->id);
    }
}

void TestExportTex::everyChartIsExported()
{
    QFETCH(QString, id);
    ResultFrame frame = id == u"datasets" ? frameWithTwoDatasets() : frameWithFull();
    frame.models[0].label = hostile.toStdString();
    const QByteArray tex = texOf(*chartById(id), frame);
    QVERIFY(tex.startsWith("% Figure of KVScope"));
    QVERIFY(tex.endsWith("\\end{document}\n"));
    QVERIFY(!tex.contains("\\input"));
    QCOMPARE(tex.count("\\begin{axis}"), tex.count("\\end{axis}"));
    QVERIFY(tex.count("\\addplot") > 0);
    for (const QByteArray &line : tex.split('\n')) {
        QVERIFY2(!line.contains("nan") && !line.contains("inf,"), line.constData());
    }
}

void TestExportTex::themesDefineTheirColours()
{
    const ChartScene scene = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    for (const QString &id : Theme::ids()) {
        ExportOptions look;
        look.theme = Theme::byId(id);
        QCOMPARE(look.theme.id, id);
        const QByteArray tex = sceneBytes(scene, QStringLiteral("tex"), look).value();
        QVERIFY(tex.contains("\\definecolor{kvsBarA}{HTML}{" + texColor(look.theme.bars(0)) + '}'));
    }
    for (int series = 0; series < 5; ++series) {
        QCOMPARE(Theme::greyscale().bars(series).saturation(), 0);
        QCOMPARE(Theme::greyscale().line(series).saturation(), 0);
        QVERIFY(Theme::greyscale().line(series).lightness() < Theme::greyscale().bars(series).lightness() - 20 ||
                series > 0);
    }
}

void TestExportTex::presetsSetThePage()
{
    const ChartScene scene = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    for (const FigurePreset &preset : figurePresets()) {
        const ExportOptions look = withPreset({}, preset);
        const QImage image = sceneImage(scene, look);
        QVERIFY2(std::abs(image.width() - preset.width_mm / 25.4 * preset.dpi) <= 1, preset.id);
        QVERIFY2(std::abs(image.height() - preset.height_mm / 25.4 * preset.dpi) <= 1, preset.id);
        const QByteArray svg = sceneBytes(scene, QStringLiteral("svg"), look).value();
        QVERIFY2(svg.contains("width=\"" + QByteArray::number(preset.width_mm, 'f', 3) + "mm\""), preset.id);
    }
    QVERIFY(figurePresetById(QStringLiteral("paper-1col"))->stacksPanels);
    QVERIFY(figurePresetById(QStringLiteral("nothing")) == nullptr);
}

void TestExportTex::compiles_data()
{
    everyChartIsExported_data();
}

void TestExportTex::compiles()
{
    QFETCH(QString, id);
    const QString latex = QStandardPaths::findExecutable(QStringLiteral("pdflatex"));
    if (latex.isEmpty()) {
        QSKIP("pdflatex is not installed (texlive-latex-base, texlive-pictures, texlive-latex-extra)");
    }
    QProcess find;
    find.start(QStringLiteral("kpsewhich"), {QStringLiteral("pgfplots.sty"), QStringLiteral("standalone.cls")});
    QVERIFY(find.waitForFinished());
    if (find.exitCode() != 0) {
        QSKIP("pgfplots or standalone is not installed (texlive-pictures, texlive-latex-extra)");
    }
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("figure.tex")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ResultFrame frame = frameWithFull();
    frame.models[0].label = hostile.toStdString();
    file.write(texOf(*chartById(id), frame));
    file.close();
    QProcess run;
    run.setWorkingDirectory(folder.path());
    run.start(latex, {QStringLiteral("-interaction=nonstopmode"), QStringLiteral("-halt-on-error"),
                      QStringLiteral("-no-shell-escape"), QStringLiteral("figure.tex")});
    QVERIFY(run.waitForFinished(120'000));
    const QByteArray output = run.readAllStandardOutput();
    QVERIFY2(run.exitCode() == 0, output.right(2000).constData());
    QVERIFY(QFile(folder.filePath(QStringLiteral("figure.pdf"))).size() > 5000);
}

QTEST_MAIN(TestExportTex)
#include "tst_export_tex.moc"
