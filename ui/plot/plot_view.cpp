#include "ui/plot_view.h"

#include "plot/hover_card.h"
#include "plot/scene_plot.h"

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr int refreshInterval_ms = 100;
constexpr double zoomPerNotch = 0.8;
constexpr double clickSlack = 4;
constexpr double pointReach = 24;

bool isEmpty(const QCPRange &range)
{
    return !(range.upper > range.lower);
}

} // namespace

struct PlotView::State {
    ScenePlot *plot = nullptr;
    HoverCard *card = nullptr;
    ChartScene scene; ///< last set; equal to plot->scene() once shown
    Theme theme = Theme::light();
    bool hasCards = true;
    QTimer refresh;
    QElapsedTimer sinceShown;
    std::vector<QCPRange> zoom; ///< per panel, empty vector while everything is seen
    int panel = -1;             ///< of the target marked
    int target = -1;
    std::optional<QPointF> pressed;
    std::vector<QCPRange> rangesAtPress;
    bool isDragging = false;

    const HoverTarget *hovered() const
    {
        if (panel < 0 || panel >= static_cast<int>(plot->panels().size())) {
            return nullptr;
        }
        const auto &targets = plot->panels()[static_cast<std::size_t>(panel)].panel->targets;
        return target >= 0 && target < static_cast<int>(targets.size()) ? &targets[static_cast<std::size_t>(target)]
                                                                        : nullptr;
    }

    int targetAt(int panelIndex, const QPointF &pixel) const;
    QString cellAt(const QPointF &pixel) const;
    QCPRange wholeRange(std::size_t index) const;
    void setRanges(const std::vector<QCPRange> &ranges);
    void zoomBy(double factor, int panelIndex, double center);
};

int PlotView::State::targetAt(int panelIndex, const QPointF &pixel) const
{
    const PanelAxes &axes = plot->panels()[static_cast<std::size_t>(panelIndex)];
    int best = -1;
    double bestDistance = 0;
    for (std::size_t i = 0; i < axes.panel->targets.size(); ++i) {
        const HoverTarget &candidate = axes.panel->targets[i];
        double distance = 0;
        double reach = pointReach;
        if (candidate.y) {
            const QPointF apart = axes.pixel(candidate.x, *candidate.y, AxisSide::Left) - pixel;
            distance = std::hypot(apart.x(), apart.y());
        } else {
            distance = std::abs(axes.x->coordToPixel(candidate.x) - pixel.x());
            reach =
                std::abs(axes.x->coordToPixel(candidate.x + candidate.halfWidth) - axes.x->coordToPixel(candidate.x));
        }
        if (distance <= reach && (best < 0 || distance < bestDistance)) {
            best = static_cast<int>(i);
            bestDistance = distance;
        }
    }
    return best;
}

QString PlotView::State::cellAt(const QPointF &pixel) const
{
    const int panelIndex = plot->panelAt(pixel);
    if (panelIndex < 0) {
        return {};
    }
    const PanelAxes &axes = plot->panels()[static_cast<std::size_t>(panelIndex)];
    for (const SceneBar &bar : axes.panel->bars) {
        const double half = 0.5 * bar.width;
        if (pixel.x() >= axes.x->coordToPixel(bar.x - half) && pixel.x() <= axes.x->coordToPixel(bar.x + half)) {
            return bar.cellKey;
        }
    }
    const int found = targetAt(panelIndex, pixel);
    return found < 0 ? QString() : axes.panel->targets[static_cast<std::size_t>(found)].cellKey;
}

QCPRange PlotView::State::wholeRange(std::size_t index) const
{
    const ChartAxis &x = plot->panels()[index].panel->x;
    return {x.lower, x.upper};
}

