#include "chart_frames.h"
#include "ui/plot_view.h"
#include "ui/scene_blend.h"

#include <QProxyStyle>
#include <QTest>

using namespace kvscope;
using namespace kvscope::test;

namespace {

/// A platform that asks for animations of this length.
class AnimatedStyle : public QProxyStyle {
public:
    explicit AnimatedStyle(int duration_ms) : duration_ms_(duration_ms) {}
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        return hint == SH_Widget_Animation_Duration ? duration_ms_ : QProxyStyle::styleHint(hint, option, widget, data);
    }

private:
    int duration_ms_;
};

ChartScene sceneOf(const char *chart, const ResultFrame &frame, const ChartOptions &options = {})
{
    return chartById(QLatin1String(chart))->build(frame, options);
}

ChartOptions oneDataset(int index)
{
    ChartOptions options;
    options.dataset = index;
    return options;
}

/// The second one has other heights.
ResultFrame twoDatasets()
{
    ResultFrame frame = frameWithTwoDatasets();
    for (CellResult &cell : frame.cells) {
        if (cell.dataset == 1 && cell.pass_at_1) {
            *cell.pass_at_1 *= 0.5;
        }
    }
    return frame;
}

/// Height of a bar as a share of its axis.
double shareOf(const ChartScene &scene, std::size_t bar)
{
    const ScenePanel &panel = scene.panels.front();
    return (panel.bars[bar].value - panel.left.lower) / (panel.left.upper - panel.left.lower);
}

} // namespace

class TestSceneBlend : public QObject {
    Q_OBJECT

private slots:
    void startsWhereItWasAndEndsWhereItBelongs()
    {
        const ChartScene from = sceneOf("bars", twoDatasets(), oneDataset(0));
        const ChartScene to = sceneOf("bars", twoDatasets(), oneDataset(1));
        QVERIFY(canBlend(from, to));
        const ChartScene start = blendScenes(from, to, 0);
        const ChartScene middle = blendScenes(from, to, 0.5);
        const ChartScene end = blendScenes(from, to, 1);
        QVERIFY(!to.panels.front().bars.empty());
        for (std::size_t bar = 0; bar < to.panels.front().bars.size(); ++bar) {
            QVERIFY(std::abs(shareOf(start, bar) - shareOf(from, bar)) < 1e-12);
            QVERIFY(std::abs(shareOf(middle, bar) - 0.5 * (shareOf(from, bar) + shareOf(to, bar))) < 1e-12);
            QVERIFY(std::abs(end.panels.front().bars[bar].value - to.panels.front().bars[bar].value) < 1e-9);
            QCOMPARE(start.panels.front().bars[bar].label, to.panels.front().bars[bar].label);
        }
    }

    void aNewScaleMovesNothingAtFirst()
    {
        ChartOptions reference;
        reference.scale = ScalePreset::Reference;
        const ChartScene from = sceneOf("bars", publishedFrame());
        const ChartScene to = sceneOf("bars", publishedFrame(), reference);
        const ChartScene start = blendScenes(from, to, 0);
        QCOMPARE(start.panels.front().left.lower, 30.0);
        QVERIFY(std::abs(shareOf(start, 0) - shareOf(from, 0)) < 1e-12);
        const ScenePoint &before = from.panels.front().lines.front().points.front();
        const ScenePoint &after = start.panels.front().lines.front().points.front();
        QVERIFY(std::abs(before.y / from.panels.front().right.upper - (after.y - 400) / 400) < 1e-12);
    }

    void whatHasNoPartnerStandsInItsPlace()
    {
        ChartScene from = sceneOf("bars", publishedFrame());
        const ChartScene to = from;
        from.panels.front().bars.front().budgetKey = QStringLiteral("other");
        from.panels.front().bars.back().value = 1;
        const ChartScene start = blendScenes(from, to, 0);
        QCOMPARE(start.panels.front().bars.front().value, to.panels.front().bars.front().value);
        QCOMPARE(start.panels.front().bars.back().value, 1.0);
    }

    void chartsWithoutCommonMarksDoNotBlend()
    {
        QVERIFY(!canBlend(sceneOf("bars", publishedFrame()), sceneOf("pareto", publishedFrame())));
        QVERIFY(!canBlend(sceneOf("bars", publishedFrame()), sceneOf("stacked", publishedFrame())));
        QVERIFY(!canBlend({}, {}));
    }

    void theViewGlidesToAnotherLookOnly()
    {
        AnimatedStyle animated(200);
        PlotView view;
        view.setStyle(&animated);
        view.resize(760, 420);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setScene(sceneOf("bars", twoDatasets(), oneDataset(0)), SceneChange::Glide);
        QVERIFY(!view.isGliding()); // there was nothing before
        const ChartScene other = sceneOf("bars", twoDatasets(), oneDataset(1));
        view.setScene(other, SceneChange::Glide);
        QVERIFY(view.isGliding());
        QCOMPARE(view.scene().panels.front().bars.front().value, other.panels.front().bars.front().value);
        QTRY_VERIFY(!view.isGliding());
        view.setScene(sceneOf("bars", twoDatasets(), oneDataset(0)), SceneChange::Glide);
        view.setScene(other); // measurements end a movement
        QVERIFY(!view.isGliding());
        AnimatedStyle still(0);
        view.setStyle(&still);
        view.setScene(sceneOf("bars", twoDatasets(), oneDataset(0)), SceneChange::Glide);
        QVERIFY(!view.isGliding());
    }
};

QTEST_MAIN(TestSceneBlend)
#include "tst_scene_blend.moc"
