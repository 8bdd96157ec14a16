#include "chart_frames.h"
#include "ui/plot_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace kvscope;
using namespace kvscope::test;

namespace {

ChartScene barsScene(const ResultFrame &frame, ScalePreset scale = ScalePreset::FromZero)
{
    ChartOptions options;
    options.scale = scale;
    return chartById(QStringLiteral("bars"))->build(frame, options);
}

QWidget *canvasOf(PlotView &view)
{
    return view.childAt(view.rect().center());
}

void hover(PlotView &view, const QPointF &at)
{
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(canvasOf(view), &move);
}

void wheel(PlotView &view, const QPointF &at, int notches)
{
    QWheelEvent event(at, view.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(canvasOf(view), &event);
}

bool isClose(const QColor &a, const QColor &b)
{
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < 40;
}

} // namespace

class TestPlotView : public QObject {
    Q_OBJECT

private slots:
    void init();
    void barTopPixel_data();
    void barTopPixel();
    void hoverLinksPanels();
    void clickNamesTheCell();
    void keyboard();
    void keysReachEveryPolicy();
    void brushesTwoBars();
    void boxZoomIsSaid();
    void zoomFollowsTheScaleLock();
    void wheelZoomsAndDoubleClickResets();
    void updatesAreCoalesced();
    void textIsPlain();
    void accessible();
    void manyShapes();

private:
    std::unique_ptr<PlotView> view_;
};

void TestPlotView::init()
{
    view_ = std::make_unique<PlotView>();
    view_->resize(760, 420); // the offscreen screen is 800 × 800
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
}

void TestPlotView::barTopPixel_data()
{
    QTest::addColumn<bool>("truncated");
    QTest::addColumn<bool>("dark");
    QTest::newRow("from zero") << false << false;
    QTest::newRow("from 30, dark") << true << true;
}

void TestPlotView::barTopPixel()
{
    QFETCH(bool, truncated);
    QFETCH(bool, dark);
    const Theme &theme = dark ? Theme::dark() : Theme::light();
    view_->setTheme(theme);
    view_->setScene(barsScene(publishedFrame(), truncated ? ScalePreset::Reference : ScalePreset::FromZero));
    const ScenePanel &panel = view_->scene().panels.at(1);
    const QImage image = view_->toImage();
    for (const SceneBar &bar : panel.bars) {
        const int x = qRound(view_->positionOf(1, bar.x - 0.32 * bar.width, 0).x());
        const double top = view_->positionOf(1, bar.x, panel.left.upper).y();
        const double bottom = view_->positionOf(1, bar.x, panel.left.lower).y();
        int first = -1;
        for (int y = qRound(top); y <= qRound(bottom) && first < 0; ++y) {
            first = isClose(image.pixelColor(x, y), theme.bars(0)) ? y : -1;
        }
        const double share = (bottom - first) / (bottom - top);
        const double value = panel.left.lower + share * (panel.left.upper - panel.left.lower);
        const double perPixel = (panel.left.upper - panel.left.lower) / (bottom - top);
        QVERIFY2(std::abs(value - bar.value) < 1.6 * perPixel,
                 qPrintable(QStringLiteral("%1 drawn as %2").arg(bar.value).arg(value)));
        QVERIFY(!isClose(image.pixelColor(x, qRound(bottom) + 3), theme.bars(0)));
    }
}

void TestPlotView::hoverLinksPanels()
{
    view_->setScene(barsScene(runningFrame()));
    QSignalSpy changed(view_.get(), &PlotView::hoveredBudgetChanged);
    const QImage before = view_->grab().toImage();
    hover(*view_, view_->positionOf(0, 128, 5));
    QCOMPARE(view_->hoveredBudget(), QStringLiteral("128"));
    QCOMPARE(changed.size(), 1);
    QVERIFY(view_->hoverText().contains(QStringLiteral("312 of 1920 samples")));
    QVERIFY(view_->hoverText().contains(QStringLiteral("[44.00, 50.00]  bootstrap over problems")));
    QVERIFY(view_->hoverText().contains(QStringLiteral("batch 32")));
    // The same budget is marked in the other panel, with its exact values.
    QCOMPARE(view_->hoverTexts().size(), 2);
    QVERIFY(view_->hoverTexts()[1].startsWith(QStringLiteral("tiny-r1-qwen, budget 128")));
    const QImage after = view_->grab().toImage();
    const QPoint other = view_->positionOf(1, 128 - 14, 45).toPoint();
    QVERIFY(before.pixelColor(other) != after.pixelColor(other));
    const QPoint elsewhere = view_->positionOf(1, 96 + 14, 45).toPoint();
    QCOMPARE(before.pixelColor(elsewhere), after.pixelColor(elsewhere));
    hover(*view_, QPointF(2, 2));
    QVERIFY(view_->hoveredBudget().isEmpty());
    QVERIFY(view_->hoverText().isEmpty());
}

void TestPlotView::clickNamesTheCell()
{
    view_->setScene(barsScene(publishedFrame()));
    QSignalSpy clicked(view_.get(), &PlotView::cellClicked);
    QTest::mouseClick(canvasOf(*view_), Qt::LeftButton, {}, view_->positionOf(1, 3500, 20).toPoint());
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toString(), QStringLiteral("m1b3500"));
    QTest::mouseClick(canvasOf(*view_), Qt::LeftButton, {}, QPoint(3, 3));
    QCOMPARE(clicked.size(), 1);
}

