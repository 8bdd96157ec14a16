#include "chart_frames.h"
#include "ui/chart.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace kvscope;
using namespace kvscope::test;

namespace {

/// One's own run of two models with the architectures of the published ones: budgets 2000 … 4000, buffer 128.
ResultFrame ownFrame()
{
    ResultFrame frame = emptyFrame({"my-llama", "my-qwen"}, {"aime24"});
    frame.models[0].architecture = "LlamaForCausalLM";
    frame.models[1].architecture = "Qwen2ForCausalLM";
    for (int model = 0; model < 2; ++model) {
        for (int budget : {2000, 3000, 4000}) {
            CellResult cell = finishedCell(model, budget, 50, 700);
            cell.retained = budget;
            cell.peak = budget + 128;
            frame.cells.push_back(cell);
        }
    }
    return frame;
}

ChartOptions withOverlay(const std::vector<std::string> &datasets = {"average"})
{
    auto published = std::make_shared<ResultFrame>(publishedFrame());
    published->models[0].architecture = "LlamaForCausalLM";
    published->models[1].architecture = "Qwen2ForCausalLM";
    published->datasets.clear();
    for (const std::string &label : datasets) {
        DatasetRef dataset;
        dataset.label = label;
        published->datasets.push_back(dataset);
    }
    ChartOptions options;
    options.overlay = published;
    return options;
}

ChartScene build(const char *id, const ResultFrame &frame, const ChartOptions &options)
{
    return chartById(QString::fromLatin1(id))->build(frame, options);
}

const SceneLine *overlayLine(const ScenePanel &panel, AxisSide side)
{
    const auto found = std::find_if(panel.lines.begin(), panel.lines.end(),
                                    [&](const SceneLine &line) { return line.isOverlay && line.side == side; });
    return found == panel.lines.end() ? nullptr : &*found;
}

QString joined(const std::vector<QString> &notes)
{
    return QStringList(notes.begin(), notes.end()).join(QLatin1Char(' '));
}

} // namespace

class TestChartOverlay : public QObject {
    Q_OBJECT

private slots:
    void alignsOnPeak();
    void saysWhatItIs();
    void takesTheDatasetThatIsShown();
    void farBudgetsGetPlacesOfTheirOwn();
    void needsTheArchitecture();
    void otherViews();
    void ownHollowMarkersStayTheirOwn();
};

void TestChartOverlay::alignsOnPeak()
{
    const ChartScene scene = build("bars", ownFrame(), withOverlay());
    const ScenePanel &panel = scene.panels.at(1);
    const SceneLine *pass = overlayLine(panel, AxisSide::Left);
    const SceneLine *rates = overlayLine(panel, AxisSide::Right);
    QVERIFY(pass && rates);
    // Published 3000 triggers at 3000 entries; one's own run peaks there at the budget 2872.
    QCOMPARE(pass->points.at(1).x, 3000.0 - 128);
    QCOMPARE(pass->points.at(1).y, 52.6); // R1-Qwen, not R1-Llama
    QCOMPARE(rates->points.at(0).y, 770.0);
    QVERIFY(panel.x.upper > 4872); // the last published point is inside
    QVERIFY(panel.left.upper >= 56.3);
    QVERIFY(panel.right.upper >= 770);
    QVERIFY(panel.x.breaks.empty()); // distances stay true
    QCOMPARE(panel.bars.size(), 3U);
}

void TestChartOverlay::saysWhatItIs()
{
    const ChartScene scene = build("bars", ownFrame(), withOverlay());
    const QString notes = joined(scene.notes);
    QVERIFY(notes.contains(QStringLiteral("DynTS, arXiv 2601.18383")));
    QVERIFY(notes.contains(QStringLiteral("read off the figure")));
    QVERIFY(notes.contains(QStringLiteral("budget + 128")));
    QVERIFY(notes.contains(QStringLiteral("R1-Llama over my-llama")));
    const ScenePanel &panel = scene.panels.at(0);
    QVERIFY(std::any_of(panel.legend.begin(), panel.legend.end(),
                        [](const LegendEntry &entry) { return entry.isOverlay && !entry.text.isEmpty(); }));
    const auto target = std::find_if(panel.targets.begin(), panel.targets.end(), [](const HoverTarget &each) {
        return each.budgetKey == QStringLiteral("peak 2500");
    });
    QVERIFY(target != panel.targets.end());
    QVERIFY(target->text.contains(QStringLiteral("Pass@1 44.2 %")));
    QVERIFY(target->cellKey.isEmpty()); // nothing of one's own to open there
    QVERIFY(joined(build("bars", ownFrame(), {}).notes).isEmpty());
}