void PlotView::State::setRanges(const std::vector<QCPRange> &ranges)
{
    bool isWhole = true;
    for (std::size_t i = 0; i < plot->panels().size(); ++i) {
        const QCPRange whole = wholeRange(i);
        QCPRange range = i < ranges.size() && !isEmpty(ranges[i]) ? ranges[i] : whole;
        const double size = std::min(range.size(), whole.size());
        range.lower = std::clamp(range.lower, whole.lower, whole.upper - size);
        range.upper = range.lower + size;
        isWhole = isWhole && size > 0.999 * whole.size();
        plot->setXRange(static_cast<int>(i), range);
    }
    zoom = isWhole ? std::vector<QCPRange>() : ranges;
    plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotView::State::zoomBy(double factor, int panelIndex, double center)
{
    std::vector<QCPRange> ranges;
    for (std::size_t i = 0; i < plot->panels().size(); ++i) {
        QCPRange range = plot->panels()[i].x->range();
        if (static_cast<int>(i) == panelIndex || plot->scene().sharesScales) {
            const QCPRange whole = wholeRange(i);
            const double size = std::clamp(range.size() * factor, 0.02 * whole.size(), whole.size());
            const double share = (center - range.lower) / range.size();
            range = QCPRange(center - share * size, center - share * size + size);
        }
        ranges.push_back(range);
    }
    setRanges(ranges);
}

PlotView::PlotView(QWidget *parent) : QWidget(parent), state_(std::make_unique<State>())
{
    state_->plot = new ScenePlot(this);
    state_->card = new HoverCard(this);
    state_->plot->installEventFilter(this);
    state_->plot->setMouseTracking(true);
    state_->plot->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Chart"));
    state_->refresh.setSingleShot(true);
    connect(&state_->refresh, &QTimer::timeout, this, [this] {
        state_->sinceShown.start();
        showPending();
    });
}

PlotView::~PlotView() = default;

void PlotView::setScene(ChartScene scene)
{
    state_->scene = std::move(scene);
    setAccessibleDescription(state_->scene.summary);
    const bool isRecent = state_->sinceShown.isValid() && state_->sinceShown.elapsed() < refreshInterval_ms;
    if (!isRecent) {
        state_->sinceShown.start();
        showPending();
    } else if (!state_->refresh.isActive()) {
        state_->refresh.start(refreshInterval_ms - static_cast<int>(state_->sinceShown.elapsed()));
    }
}

void PlotView::showPending()
{
    state_->refresh.stop();
    const bool sameView = state_->plot->scene().chartId == state_->scene.chartId &&
                          state_->plot->scene().panels.size() == state_->scene.panels.size();
    const std::vector<QCPRange> zoom = sameView ? state_->zoom : std::vector<QCPRange>();
    const QString hovered = sameView ? hoveredBudget() : QString();
    state_->plot->setScene(state_->scene, state_->theme, state_->hasCards);
    state_->setRanges(zoom);
    state_->plot->setHover(hovered);
    if (const HoverTarget *target = state_->hovered(); target && target->budgetKey == hovered) {
        if (state_->card->isVisible()) {
            state_->card->showAt(state_->card->pos() - QPoint(16, 8), target->text);
        }
    } else {
        setHovered(-1, -1, {});
    }
}

const ChartScene &PlotView::scene() const
{
    return state_->scene;
}

void PlotView::setTheme(const Theme &theme)
{
    state_->theme = theme;
    state_->card->setTheme(theme);
    showPending();
}

void PlotView::setPanelCards(bool on)
{
    state_->hasCards = on;
    showPending();
}

void PlotView::resetZoom()
{
    const bool wasZoomed = isZoomed();
    state_->setRanges({});
    if (wasZoomed) {
        emit zoomChanged(false);
    }
}

bool PlotView::isZoomed() const
{
    return !state_->zoom.empty();
}

QImage PlotView::toImage(double scale) const
{
    return state_->plot->toPixmap(width(), height(), scale).toImage();
}

QPointF PlotView::positionOf(int panel, double x, double y, AxisSide side) const
{
    return state_->plot->panels().at(static_cast<std::size_t>(panel)).pixel(x, y, side);
}

QString PlotView::hoveredBudget() const
{
    const HoverTarget *target = state_->hovered();
    return target ? target->budgetKey : QString();
}

QString PlotView::hoverText() const
{
    return state_->card->isVisible() ? state_->card->text() : QString();
}

QSize PlotView::sizeHint() const
{
    return {1200, 520};
}

QSize PlotView::minimumSizeHint() const
{
    return {420, 260};
}

void PlotView::setHovered(int panel, int target, const QPointF &at)
{
    const QString before = hoveredBudget();
    state_->panel = panel;
    state_->target = target;
    const HoverTarget *found = state_->hovered();
    if (found && !found->text.isEmpty()) {
        state_->card->showAt(at.toPoint(), found->text);
    } else {
        state_->card->hide();
    }
    const QString after = hoveredBudget();
    if (after != before) {
        state_->plot->setHover(after);
        emit hoveredBudgetChanged(after);
    }
}

bool PlotView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != state_->plot) {
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
        handleMouse(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        state_->pressed.reset();
        resetZoom();
        return true;
    case QEvent::Wheel:
        handleWheel(static_cast<QWheelEvent *>(event));
        return true;
    case QEvent::Leave:
        setHovered(-1, -1, {});
        return false;
    default:
        return false;
    }
}

