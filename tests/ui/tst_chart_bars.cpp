#include "chart_frames.h"
#include "policy_labels.h"
#include "ui/chart.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kvscope;
using namespace kvscope::test;

namespace {

ChartScene build(const ResultFrame &frame, const ChartOptions &options = {})
{
    return chartById(QStringLiteral("bars"))->build(frame, options);
}

QString joined(const std::vector<QString> &notes)
{
    return QStringList(notes.begin(), notes.end()).join(QLatin1Char(' '));
}

std::vector<double> shares(const ChartAxis &axis)
{
    std::vector<double> shares;
    for (const AxisTick &tick : axis.ticks) {
        shares.push_back(std::round(1e6 * (tick.position - axis.lower) / (axis.upper - axis.lower)));
    }
    return shares;
}

} // namespace

class TestChartBars : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { setUsualPolicyLabels(); }
    void menuStartsWithBars();
    void publishedFigure();
    void referencePreset();
    void gridServesBothAxes_data();
    void gridServesBothAxes();
    void scalesAreShared();
    void axesOnlyGrow();
    void unfinishedCells();
    void fullIsAReference();
    void percentOfFull();
    void breakMarks();
    void severalPolicies();
    void averageOfDatasets();
    void overallIsHollow();
    void hostileFrames();
};

void TestChartBars::menuStartsWithBars()
{
    const auto all = chartsInOrder();
    QCOMPARE(all.size(), charts().size());
    QCOMPARE(QString::fromLatin1(all.front()->id), QStringLiteral("bars"));
    QVERIFY(all.size() <= 9); // one key each, 1 … 9
    QStringList labels;
    for (const Chart *chart : all) {
        QVERIFY(!chart->label().isEmpty());
        QVERIFY(!labels.contains(chart->label()));
        labels << chart->label();
    }
    QVERIFY(chartById(QStringLiteral("nothing")) == nullptr);
}

void TestChartBars::publishedFigure()
{
    const ChartScene scene = build(publishedFrame());
    QCOMPARE(scene.panels.size(), 2U);
    const ScenePanel &panel = scene.panels[1];
    QCOMPARE(panel.title, QStringLiteral("R1-Qwen"));
    QCOMPARE(panel.bars.size(), 6U);
    QCOMPARE(panel.bars[5].value, 56.3);
    QCOMPARE(panel.bars[5].x, 5000.0);
    QCOMPARE(panel.bars[5].label, QStringLiteral("56.3"));
    QVERIFY(!panel.bars[5].interval);
    QCOMPARE(panel.lines.at(0).points.at(0).y, 770.0);
    QCOMPARE(panel.left.lower, 0.0);
    QCOMPARE(panel.right.lower, 0.0);
    QCOMPARE(panel.x.title, QStringLiteral("KV Budget (trigger length)"));
    QCOMPARE(panel.left.title, QStringLiteral("Pass@1"));
    QCOMPARE(panel.right.title, QStringLiteral("Throughput (TPS)"));
    QVERIFY(joined(scene.notes).contains(QStringLiteral("Published")));
    QVERIFY(!joined(scene.notes).contains(QStringLiteral("at zero")));
    QVERIFY(scene.summary.contains(QStringLiteral("56.3")));
}

void TestChartBars::referencePreset()
{
    ChartOptions options;
    options.scale = ScalePreset::Reference;
    const ChartScene scene = build(publishedFrame(), options);
    for (const ScenePanel &panel : scene.panels) {
        QCOMPARE(panel.left.lower, 30.0);
        QCOMPARE(panel.left.upper, 80.0);
        QCOMPARE(panel.right.lower, 400.0);
        QCOMPARE(panel.right.upper, 800.0);
        QCOMPARE(shares(panel.left), shares(panel.right));
    }
    QVERIFY(joined(scene.notes)
                .contains(QStringLiteral("Bars do not start at zero. Pass@1 from 30, Throughput (TPS) from 400.")));
    // One's own run in these ranges: what is cut is counted.
    QVERIFY(joined(build(runningFrame(), options).notes).contains(QStringLiteral("6 values lie outside")));
}

