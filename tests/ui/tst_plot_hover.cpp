#include "chart_frames.h"
#include "policy_labels.h"
#include "ui/plot_view.h"

#include <QFrame>
#include <QMouseEvent>
#include <QTest>

#include <algorithm>

using namespace kvscope;
using namespace kvscope::test;

namespace {

ResultFrame twoStorages()
{
    ResultFrame frame = emptyFrame({"tiny-r1-llama", "tiny-r1-qwen"});
    for (int model = 0; model < 2; ++model) {
        for (const int budget : {96, 128}) {
            CellResult exact = finishedCell(model, budget, 40, 500);
            exact.failure = "a long reason that has to be wrapped, since no panel is wide enough for all of its words";
            CellResult fp8 = exact;
            fp8.cell_key += "-fp8";
            fp8.kv_dtype = KvDType::Fp8;
            fp8.tps = 700;
            frame.cells.push_back(exact);
            frame.cells.push_back(fp8);
        }
    }
    return frame;
}

void hover(PlotView &view, const QPointF &at)
{
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(view.findChild<QWidget *>(), &move);
}

/// The cards that are seen, the uppermost last.
std::vector<QFrame *> cardsOf(PlotView &view)
{
    std::vector<QFrame *> cards;
    for (QObject *child : view.children()) { // raise() puts a widget last
        auto *card = qobject_cast<QFrame *>(child);
        if (card && card->objectName() == QStringLiteral("hoverCard") && card->isVisible()) {
            cards.push_back(card);
        }
    }
    return cards;
}

} // namespace

/// Where the cards beside the pointer stand, and what they tell.
class TestPlotHover : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { setUsualPolicyLabels(); }
    void narrowPanelsKeepTheirCards();
    void onlyTheSeriesMeantIsToldInFull();
    void keysTellTheSeriesReached();
    void lowViewsCutTheCard();

private:
    static std::unique_ptr<PlotView> viewOf(const QSize &size)
    {
        auto view = std::make_unique<PlotView>();
        view->resize(size);
        view->setScene(chartById(QStringLiteral("bars"))->build(twoStorages(), {}));
        view->show();
        return view;
    }
};

void TestPlotHover::narrowPanelsKeepTheirCards()
{
    for (const int width : {460, 600, 760}) {
        const auto view = viewOf({width, 500});
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        for (int panel = 0; panel < 2; ++panel) {
            hover(*view, view->positionOf(panel, view->scene().panels.at(0).bars.at(1).x, 5));
            QVERIFY2(view->hoverText().startsWith(panel == 0 ? QStringLiteral("tiny-r1-llama")
                                                             : QStringLiteral("tiny-r1-qwen")),
                     qPrintable(view->hoverText()));
            const std::vector<QFrame *> cards = cardsOf(*view);
            QVERIFY(!cards.empty());
            const QRect front = cards.back()->geometry(); // the pointer's own lies above all
            QVERIFY2(panel == 0 ? front.right() <= width / 2 : front.left() >= width / 2,
                     qPrintable(QStringLiteral("%1 to %2 of %3").arg(front.left()).arg(front.right()).arg(width)));
            for (std::size_t i = 0; i + 1 < cards.size(); ++i) {
                QVERIFY(!cards[i]->geometry().intersects(front));
            }
        }
    }
}

void TestPlotHover::onlyTheSeriesMeantIsToldInFull()
{
    const auto view = viewOf({760, 500});
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    const auto &bars = view->scene().panels.at(0).bars;
    const auto barOf = [&](int series) {
        return std::find_if(bars.begin(), bars.end(), [&](const SceneBar &bar) { return bar.series == series; })->x;
    };
    hover(*view, view->positionOf(0, barOf(1), 5));
    for (const QString &text : view->hoverTexts()) { // the other panel's as well
        QVERIFY2(text.contains(QStringLiteral("\nR-KV: Pass@1 40.0 %, 500 tokens per second\n")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("\nR-KV, fp8\nPass@1 40.00 %")));
        QCOMPARE(text.count(QStringLiteral("bootstrap over problems")), 1);
    }
    hover(*view, view->positionOf(0, barOf(0), 5));
    QVERIFY(view->hoverText().contains(QStringLiteral("\nR-KV\nPass@1 40.00 %")));
    QVERIFY(view->hoverText().contains(QStringLiteral("\nR-KV, fp8: Pass@1 40.0 %, 700 tokens per second")));
}

void TestPlotHover::keysTellTheSeriesReached()
{
    const auto view = viewOf({760, 500});
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QTest::keyClick(view.get(), Qt::Key_Right);
    QVERIFY(view->hoverText().contains(QStringLiteral("\nR-KV\nPass@1")));
    QTest::keyClick(view.get(), Qt::Key_PageDown);
    QVERIFY(view->hoverText().contains(QStringLiteral("\nR-KV, fp8\nPass@1")));
}

void TestPlotHover::lowViewsCutTheCard()
{
    const auto view = viewOf({460, 260});
    view->resize(460, 180);
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    hover(*view, view->positionOf(0, view->scene().panels.at(0).bars.at(0).x, 5));
    const std::vector<QFrame *> cards = cardsOf(*view);
    QVERIFY(!cards.empty());
    for (const QFrame *card : cards) {
        QVERIFY(view->rect().contains(card->geometry()));
    }
    QVERIFY2(view->hoverText().endsWith(QStringLiteral("…")), qPrintable(view->hoverText()));
}

QTEST_MAIN(TestPlotHover)
#include "tst_plot_hover.moc"
