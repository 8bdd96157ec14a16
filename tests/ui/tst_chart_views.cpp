#include "chart_frames.h"
#include "ui/chart.h"
#include "ui/scene_zoom.h"

#include <QTest>

#include <algorithm>

using namespace kvscope;
using namespace kvscope::test;

class TestChartViews : public QObject {
    Q_OBJECT

private slots:
    void everyChartTakesEveryFrame();
    void paretoGreysTheDominated();
    void paretoNeedsBothFigures();
    void relativeDividesByFull();
    void relativeNeedsFull();
    void relativeComparesLikeRates();
    void paretoComparesLikeRates();
    void dashedLineNamesItsMeasure();
    void notesNameTheMarksDrawn();
    void legendNamesTheDashedLine();
    void fullOfAnotherTypeIsSaid();
    void paretoFrontier();
    void paretoConcludesNothingFromInterim();
    void stackedPanels();
    void datasetsOverTheirAverage();
    void missingDatasetIsSaid();
    void runningFullHasABar();
    void zoomedScene();
};

void TestChartViews::everyChartTakesEveryFrame()
{
    ResultFrame odd = emptyFrame({"a", "b", "c"}, {"x", "y"});
    odd.cells = {finishedCell(2, 0, 90, 800)};
    for (const Chart *chart : charts()) {
        for (const ResultFrame &frame : {ResultFrame{}, publishedFrame(), runningFrame(), odd}) {
            const ChartScene scene = chart->build(frame, {});
            QCOMPARE(scene.chartId, QString::fromLatin1(chart->id));
            QVERIFY(!scene.summary.isEmpty());
            QCOMPARE(scene.panels.empty(), !scene.emptyText.isEmpty());
            for (const ScenePanel &panel : scene.panels) {
                QVERIFY(panel.x.upper > panel.x.lower);
                QVERIFY(panel.left.upper > panel.left.lower);
                QVERIFY(panel.right.upper > panel.right.lower);
            }
        }
    }
}

void TestChartViews::paretoGreysTheDominated()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 50, 2000), finishedCell(0, 128, 45, 1800), finishedCell(0, 160, 70, 1500),
                   finishedCell(0, 0, 70, 900)};
    const ChartScene scene = chartById(QStringLiteral("pareto"))->build(frame, {});
    const ScenePanel &panel = scene.panels.at(0);
    QVERIFY(scene.zoomsVertically);
    QVERIFY(!panel.right.isVisible);
    const auto &points = panel.lines.at(1).points; // the frontier lies below
    QCOMPARE(points.at(0).x, 2000.0);
    QCOMPARE(points.at(0).y, 50.0);
    QVERIFY(!points.at(0).isMuted);
    QVERIFY(points.at(1).isMuted);
    QVERIFY(!points.at(2).isMuted);
    QVERIFY(panel.lines.at(2).points.at(0).isMuted); // full: equal accuracy, slower
    QCOMPARE(panel.lines.at(2).points.at(0).label, QStringLiteral("full"));
    QVERIFY(panel.x.lower <= 880 && panel.x.upper >= 2020);
    QVERIFY(panel.left.upper <= 100);
}

void TestChartViews::paretoNeedsBothFigures()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 50, 2000)};
    frame.cells[0].tps.reset();
    const ChartScene scene = chartById(QStringLiteral("pareto"))->build(frame, {});
    QVERIFY(scene.panels.empty());
}

void TestChartViews::relativeDividesByFull()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 40, 2000), finishedCell(0, 0, 80, 800)};
    const ScenePanel panel = chartById(QStringLiteral("relative"))->build(frame, {}).panels.at(0);
    QCOMPARE(panel.bars.at(0).value, 50.0);
    QCOMPARE(panel.bars.at(0).interval->upper, 100 * 43.0 / 80);
    QCOMPARE(panel.lines.at(0).points.at(0).y, 2.5);
    QCOMPARE(panel.references.at(0).value, 100.0);
    QCOMPARE(panel.references.at(1).value, 1.0);
    QVERIFY(panel.left.upper > 100); // the band around 100 % is seen whole
    QCOMPARE(panel.left.ticks.size(), panel.right.ticks.size());
}