void TestChartBars::gridServesBothAxes_data()
{
    QTest::addColumn<double>("pass");
    QTest::addColumn<double>("tps");
    for (double pass : {0.4, 3.0, 17.0, 37.0, 56.3, 79.0, 97.0}) {
        for (double tps : {0.07, 4.2, 790.0, 2499.0, 10900.0}) {
            QTest::addRow("%g %% at %g", pass, tps) << pass << tps;
        }
    }
}

void TestChartBars::gridServesBothAxes()
{
    QFETCH(double, pass);
    QFETCH(double, tps);
    ResultFrame frame = emptyFrame({"m"});
    CellResult cell = finishedCell(0, 128, pass, tps);
    cell.pass_at_1_interval.reset();
    cell.tps_interval.reset();
    frame.cells = {cell};
    const ScenePanel panel = build(frame).panels.at(0);
    QCOMPARE(shares(panel.left), shares(panel.right));
    QVERIFY(panel.left.upper >= pass);
    QVERIFY(panel.left.upper <= 100);
    QVERIFY(panel.right.upper > tps);
    QVERIFY2(panel.right.upper < 2 * tps, qPrintable(QString::number(panel.right.upper)));
    // Labels are the positions, exactly.
    for (const ChartAxis *axis : {&panel.left, &panel.right}) {
        for (const AxisTick &tick : axis->ticks) {
            QVERIFY2(std::abs(tick.label.toDouble() - tick.position) <= 1e-9 * axis->upper, qPrintable(tick.label));
        }
    }
}

void TestChartBars::scalesAreShared()
{
    ResultFrame frame = emptyFrame({"a", "b"});
    frame.cells = {finishedCell(0, 128, 20, 500), finishedCell(1, 128, 90, 2000)};
    ChartOptions options;
    ChartScene scene = build(frame, options);
    QCOMPARE(scene.panels[0].left.upper, scene.panels[1].left.upper);
    QCOMPARE(scene.panels[0].right.upper, scene.panels[1].right.upper);
    options.sharesScales = false;
    scene = build(frame, options);
    QVERIFY(scene.panels[0].left.upper < scene.panels[1].left.upper);
    QVERIFY(scene.panels[0].right.upper < scene.panels[1].right.upper);
    QVERIFY(!scene.sharesScales);
}

void TestChartBars::axesOnlyGrow()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 90, 2200)};
    const ScenePanel before = build(frame).panels.at(0);
    frame.cells = {finishedCell(0, 96, 30, 900)};
    QVERIFY(build(frame).panels.at(0).right.upper < before.right.upper);
    ChartOptions options;
    options.passUpperAtLeast = before.left.upper;
    options.tpsUpperAtLeast = before.right.upper;
    const ScenePanel after = build(frame, options).panels.at(0);
    QCOMPARE(after.left.upper, before.left.upper);
    QCOMPARE(after.right.upper, before.right.upper);
}

void TestChartBars::unfinishedCells()
{
    const ChartScene scene = build(runningFrame());
    const ScenePanel &panel = scene.panels.at(0);
    QCOMPARE(panel.bars.size(), 3U);
    QVERIFY(panel.bars[0].fill == BarFill::Solid);
    QVERIFY(panel.bars[1].fill == BarFill::Hatched);
    QCOMPARE(panel.bars[1].label, QStringLiteral("312/1920"));
    QVERIFY(panel.bars[1].interval.has_value());
    QVERIFY(panel.bars[2].fill == BarFill::Outline);
    QVERIFY(panel.bars[2].label.isEmpty());
    QCOMPARE(panel.x.ticks.size(), 3U); // pending budgets keep their place
    QCOMPARE(panel.lines.at(0).points.size(), 2U);
    QVERIFY(panel.lines[0].points[1].isInterim);
    QVERIFY(joined(scene.notes).contains(QStringLiteral("favours short answers")));
    QVERIFY(panel.targets.at(1).text.contains(QStringLiteral("312 of 1920 samples")));
    QVERIFY(panel.targets.at(0).text.contains(QStringLiteral("bootstrap over problems")));

    ResultFrame failed = runningFrame();
    failed.cells[1].state = CellState::Failed;
    failed.cells[1].failure = "out of memory";
    const ScenePanel broken = build(failed).panels.at(0);
    QCOMPARE(broken.bars[1].label, QStringLiteral("failed"));
    QVERIFY(broken.targets.at(1).text.contains(QStringLiteral("out of memory")));
}