void PlotView::handleMouse(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (event->type() == QEvent::MouseButtonPress && event->button() == Qt::LeftButton) {
        setFocus(Qt::MouseFocusReason);
        state_->pressed = at;
        state_->isDragging = false;
        state_->rangesAtPress.clear();
        for (const PanelAxes &axes : state_->plot->panels()) {
            state_->rangesAtPress.push_back(axes.x->range());
        }
        return;
    }
    if (event->type() == QEvent::MouseButtonRelease) {
        const bool isClick = state_->pressed && !state_->isDragging;
        state_->pressed.reset();
        const QString cell = isClick ? state_->cellAt(at) : QString();
        if (!cell.isEmpty()) {
            emit barClicked(cell);
        }
        return;
    }
    if (state_->pressed) {
        dragTo(at);
        return;
    }
    const int panel = state_->plot->panelAt(at);
    setHovered(panel, panel < 0 ? -1 : state_->targetAt(panel, at), at);
}

void PlotView::dragTo(const QPointF &at)
{
    const double moved = at.x() - state_->pressed->x();
    state_->isDragging = state_->isDragging || std::abs(moved) > clickSlack;
    const int panel = state_->plot->panelAt(*state_->pressed);
    if (!state_->isDragging || !isZoomed() || panel < 0 ||
        state_->rangesAtPress.size() != state_->plot->panels().size()) {
        return;
    }
    const PanelAxes &axes = state_->plot->panels()[static_cast<std::size_t>(panel)];
    const double perPixel = axes.x->range().size() / std::max(1.0, axes.area().width());
    std::vector<QCPRange> ranges = state_->rangesAtPress;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (static_cast<int>(i) == panel || state_->plot->scene().sharesScales) {
            ranges[i] -= moved * perPixel;
        }
    }
    state_->setRanges(ranges);
}

void PlotView::handleWheel(QWheelEvent *event)
{
    const int panel = state_->plot->panelAt(event->position());
    const double notches = event->angleDelta().y() / 120.0;
    if (panel < 0 || notches == 0) {
        return;
    }
    const bool wasZoomed = isZoomed();
    const double center =
        state_->plot->panels()[static_cast<std::size_t>(panel)].x->pixelToCoord(event->position().x());
    state_->zoomBy(std::pow(zoomPerNotch, notches), panel, center);
    if (isZoomed() != wasZoomed) {
        emit zoomChanged(isZoomed());
    }
}

void PlotView::moveHover(int panelStep, int targetStep)
{
    const int numPanels = static_cast<int>(state_->plot->panels().size());
    if (numPanels == 0) {
        return;
    }
    const int panel = std::clamp(std::max(0, state_->panel) + panelStep, 0, numPanels - 1);
    const PanelAxes &axes = state_->plot->panels()[static_cast<std::size_t>(panel)];
    const int numTargets = static_cast<int>(axes.panel->targets.size());
    if (numTargets == 0) {
        return;
    }
    const int target = state_->target < 0 ? (targetStep < 0 ? numTargets - 1 : 0)
                                          : std::clamp(state_->target + targetStep, 0, numTargets - 1);
    const HoverTarget &chosen = axes.panel->targets[static_cast<std::size_t>(target)];
    const QPointF at = chosen.y ? axes.pixel(chosen.x, *chosen.y, AxisSide::Left)
                                : QPointF(axes.x->coordToPixel(chosen.x), axes.area().center().y());
    setHovered(panel, target, at);
}

void PlotView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveHover(0, -1);
    case Qt::Key_Right:
        return moveHover(0, 1);
    case Qt::Key_Up:
        return moveHover(-1, 0);
    case Qt::Key_Down:
        return moveHover(1, 0);
    case Qt::Key_0:
        return resetZoom();
    case Qt::Key_Escape:
        if (state_->hovered()) {
            return setHovered(-1, -1, {});
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const HoverTarget *target = state_->hovered(); target && !target->cellKey.isEmpty()) {
            emit barClicked(target->cellKey);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void PlotView::resizeEvent(QResizeEvent *event)
{
    state_->plot->resize(size());
    QWidget::resizeEvent(event);
}

void PlotView::focusOutEvent(QFocusEvent *event)
{
    setHovered(-1, -1, {});
    QWidget::focusOutEvent(event);
}

} // namespace kvscope