void TestChartViews::relativeNeedsFull()
{
    const ChartScene scene = chartById(QStringLiteral("relative"))->build(runningFrame(), {});
    QVERIFY(scene.panels.empty());
    QVERIFY(scene.emptyText.contains(QStringLiteral("full")));
}

namespace {

// Sustained under full and at 96, at 224 only overall: there the whole cell is slower than full's sustained phase and
// faster than full's whole cell.
ResultFrame mixedRates()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 40, 4000), finishedCell(0, 224, 80, 3000), finishedCell(0, 0, 80, 3200)};
    frame.cells[0].overall_tps = 3600;
    frame.cells[1].overall_tps = 3000;
    frame.cells[1].overall_tps_interval = frame.cells[1].tps_interval;
    frame.cells[1].tps_is_overall = true;
    frame.cells[2].overall_tps = 2500;
    frame.cells[2].overall_tps_interval = Interval{2400, 2600, "batch means"};
    return frame;
}

QString notesOf(const ChartScene &scene)
{
    QStringList notes;
    for (const QString &note : scene.notes) {
        notes << note;
    }
    return notes.join(QLatin1Char(' '));
}

} // namespace

void TestChartViews::relativeComparesLikeRates()
{
    const ChartScene scene = chartById(QStringLiteral("relative"))->build(mixedRates(), {});
    const ScenePanel &panel = scene.panels.at(0);
    const auto &points = panel.lines.at(0).points;
    QCOMPARE(points.at(0).y, 4000.0 / 3200); // both have a sustained phase
    QVERIFY(!points.at(0).isHollow);
    QCOMPARE(points.at(1).y, 3000.0 / 2500);
    QCOMPARE(points.at(1).yInterval->upper, 3020.0 / 2500);
    QVERIFY(points.at(1).isHollow);
    QCOMPARE(panel.references.at(1).value, 1.0);
    QVERIFY(!panel.references.at(1).label.contains(QStringLiteral("3200"))); // it is not what all are divided by
    QVERIFY(notesOf(scene).contains(QStringLiteral("overall by overall")));
    // Also the other way about: full has no sustained phase.
    ResultFrame frame = mixedRates();
    frame.cells[2].tps = 2500;
    frame.cells[2].tps_is_overall = true;
    const ScenePanel other = chartById(QStringLiteral("relative"))->build(frame, {}).panels.at(0);
    QCOMPARE(other.lines.at(0).points.at(0).y, 3600.0 / 2500);
    QVERIFY(other.lines.at(0).points.at(0).isHollow);
    QVERIFY(!other.lines.at(0).points.at(0).yInterval); // the sustained one says nothing about it
}

void TestChartViews::paretoComparesLikeRates()
{
    const ChartScene scene = chartById(QStringLiteral("pareto"))->build(mixedRates(), {});
    const ScenePanel &panel = scene.panels.at(0);
    const auto &points = panel.lines.at(1).points; // the frontier lies below
    QCOMPARE(points.at(0).x, 3600.0);
    QCOMPARE(points.at(1).x, 3000.0);
    QVERIFY(points.at(0).isHollow && points.at(1).isHollow);
    QVERIFY(!points.at(1).isMuted); // full's sustained 3200 is another measure than its 3000
    const ScenePoint &full = panel.lines.at(2).points.at(0);
    QCOMPARE(full.x, 2500.0);
    QCOMPARE(full.xInterval->upper, 2600.0);
    QVERIFY(full.isMuted);
    QVERIFY(panel.targets.at(0).text.contains(QStringLiteral("overall throughput, 3600")));
    QVERIFY(notesOf(scene).contains(QStringLiteral("Overall throughput stands for all budgets")));
    // Without a mixture nothing changes and nothing is said.
    ResultFrame frame = mixedRates();
    frame.cells[1].tps_is_overall = false;
    const ChartScene sustained = chartById(QStringLiteral("pareto"))->build(frame, {});
    QVERIFY(sustained.panels.at(0).lines.at(1).points.at(1).isMuted);
    QVERIFY(!notesOf(sustained).contains(QStringLiteral("verall")));
}