void TestChartBars::fullIsAReference()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 128, 80, 1500), finishedCell(0, 0, 95, 870)};
    const ScenePanel panel = build(frame).panels.at(0);
    QCOMPARE(panel.bars.size(), 1U);
    QCOMPARE(panel.references.size(), 2U);
    QCOMPARE(panel.references[0].value, 95.0);
    QCOMPARE(panel.references[0].span->lower, 92.0);
    QCOMPARE(panel.references[0].span->upper, 98.0);
    QVERIFY(panel.references[0].label.contains(QStringLiteral("full 95.0")));
    QVERIFY(panel.references[1].side == AxisSide::Right);
    QVERIFY(panel.references[1].isDashed);
    QCOMPARE(panel.references[1].value, 870.0);
    QVERIFY(panel.left.upper >= 98);
    QVERIFY(panel.targets.at(0).text.contains(QStringLiteral("Full cache: Pass@1 95.00 %  [92.00, 98.00], 870")));
}

void TestChartBars::percentOfFull()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 96, 80, 1500), finishedCell(0, 128, 80, 1500), finishedCell(0, 0, 95, 870)};
    const ChartAxis x = build(frame).panels.at(0).x;
    QCOMPARE(x.sublabelTitle, QStringLiteral("% of full"));
    QCOMPARE(x.ticks.at(0).sublabel, QStringLiteral("30"));
    QCOMPARE(x.ticks.at(1).sublabel, QStringLiteral("40"));
    frame.cells.back().state = CellState::Running; // its length is still changing
    QVERIFY(build(frame).panels.at(0).x.sublabelTitle.isEmpty());
}

void TestChartBars::breakMarks()
{
    const auto axisFor = [](const std::vector<int> &budgets) {
        ResultFrame frame = emptyFrame({"a"});
        for (int budget : budgets) {
            frame.cells.push_back(finishedCell(0, budget, 50, 1000));
        }
        return build(frame).panels.at(0);
    };
    const ScenePanel even = axisFor({96, 128, 192});
    QVERIFY(even.x.breaks.empty());
    QCOMPARE(even.bars[2].x - even.bars[1].x, 2 * (even.bars[1].x - even.bars[0].x));
    const ScenePanel wide = axisFor({64, 128, 192, 4096});
    QCOMPARE(wide.bars[3].x - wide.bars[2].x, wide.bars[1].x - wide.bars[0].x);
    QCOMPARE(wide.x.breaks, std::vector<double>{2.5});
    for (const ScenePanel *panel : {&even, &wide}) {
        for (std::size_t i = 1; i < panel->bars.size(); ++i) {
            const SceneBar &a = panel->bars[i - 1];
            const SceneBar &b = panel->bars[i];
            QVERIFY(a.x + 0.5 * a.width < b.x - 0.5 * b.width);
        }
    }
}

