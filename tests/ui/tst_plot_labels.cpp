#include "chart_frames.h"
#include "plot/marks.h"
#include "plot/scene_geometry.h"
#include "ui/plot_view.h"
#include "ui/theme.h"

#include <QTest>

using namespace kvscope;
using namespace kvscope::test;

/// Which labels of a figure find a place, and in which colour.
class TestPlotLabels : public QObject {
    Q_OBJECT

private slots:
    void noPlaceIsNoLabel();
    void coloursCanBeRead();
    void barsHaveValuesInAllPanelsOrNone();
    void crowdedPointsDropLabels();
    void lowPanelsNameTheUnitAlone();
};

void TestPlotLabels::noPlaceIsNoLabel()
{
    const QRectF left(0, 0, 20, 10);
    const QRectF right(40, 0, 20, 10);
    Obstacles obstacles;
    QCOMPARE(freePlace({left, right}, obstacles), std::optional(left));
    obstacles.rects.push_back(QRectF(0, 4, 60, 1)); // a whisker across both
    QVERIFY(!freePlace({left, right}, obstacles));
    QVERIFY(!freePlace({}, obstacles));
    obstacles.rects = {left};
    obstacles.segments = {QLineF(30, 5, 70, 5)}; // what only joins points may pass
    QCOMPARE(freePlace({left, right}, obstacles), std::optional(right));
}

void TestPlotLabels::coloursCanBeRead()
{
    for (const Theme &theme : {Theme::light(), Theme::dark()}) {
        for (int series = 0; series < 5; ++series) {
            const QColor color = readableOn(theme.card, theme.bars(series), theme.text);
            QVERIFY(contrastRatio(color, theme.card) >= 4.5);
        }
        QCOMPARE(readableOn(theme.card, theme.text, theme.textMuted), theme.text);
    }
}

void TestPlotLabels::barsHaveValuesInAllPanelsOrNone()
{
    ChartScene scene = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    const auto imageOf = [&](const ChartScene &shown) {
        PlotView drawn;
        drawn.resize(760, 420);
        drawn.setScene(shown);
        return drawn.toImage().copy(0, 0, 380, 420);
    };
    ChartScene bare = scene;
    for (SceneBar &bar : bare.panels.at(0).bars) {
        bar.label.clear();
    }
    QVERIFY(imageOf(scene) != imageOf(bare));
    for (ChartScene *each : {&scene, &bare}) {
        each->panels.at(1).bars.at(2).label = QStringLiteral("too long for a bar");
    }
    QVERIFY(imageOf(scene) == imageOf(bare)); // the first panel goes without as well
}

void TestPlotLabels::crowdedPointsDropLabels()
{
    ResultFrame frame = emptyFrame({"a"});
    for (int i = 0; i < 6; ++i) { // all whiskers cross each other
        frame.cells.push_back(finishedCell(0, 96 + 32 * i, 50 + 0.1 * i, 2000 - i));
    }
    ChartScene scene = chartById(QStringLiteral("pareto"))->build(frame, {});
    const auto imageOf = [](const ChartScene &shown) {
        PlotView view;
        view.resize(500, 400);
        view.setScene(shown);
        return view.toImage();
    };
    const QImage labelled = imageOf(scene);
    SceneLine &line = scene.panels.at(0).lines.back();
    QCOMPARE(line.points.size(), 6U);
    int drawn = 0;
    for (ScenePoint &point : line.points) {
        ChartScene without = scene;
        QString &label =
            without.panels.at(0).lines.back().points.at(static_cast<std::size_t>(&point - &line.points[0])).label;
        label.clear();
        drawn += imageOf(without) != labelled ? 1 : 0;
    }
    QVERIFY2(drawn > 0 && drawn < 6, qPrintable(QString::number(drawn)));
}

void TestPlotLabels::lowPanelsNameTheUnitAlone()
{
    const ChartScene scene = chartById(QStringLiteral("bars"))->build(publishedFrame(), {});
    QCOMPARE(scene.panels.at(0).right.title, QStringLiteral("Throughput (TPS)"));
    ChartScene brief = scene;
    for (ScenePanel &panel : brief.panels) {
        panel.right.title = QStringLiteral("TPS");
    }
    const auto imageOf = [](const ChartScene &shown, int height) {
        PlotView view;
        view.resize(700, height);
        view.setScene(shown);
        return view.toImage();
    };
    QVERIFY(imageOf(scene, 500) != imageOf(brief, 500));
    QVERIFY(imageOf(scene, 260) == imageOf(brief, 260));
}

QTEST_MAIN(TestPlotLabels)
#include "tst_plot_labels.moc"