void TestPlotView::keyboard()
{
    view_->setScene(barsScene(publishedFrame()));
    QSignalSpy clicked(view_.get(), &PlotView::cellClicked);
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QCOMPARE(view_->hoveredBudget(), QStringLiteral("2500"));
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QTest::keyClick(view_.get(), Qt::Key_Down);
    QTest::keyClick(view_.get(), Qt::Key_Return);
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toString(), QStringLiteral("m1b3000"));
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(view_->hoveredBudget().isEmpty());
}

void TestPlotView::keysReachEveryPolicy()
{
    ResultFrame frame = emptyFrame({"llama"});
    for (const char *policy : {"r_kv", "snapkv", "h2o"}) {
        frame.cells.push_back(finishedCell(0, 128, 50, 900, policy));
        frame.cells.back().cell_key = policy;
    }
    view_->setScene(barsScene(frame));
    QSignalSpy clicked(view_.get(), &PlotView::cellClicked);
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QCOMPARE(view_->currentCell(), QStringLiteral("r_kv"));
    QTest::keyClick(view_.get(), Qt::Key_PageDown);
    QTest::keyClick(view_.get(), Qt::Key_PageDown);
    QTest::keyClick(view_.get(), Qt::Key_PageDown); // there is no fourth
    QCOMPARE(view_->currentCell(), QStringLiteral("h2o"));
    QTest::keyClick(view_.get(), Qt::Key_PageUp);
    QTest::keyClick(view_.get(), Qt::Key_Return);
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toString(), QStringLiteral("snapkv"));
    QTest::keyClick(view_.get(), Qt::Key_Left); // walking on starts with the first again
    QCOMPARE(view_->currentCell(), QStringLiteral("r_kv"));
}