void TestChartViews::dashedLineNamesItsMeasure()
{
    for (const char *id : {"bars", "stacked"}) {
        const ChartScene scene = chartById(QString::fromLatin1(id))->build(mixedRates(), {});
        QVERIFY2(notesOf(scene).contains(QStringLiteral("a sustained (overall 2500")), qPrintable(notesOf(scene)));
        QVERIFY(scene.panels.at(0).targets.at(0).text.contains(QStringLiteral("3200 tokens/s, sustained (overall")));
        ResultFrame alike = mixedRates();
        alike.cells[1].tps_is_overall = false;
        QVERIFY(!notesOf(chartById(QString::fromLatin1(id))->build(alike, {})).contains(QStringLiteral("Dashed line")));
    }
}

void TestChartViews::notesNameTheMarksDrawn()
{
    for (const char *id : {"bars", "pareto", "relative", "stacked"}) {
        QVERIFY2(
            notesOf(chartById(QString::fromLatin1(id))->build(mixedRates(), {})).contains(QStringLiteral("Hollow")),
            id);
        const QString interim = notesOf(chartById(QString::fromLatin1(id))->build(frameWithFull(), {}));
        QVERIFY(!interim.contains(QStringLiteral("Hollow")));
        const bool hasBars = id != std::string("pareto");
        QCOMPARE(interim.contains(QStringLiteral("Hatched")), hasBars);
        QCOMPARE(interim.contains(QStringLiteral("Grey on a dashed line: interim")), !hasBars);
    }
}

void TestChartViews::legendNamesTheDashedLine()
{
    const auto namesRate = [](const ScenePanel &panel) {
        return std::any_of(panel.legend.begin(), panel.legend.end(),
                           [](const LegendEntry &entry) { return entry.isRateReference; });
    };
    for (const char *id : {"bars", "relative"}) {
        for (const ScenePanel &panel : chartById(QString::fromLatin1(id))->build(frameWithFull(), {}).panels) {
            QVERIFY2(namesRate(panel), id);
        }
    }
    const ChartScene stacked = chartById(QStringLiteral("stacked"))->build(frameWithFull(), {});
    QVERIFY(!namesRate(stacked.panels.at(0)) && namesRate(stacked.panels.at(2)));
    QVERIFY(!namesRate(chartById(QStringLiteral("bars"))->build(runningFrame(), {}).panels.at(0))); // no line
}

void TestChartViews::fullOfAnotherTypeIsSaid()
{
    ResultFrame frame = frameWithFull();
    const auto says = [&](const char *id) {
        return notesOf(chartById(QString::fromLatin1(id))->build(frame, {})).contains(QStringLiteral("not fp8"));
    };
    QVERIFY(!says("relative"));
    CellResult fp8 = frame.cells.front();
    fp8.cell_key += "-fp8";
    fp8.kv_dtype = KvDType::Fp8;
    frame.cells.push_back(fp8);
    for (const char *id : {"bars", "pareto", "relative", "stacked"}) {
        QVERIFY2(says(id), id);
    }
    for (CellResult &cell : frame.cells) { // all alike
        cell.kv_dtype = KvDType::Fp8;
    }
    QVERIFY(!says("relative"));
}

void TestChartViews::paretoFrontier()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 50, 2000), finishedCell(0, 128, 45, 1800), finishedCell(0, 160, 70, 1500)};
    const ScenePanel panel = chartById(QStringLiteral("pareto"))->build(frame, {}).panels.at(0);
    const SceneLine &frontier = panel.lines.at(0);
    QVERIFY(frontier.isDashed && !frontier.hasMarkers);
    // From 160 straight down to the accuracy of 96, then along to 96: 128 lies below.
    const std::vector<std::pair<double, double>> steps{{1500, 70}, {1500, 50}, {2000, 50}};
    QCOMPARE(frontier.points.size(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QCOMPARE(frontier.points[i].x, steps[i].first);
        QCOMPARE(frontier.points[i].y, steps[i].second);
    }
    QCOMPARE(panel.lines.at(1).points.at(2).label, QStringLiteral("160"));
}