void TestChartBars::severalPolicies()
{
    ResultFrame frame = emptyFrame({"a", "b"});
    for (int model = 0; model < 2; ++model) {
        for (int budget : {96, 128}) {
            frame.cells.push_back(finishedCell(model, budget, 70, 1500));
            frame.cells.push_back(finishedCell(model, budget, 60, 1400, "snapkv"));
        }
    }
    CellResult variant = finishedCell(0, 128, 65, 1450);
    variant.params["mix_lambda"] = 0.07;
    frame.cells.push_back(variant);
    const ScenePanel panel = build(frame).panels.at(0);
    QCOMPARE(panel.lines.size(), 3U);
    QVERIFY(panel.lines[0].marker != panel.lines[1].marker);
    QCOMPARE(panel.bars.size(), 5U);
    std::vector<SceneBar> at128;
    std::copy_if(panel.bars.begin(), panel.bars.end(), std::back_inserter(at128),
                 [](const SceneBar &bar) { return bar.budgetKey == QStringLiteral("128"); });
    std::sort(at128.begin(), at128.end(), [](const SceneBar &a, const SceneBar &b) { return a.x < b.x; });
    QVERIFY(at128[0].x + 0.5 * at128[0].width <= at128[1].x - 0.5 * at128[1].width + 1e-9);
    QCOMPARE(panel.legend.at(1).text, QStringLiteral("SnapKV"));
    QVERIFY(panel.legend.at(1).showsBar && panel.legend.at(1).showsLine);
    QVERIFY(panel.legend.at(2).text.contains(QStringLiteral("mix_lambda 0.07")));
}

void TestChartBars::averageOfDatasets()
{
    ResultFrame frame = emptyFrame({"a"}, {"aime24", "amc23"});
    frame.cells = {finishedCell(0, 128, 40, 1000), finishedCell(0, 128, 80, 1200)};
    frame.cells[1].dataset = 1;
    ChartOptions options;
    const SceneBar average = build(frame, options).panels.at(0).bars.at(0);
    QCOMPARE(average.value, 60.0);
    // Two independent half-widths of 3: sqrt(9 + 9) / 2.
    QVERIFY(std::abs(average.interval->upper - 60 - std::sqrt(18.0) / 2) < 1e-9);
    options.dataset = 1;
    QCOMPARE(build(frame, options).panels.at(0).bars.at(0).value, 80.0);
    // One dataset without a result: there is no average yet.
    frame.cells[1].pass_at_1.reset();
    frame.cells[1].state = CellState::Pending;
    options.dataset = ChartOptions::averageOfDatasets;
    QVERIFY(build(frame, options).panels.at(0).bars.at(0).fill == BarFill::Outline);
}

void TestChartBars::overallIsHollow()
{
    ResultFrame frame = emptyFrame({"a"});
    frame.cells = {finishedCell(0, 128, 40, 1000), finishedCell(0, 160, 40, 900)};
    frame.cells[1].tps_is_overall = true;
    frame.cells[1].sustained_missing = "the batch was never full";
    const ChartScene scene = build(frame);
    const ScenePanel &panel = scene.panels.at(0);
    QVERIFY(!panel.lines.at(0).points.at(0).isHollow);
    QVERIFY(panel.lines.at(0).points.at(1).isHollow);
    QVERIFY(panel.targets.at(1).text.contains(QStringLiteral("the batch was never full")));
    QVERIFY(joined(scene.notes).contains(QStringLiteral("Hollow")));
}

void TestChartBars::hostileFrames()
{
    QVERIFY(build({}).panels.empty());
    QVERIFY(!build({}).emptyText.isEmpty());
    ResultFrame frame = emptyFrame({std::string("<b>x</b>\x01\xE2\x80\xAEgnp")});
    CellResult stray = finishedCell(7, 128, 50, 1000);
    CellResult infinite = finishedCell(0, 128, NAN, INFINITY);
    frame.cells = {stray, infinite};
    const ChartScene scene = build(frame);
    QCOMPARE(scene.panels.size(), 1U);
    QVERIFY(scene.panels[0].bars.at(0).fill == BarFill::Outline);
    QCOMPARE(scene.panels[0].title, QStringLiteral("<b>x</b>\\u0001\\u202egnp"));
}

QTEST_GUILESS_MAIN(TestChartBars)
#include "tst_chart_bars.moc"
