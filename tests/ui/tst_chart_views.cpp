#include "chart_frames.h"
#include "ui/chart.h"

#include <QTest>

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
    const auto &points = panel.lines.at(0).points;
    QCOMPARE(points.at(0).x, 2000.0);
    QCOMPARE(points.at(0).y, 50.0);
    QVERIFY(!points.at(0).isMuted);
    QVERIFY(points.at(1).isMuted);
    QVERIFY(!points.at(2).isMuted);
    QVERIFY(panel.lines.at(1).points.at(0).isMuted); // full: equal accuracy, slower
    QCOMPARE(panel.lines.at(1).points.at(0).label, QStringLiteral("full"));
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

QTEST_GUILESS_MAIN(TestChartViews)
#include "tst_chart_views.moc"