void TestChartViews::paretoConcludesNothingFromInterim()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 50, 2000), finishedCell(0, 128, 90, 2500)};
    frame.cells[1].state = CellState::Running;
    const ScenePanel panel = chartById(QStringLiteral("pareto"))->build(frame, {}).panels.at(0);
    QVERIFY(!panel.lines.at(0).points.at(0).isMuted); // better in both, but not settled
    QVERIFY(panel.lines.at(0).points.at(1).isMuted);
}

void TestChartViews::stackedPanels()
{
    ResultFrame frame = emptyFrame({"a", "b"});
    frame.cells = {finishedCell(0, 96, 40, 2000), finishedCell(1, 96, 60, 1000), finishedCell(0, 0, 80, 800)};
    ChartOptions options;
    ChartScene scene = chartById(QStringLiteral("stacked"))->build(frame, options);
    QCOMPARE(scene.numColumns, 2);
    QCOMPARE(scene.panels.size(), 4U);
    QCOMPARE(scene.panels[0].title, QStringLiteral("a"));
    QCOMPARE(scene.panels[0].bars.at(0).value, 40.0);
    QVERIFY(scene.panels[0].lines.empty());
    QVERIFY(scene.panels[2].bars.empty());
    QCOMPARE(scene.panels[2].lines.at(0).points.at(0).y, 2000.0);
    QVERIFY(scene.panels[2].lines[0].side == AxisSide::Left);
    QCOMPARE(scene.panels[2].references.at(0).value, 800.0);
    QVERIFY(scene.panels[0].scaleGroup != scene.panels[2].scaleGroup);
    QCOMPARE(scene.panels[2].left.upper, scene.panels[3].left.upper);
    for (const ScenePanel &panel : scene.panels) {
        QVERIFY(!panel.right.isVisible);
        QCOMPARE(panel.left.lower, 0.0);
        QCOMPARE(panel.x.lower, scene.panels[0].x.lower);
    }
    options.isStacked = true;
    scene = chartById(QStringLiteral("stacked"))->build(frame, options);
    QCOMPARE(scene.numColumns, 1);
    QVERIFY(scene.panels[1].bars.empty()); // the rates of the first model
    QCOMPARE(scene.panels[2].title, QStringLiteral("b"));
}

void TestChartViews::datasetsOverTheirAverage()
{
    ResultFrame frame = emptyFrame({"a"}, {"aime24", "amc23"});
    frame.cells = {finishedCell(0, 128, 40, 1000), finishedCell(0, 128, 80, 1200)};
    frame.cells[1].dataset = 1;
    const ChartScene scene = chartById(QStringLiteral("datasets"))->build(frame, {});
    const ScenePanel &panel = scene.panels.at(0);
    QCOMPARE(panel.bars.at(0).value, 60.0);
    QCOMPARE(panel.lines.size(), 2U);
    QCOMPARE(panel.lines[0].points.at(0).y, 40.0);
    QCOMPARE(panel.lines[1].points.at(0).y, 80.0);
    QVERIFY(panel.lines[0].points[0].x < panel.lines[1].points[0].x); // whiskers beside each other
    QVERIFY(panel.lines[0].marker != panel.lines[1].marker);
    QCOMPARE(panel.legend.at(2).text, QStringLiteral("amc23"));
    QVERIFY(panel.targets.at(0).text.contains(QStringLiteral("amc23: 80.00 %  [77.00, 83.00]")));
    frame.datasets.pop_back();
    frame.cells.pop_back();
    QVERIFY(chartById(QStringLiteral("datasets"))->build(frame, {}).panels.empty());
}