void TestChartOverlay::takesTheDatasetThatIsShown()
{
    ChartOptions options = withOverlay({"average", "AIME-24"});
    auto published = std::make_shared<ResultFrame>(*options.overlay);
    CellResult one = published->cells.front();
    one.dataset = 1;
    one.pass_at_1 = 40.0;
    one.tps.reset();
    published->cells.push_back(one);
    options.overlay = published;
    const ChartScene scene = build("bars", ownFrame(), options);
    const SceneLine *pass = overlayLine(scene.panels.at(0), AxisSide::Left);
    QVERIFY(pass != nullptr);
    QCOMPARE(pass->points.size(), 1U);
    QCOMPARE(pass->points[0].y, 40.0);
    QVERIFY(overlayLine(scene.panels.at(0), AxisSide::Right) == nullptr); // no rates were published for it
    QVERIFY(overlayLine(scene.panels.at(1), AxisSide::Left) == nullptr);
    QVERIFY(joined(scene.notes).contains(QStringLiteral("No figures of R1-Qwen were published for AIME-24")));
}

void TestChartOverlay::farBudgetsGetPlacesOfTheirOwn()
{
    ResultFrame frame = ownFrame();
    frame.cells.clear();
    for (int budget : {96, 128, 160}) {
        frame.cells.push_back(finishedCell(0, budget, 50, 700));
        frame.cells.back().peak = budget + 16;
    }
    const ScenePanel panel = build("bars", frame, withOverlay()).panels.at(0);
    QCOMPARE(panel.x.ticks.size(), 9U);
    QVERIFY(!panel.x.breaks.empty());
    const SceneLine *pass = overlayLine(panel, AxisSide::Left);
    QVERIFY(pass != nullptr);
    QVERIFY(pass->points.front().x > panel.bars.back().x + 0.5 * panel.bars.back().width);
    QCOMPARE(panel.x.ticks.at(3).label, QStringLiteral("2484"));
}

void TestChartOverlay::needsTheArchitecture()
{
    ResultFrame frame = ownFrame();
    frame.models[0].architecture = "MistralForCausalLM";
    const ChartScene scene = build("bars", frame, withOverlay());
    QVERIFY(overlayLine(scene.panels.at(0), AxisSide::Left) == nullptr);
    QVERIFY(overlayLine(scene.panels.at(1), AxisSide::Left) != nullptr);
    QVERIFY(joined(scene.notes).contains(QStringLiteral("my-llama's architecture")));
}

void TestChartOverlay::otherViews()
{
    const ScenePanel pareto = build("pareto", ownFrame(), withOverlay()).panels.at(0);
    const SceneLine *points = overlayLine(pareto, AxisSide::Left);
    QVERIFY(points != nullptr);
    QCOMPARE(points->points.at(0).x, 790.0);
    QCOMPARE(points->points.at(0).y, 44.2);
    QVERIFY(pareto.x.upper >= 790 && pareto.left.lower <= 44.2);
    // The published points take no part in who dominates whom.
    QVERIFY(
        std::none_of(points->points.begin(), points->points.end(), [](const auto &point) { return point.isMuted; }));

    const ChartScene stacked = build("stacked", ownFrame(), withOverlay());
    QCOMPARE(stacked.panels.size(), 4U);
    QCOMPARE(overlayLine(stacked.panels[0], AxisSide::Left)->points.at(0).y, 44.2);
    QCOMPARE(overlayLine(stacked.panels[2], AxisSide::Left)->points.at(0).y, 790.0);

    ResultFrame withFull = ownFrame();
    withFull.cells.push_back(finishedCell(0, 0, 60, 400));
    const ChartScene relative = build("relative", withFull, withOverlay());
    QVERIFY(overlayLine(relative.panels.at(0), AxisSide::Left) == nullptr);
    QVERIFY(joined(relative.notes).contains(QStringLiteral("no full cache")));
}

void TestChartOverlay::ownHollowMarkersStayTheirOwn()
{
    QVERIFY(!joined(build("bars", ownFrame(), withOverlay()).notes).contains(QStringLiteral("overall throughput")));
}

QTEST_GUILESS_MAIN(TestChartOverlay)
#include "tst_chart_overlay.moc"