void TestPlotView::brushesTwoBars()
{
    view_->setScene(barsScene(publishedFrame()));
    QSignalSpy clicked(view_.get(), &PlotView::cellClicked);
    QSignalSpy brushed(view_.get(), &PlotView::cellsBrushed);
    const auto at = [&](int panel, double budget) { return view_->positionOf(panel, budget, 10).toPoint(); };
    QTest::mouseClick(canvasOf(*view_), Qt::LeftButton, {}, at(0, 2500));
    QTest::mouseClick(canvasOf(*view_), Qt::LeftButton, Qt::ShiftModifier, at(0, 4000));
    QCOMPARE(brushed.size(), 1);
    QCOMPARE(brushed[0], (QVariantList{QStringLiteral("m0b2500"), QStringLiteral("m0b4000")}));
    QCOMPARE(view_->selectedCells(), (QStringList{QStringLiteral("m0b2500"), QStringLiteral("m0b4000")}));
    // A drag from bar to bar does the same, and zooms into nothing.
    QTest::mousePress(canvasOf(*view_), Qt::LeftButton, Qt::ShiftModifier, at(1, 3000));
    hover(*view_, at(1, 3600));
    QTest::mouseRelease(canvasOf(*view_), Qt::LeftButton, Qt::ShiftModifier, at(1, 5000));
    QCOMPARE(brushed.size(), 2);
    QCOMPARE(brushed[1], (QVariantList{QStringLiteral("m1b3000"), QStringLiteral("m1b5000")}));
    QVERIFY(!view_->isZoomed());
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(view_->selectedCells().isEmpty());
    // By keys: Space on one, Shift and Enter on the other.
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QTest::keyClick(view_.get(), Qt::Key_Space);
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QTest::keyClick(view_.get(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(brushed.size(), 3);
    QCOMPARE(brushed[2], (QVariantList{QStringLiteral("m0b2500"), QStringLiteral("m0b3000")}));
    QCOMPARE(clicked.size(), 1);
}

void TestPlotView::boxZoomIsSaid()
{
    view_->setScene(barsScene(publishedFrame()));
    const auto joined = [&] {
        const auto notes = view_->shownScene().notes;
        return QStringList(notes.begin(), notes.end()).join(QLatin1Char(' '));
    };
    QVERIFY(!joined().contains(QStringLiteral("zero")));
    QTest::mousePress(canvasOf(*view_), Qt::LeftButton, {}, view_->positionOf(0, 2700, 55).toPoint());
    hover(*view_, view_->positionOf(0, 3500, 45));
    QTest::mouseRelease(canvasOf(*view_), Qt::LeftButton, {}, view_->positionOf(0, 4200, 40).toPoint());
    QVERIFY(view_->isZoomed());
    QVERIFY(joined().contains(QStringLiteral("Zoomed in")));
    QVERIFY(joined().contains(QStringLiteral("Bars do not start at zero. Pass@1 from")));
    const ChartScene zoomed = view_->shownScene();
    const ScenePanel &panel = zoomed.panels.at(1);
    QVERIFY(std::abs(panel.left.lower - 40) < 1);
    QVERIFY(std::abs(panel.left.upper - 55) < 1);
    QVERIFY(std::abs(panel.x.lower - 2700) < 20);
    // One grid still serves both axes.
    QVERIFY(panel.left.ticks.size() >= 3);
    QCOMPARE(panel.left.ticks.size(), panel.right.ticks.size());
    const auto share = [](const ChartAxis &axis, std::size_t i) {
        return (axis.ticks[i].position - axis.lower) / (axis.upper - axis.lower);
    };
    for (std::size_t i = 0; i < panel.left.ticks.size(); ++i) {
        QVERIFY(std::abs(share(panel.left, i) - share(panel.right, i)) < 1e-9);
        QVERIFY(std::abs(panel.left.ticks[i].label.toDouble() - panel.left.ticks[i].position) < 1e-6);
    }
    // Control drags what is seen; beyond the end there is nothing.
    const double before = panel.x.lower;
    QTest::mousePress(canvasOf(*view_), Qt::LeftButton, Qt::ControlModifier, view_->positionOf(0, 3000, 45).toPoint());
    hover(*view_, view_->positionOf(0, 3000, 45) + QPointF(40, 0));
    QTest::mouseRelease(canvasOf(*view_), Qt::LeftButton, Qt::ControlModifier,
                        (view_->positionOf(0, 3000, 45) + QPointF(40, 0)).toPoint());
    QVERIFY(view_->shownScene().panels.at(0).x.lower < before);
    QVERIFY(view_->shownScene().panels.at(0).x.lower >= view_->scene().panels.at(0).x.lower - 1e-9);
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(!view_->isZoomed());
    QVERIFY(!joined().contains(QStringLiteral("zero")));
}

void TestPlotView::zoomFollowsTheScaleLock()
{
    ChartOptions options;
    options.sharesScales = false;
    view_->setScene(chartById(QStringLiteral("bars"))->build(publishedFrame(), options));
    view_->setPanelView(0, {{0.25, 0.75}, {0, 1}});
    QCOMPARE(view_->panelViews().at(0).x.lower, 0.25);
    QVERIFY(view_->panelViews().at(1).isWhole());
    QTest::keyClick(view_.get(), Qt::Key_0);
    options.sharesScales = true;
    view_->setScene(chartById(QStringLiteral("bars"))->build(publishedFrame(), options));
    view_->setPanelView(0, {{0.25, 0.75}, {0, 1}});
    QCOMPARE(view_->panelViews().at(1).x.lower, 0.25);
    // Keys: closer, along, and never beyond the end.
    QTest::keyClick(view_.get(), Qt::Key_Plus);
    const Span closer = view_->panelViews().at(1).x;
    QVERIFY(closer.upper - closer.lower < 0.45);
    for (int i = 0; i < 9; ++i) {
        QTest::keyClick(view_.get(), Qt::Key_Right, Qt::ControlModifier);
    }
    QVERIFY(std::abs(view_->panelViews().at(1).x.upper - 1) < 1e-9);
}

void TestPlotView::wheelZoomsAndDoubleClickResets()
{
    view_->setScene(barsScene(publishedFrame()));
    const auto perToken = [&](int panel) {
        return view_->positionOf(panel, 3001, 0).x() - view_->positionOf(panel, 3000, 0).x();
    };
    const double whole = perToken(0);
    const QPointF at = view_->positionOf(0, 3500, 20);
    wheel(*view_, at, 3);
    QVERIFY(view_->isZoomed());
    QVERIFY(perToken(0) > 1.5 * whole);
    QVERIFY(std::abs(perToken(1) - perToken(0)) < 1e-6);
    QVERIFY(std::abs(view_->positionOf(0, 3500, 0).x() - at.x()) < 1); // what is under the pointer stays
    // Bars keep their base, and an update keeps the zoom.
    QCOMPARE(view_->scene().panels[0].left.lower, 0.0);
    QTest::qWait(120);
    view_->setScene(barsScene(publishedFrame()));
    QVERIFY(perToken(0) > 1.5 * whole);
    QTest::mouseDClick(canvasOf(*view_), Qt::LeftButton, {}, at.toPoint());
    QVERIFY(!view_->isZoomed());
    QVERIFY(std::abs(perToken(0) - whole) < 1e-6);
    wheel(*view_, at, -5); // never wider than everything
    QVERIFY(!view_->isZoomed());
}

void TestPlotView::updatesAreCoalesced()
{
    view_->setScene(barsScene(publishedFrame()));
    const double before = view_->positionOf(0, 3000, 0).y() - view_->positionOf(0, 3000, 50).y();
    for (int i = 0; i < 50; ++i) {
        view_->setScene(barsScene(publishedFrame(), ScalePreset::Reference));
    }
    const auto height = [&] { return view_->positionOf(0, 3000, 0).y() - view_->positionOf(0, 3000, 50).y(); };
    QCOMPARE(height(), before); // still the first; the last is already known
    QCOMPARE(view_->scene().panels.at(0).left.lower, 30.0);
    QTRY_VERIFY(height() > 1.1 * before);
}

void TestPlotView::textIsPlain()
{
    ResultFrame frame = emptyFrame({"<img src=x><b>bold</b>"});
    frame.cells = {finishedCell(0, 128, 50, 1000)};
    view_->setScene(barsScene(frame));
    hover(*view_, view_->positionOf(0, 0, 20));
    QVERIFY(view_->hoverText().contains(QStringLiteral("<img src=x><b>bold</b>")));
}

void TestPlotView::accessible()
{
    view_->setScene(barsScene(publishedFrame()));
    QVERIFY(!view_->accessibleName().isEmpty());
    QVERIFY(view_->accessibleDescription().contains(QStringLiteral("R1-Qwen")));
    QVERIFY(view_->accessibleDescription().contains(QStringLiteral("56.3")));
}

void TestPlotView::manyShapes()
{
    // Nothing may fail or hang, from empty to crowded, from tiny to wide.
    ResultFrame crowded = emptyFrame({"a", "b", "c"});
    for (int i = 1; i <= 40; ++i) {
        for (int model = 0; model < 3; ++model) {
            crowded.cells.push_back(finishedCell(model, 64 * i, 100.0 * i / 41, 4000 - 60 * i));
        }
    }
    for (const QSize &size : {QSize(60, 40), QSize(420, 260), QSize(780, 300)}) {
        view_->resize(size);
        for (const Chart *chart : charts()) {
            for (const ResultFrame &frame : {ResultFrame{}, publishedFrame(), runningFrame(), crowded}) {
                view_->setScene(chart->build(frame, {}));
                view_->setTheme(Theme::dark()); // shows at once
                QVERIFY(!view_->toImage(2).isNull());
            }
        }
    }
}

QTEST_MAIN(TestPlotView)
#include "tst_plot_view.moc"