void TestChartViews::missingDatasetIsSaid()
{
    ResultFrame frame = publishedFrame();
    frame.datasets = {DatasetRef{}, DatasetRef{}};
    frame.datasets[0].label = "average";
    frame.datasets[1].label = "AIME24";
    CellResult cell = frame.cells.front();
    cell.dataset = 1;
    cell.pass_at_1 = 40.0;
    cell.tps.reset();
    frame.cells.push_back(cell);
    ChartOptions options;
    options.dataset = 1;
    for (const char *id : {"bars", "stacked", "pareto"}) {
        const ChartScene scene = chartById(QString::fromLatin1(id))->build(frame, options);
        if (scene.panels.empty()) { // Pareto: no throughput for any model
            QVERIFY(!scene.emptyText.isEmpty());
            continue;
        }
        QCOMPARE(scene.panels.at(1).title, QStringLiteral("R1-Qwen"));
        QCOMPARE(scene.panels[1].emptyText, QStringLiteral("No figures of R1-Qwen were published for AIME24."));
        QVERIFY(scene.panels[0].emptyText.isEmpty());
        QVERIFY(scene.summary.contains(scene.panels[1].emptyText));
    }
    const ChartScene each = chartById(QStringLiteral("datasets"))->build(frame, {});
    QCOMPARE(each.panels.at(0).lines.size(), 1U);
    QVERIFY(each.notes.front().contains(QStringLiteral("R1-Qwen")));
}

void TestChartViews::runningFullHasABar()
{
    ResultFrame frame = emptyFrame({"a", "b"});
    CellResult full = finishedCell(0, 0, 80, 800);
    full.state = CellState::Running;
    full.num_samples = 312;
    full.num_samples_planned = 1920;
    full.tps.reset();
    frame.cells = {finishedCell(0, 96, 40, 2000), finishedCell(0, 128, 60, 1900), finishedCell(1, 96, 40, 2000), full};
    ChartScene scene = chartById(QStringLiteral("bars"))->build(frame, {});
    const ScenePanel &panel = scene.panels.at(0);
    const SceneBar &bar = panel.bars.back();
    QCOMPARE(bar.budgetKey, QStringLiteral("full"));
    QVERIFY(bar.fill == BarFill::Hatched);
    QVERIFY(bar.isReference);
    QCOMPARE(bar.label, QStringLiteral("312/1920"));
    QVERIFY(bar.interval.has_value());
    QVERIFY(panel.references.empty()); // no line through a figure that still moves
    QCOMPARE(panel.x.ticks.back().label, QStringLiteral("full"));
    QCOMPARE(panel.x.breaks.size(), 1U);
    QVERIFY(panel.targets.back().text.contains(QStringLiteral("312 of 1920 samples")));
    QCOMPARE(scene.panels.at(1).x.upper, panel.x.upper);
    frame.cells.back().state = CellState::Complete;
    scene = chartById(QStringLiteral("bars"))->build(frame, {});
    QCOMPARE(scene.panels[0].bars.size(), 2U);
    QCOMPARE(scene.panels[0].references.at(0).value, 80.0);
}

void TestChartViews::zoomedScene()
{
    const ChartScene whole = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    QCOMPARE(kvscope::zoomedScene(whole, {}).notes, whole.notes);
    const PanelView half{{0, 1}, {0, 0.5}};
    ChartScene seen = kvscope::zoomedScene(whole, {half, half});
    QCOMPARE(seen.panels.at(0).left.upper, 0.5 * whole.panels.at(0).left.upper);
    QVERIFY(seen.notes.at(0).contains(QStringLiteral("Zoomed in")));
    QVERIFY(!seen.notes.at(1).contains(QStringLiteral("zero"))); // the bars' base is still there
    const PanelView top{{0, 1}, {0.5, 1.3}};
    seen = kvscope::zoomedScene(whole, {top, top});
    QCOMPARE(seen.panels.at(0).left.upper, whole.panels.at(0).left.upper);
    QVERIFY(seen.notes.at(1).contains(QStringLiteral("Bars do not start at zero")));
    // The chart's own sentence gives way to the one that holds now.
    ChartOptions options;
    options.scale = ScalePreset::Reference;
    const ChartScene preset = chartById(QStringLiteral("bars"))->build(publishedFrame(), options);
    seen = kvscope::zoomedScene(preset, {top, top});
    QCOMPARE(std::count_if(seen.notes.begin(), seen.notes.end(),
                           [](const QString &note) { return note.contains(QStringLiteral("at zero")); }),
             1);
    QVERIFY(seen.notes.at(1).contains(QStringLiteral("Pass@1 from 4"))); // 30 + 0.2 … of 50
}

QTEST_GUILESS_MAIN(TestChartViews)
#include "tst_chart_views.moc"
