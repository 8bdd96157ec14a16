// The half of PlotView that deals with pointer and keys: hovering, picking and brushing cells, zooming, panning.
#include "plot/plot_state.h"
#include "ui/plot_view.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr double zoomPerNotch = 0.8;
constexpr double smallestView = 0.02; ///< as a share of the whole axis
constexpr double clickSlack = 4;
constexpr double thinBox = 12; ///< a box flatter than this many pixels means the other direction alone
constexpr double panPerKey = 0.2;
constexpr std::size_t mostCards = 3; ///< more would hide what they explain

/// The series whose bar is nearest to a pixel.
int nearestSeries(const PanelAxes &axes, const HoverTarget &target, double pixel)
{
    const auto distance = [&](const HoverPart &part) { return std::abs(axes.x->coordToPixel(part.x) - pixel); };
    const auto nearest =
        std::min_element(target.parts.begin(), target.parts.end(),
                         [&](const HoverPart &a, const HoverPart &b) { return distance(a) < distance(b); });
    return nearest == target.parts.end() ? -1 : nearest->series;
}

/// The text of a target; of several series only the one meant is told in full.
QString textFor(const HoverTarget &target, int series)
{
    QString text = target.text;
    for (const HoverPart &part : target.parts) {
        const qsizetype at = text.indexOf(part.text);
        if (part.series != series && at >= 0) {
            text.replace(at, part.text.size(), part.brief);
        }
    }
    return text;
}

} // namespace

void PlotView::setHovered(int panel, int target, const QPointF &at)
{
    const QString before = hoveredBudget();
    state_->panel = panel;
    state_->target = target;
    if (!state_->focused.isEmpty()) {
        state_->focused.clear();
        state_->plot->setSelection(state_->outlined());
    }
    showCards(at);
    const QString after = hoveredBudget();
    if (after != before) {
        state_->plot->setHover(after);
        emit hoveredBudgetChanged(after);
    }
}

void PlotView::showCards(const QPointF &at)
{
    std::size_t used = 0;
    const auto show = [&](const QPointF &point, const QString &text, const QRectF &bounds) {
        if (used == state_->cards.size()) {
            state_->cards.push_back(new HoverCard(this));
            state_->cards.back()->setTheme(state_->theme);
        }
        state_->cards[used++]->showAt(point.toPoint(), text, bounds.toAlignedRect());
    };
    const HoverTarget *found = state_->hovered();
    if (found && !found->text.isEmpty()) {
        const auto &panels = state_->plot->panels();
        const PanelAxes &own = panels[static_cast<std::size_t>(state_->panel)];
        const int series = nearestSeries(own, *found, at.x());
        show(at, textFor(*found, series), panels.size() > 1 ? own.frame() : rect());
        const auto columns = static_cast<std::size_t>(columnsOf(state_->scene));
        const std::size_t first = static_cast<std::size_t>(state_->panel) / columns * columns;
        for (std::size_t i = first; columns <= mostCards && i < std::min(first + columns, panels.size()); ++i) {
            const auto &targets = panels[i].panel->targets;
            const auto same = std::find_if(targets.begin(), targets.end(), [&](const HoverTarget &target) {
                return target.budgetKey == found->budgetKey && !target.text.isEmpty();
            });
            if (static_cast<int>(i) != state_->panel && same != targets.end()) {
                const double y = same->y ? panels[i].pixel(same->x, *same->y, AxisSide::Left).y() : at.y();
                show(QPointF(panels[i].x->coordToPixel(same->x), y), textFor(*same, series), panels[i].frame());
                if (state_->cards[used - 1]->geometry().intersects(state_->cards.front()->geometry())) {
                    --used; // no room for both: what is pointed at comes first
                }
            }
        }
        state_->cards.front()->raise();
    }
    for (std::size_t i = used; i < state_->cards.size(); ++i) {
        state_->cards[i]->hide();
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
    const QPointF at = chosen.y
                           ? axes.pixel(chosen.x, *chosen.y, AxisSide::Left)
                           : QPointF(axes.x->coordToPixel(chosen.parts.empty() ? chosen.x : chosen.parts.front().x),
                                     axes.area().center().y());
    setHovered(panel, target, at);
}

void PlotView::moveFocus(int step)
{
    const HoverTarget *target = state_->hovered();
    if (!target) {
        return;
    }
    const PanelAxes &axes = state_->plot->panels()[static_cast<std::size_t>(state_->panel)];
    QStringList cells;
    std::vector<double> places;
    for (const SceneBar &bar : axes.panel->bars) {
        if (bar.budgetKey == target->budgetKey) {
            cells << bar.cellKey;
            places.push_back(bar.x);
        }
    }
    if (cells.size() > 1) {
        const qsizetype at = std::clamp<qsizetype>(cells.indexOf(state_->cellAtHand()) + step, 0, cells.size() - 1);
        state_->focused = cells[at];
        state_->plot->setSelection(state_->outlined());
        showCards(QPointF(axes.x->coordToPixel(places[static_cast<std::size_t>(at)]), axes.area().center().y()));
    }
}

void PlotView::pick(const QString &cellKey)
{
    state_->selected = QStringList{cellKey};
    state_->plot->setSelection(state_->outlined());
}

void PlotView::brush(const QString &cellKey)
{
    const QString first = state_->selected.value(0);
    if (first.isEmpty() || first == cellKey) {
        pick(cellKey);
        return;
    }
    state_->selected = QStringList{first, cellKey};
    state_->plot->setSelection(state_->outlined());
    emit cellsBrushed(first, cellKey);
}

bool PlotView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != state_->plot) {
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        handlePress(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseMove:
        handleMove(static_cast<QMouseEvent *>(event)->position());
        return true;
    case QEvent::MouseButtonRelease:
        handleRelease(static_cast<QMouseEvent *>(event)->position());
        return true;
    case QEvent::MouseButtonDblClick:
        cancelDrag();
        resetZoom();
        return true;
    case QEvent::ContextMenu: {
        const auto *menu = static_cast<QContextMenuEvent *>(event);
        const QString cell =
            menu->reason() == QContextMenuEvent::Keyboard ? currentCell() : state_->cellAt(menu->pos());
        if (!cell.isEmpty()) {
            pick(cell);
            emit cellMenuRequested(cell, menu->globalPos());
        }
        return true;
    }
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

void PlotView::handlePress(QMouseEvent *event)
{
    const bool isLeft = event->button() == Qt::LeftButton;
    if (!isLeft && event->button() != Qt::MiddleButton) {
        return;
    }
    setFocus(Qt::MouseFocusReason);
    state_->pressed = event->position();
    state_->isDragging = false;
    state_->drag = !isLeft || (event->modifiers() & Qt::ControlModifier) ? DragKind::Pan
                   : event->modifiers() & Qt::ShiftModifier              ? DragKind::Brush
                                                                         : DragKind::Box;
    state_->viewsAtPress.clear();
    for (int i = 0; i < static_cast<int>(state_->scene.panels.size()); ++i) {
        state_->viewsAtPress.push_back(state_->viewOf(i));
    }
}

void PlotView::handleMove(const QPointF &at)
{
    if (!state_->pressed) {
        const int panel = state_->plot->panelAt(at);
        setHovered(panel, panel < 0 ? -1 : state_->targetAt(panel, at), at);
        return;
    }
    const QPointF from = *state_->pressed;
    state_->isDragging = state_->isDragging || (at - from).manhattanLength() > clickSlack;
    const int panel = state_->plot->panelAt(from);
    if (!state_->isDragging || panel < 0) {
        return;
    }
    setHovered(-1, -1, {});
    const QRectF area = state_->plot->panels()[static_cast<std::size_t>(panel)].area();
    if (state_->drag == DragKind::Pan) {
        const QPointF moved = state_->shareAt(panel, from) - state_->shareAt(panel, at);
        panBy(panel, moved, state_->viewsAtPress);
    } else if (state_->drag == DragKind::Brush) {
        const QRectF band(QPointF(from.x(), area.top()), QPointF(at.x(), area.bottom()));
        state_->box->setGeometry(band.normalized().intersected(area).toAlignedRect());
        state_->box->show();
    } else {
        state_->box->setGeometry(QRectF(from, at).normalized().intersected(area).toAlignedRect());
        state_->box->show();
    }
}

void PlotView::handleRelease(const QPointF &at)
{
    if (!state_->pressed) {
        return;
    }
    handleMove(at);
    const QPointF from = *state_->pressed;
    const DragKind drag = state_->drag;
    const bool isClick = !state_->isDragging;
    const QRectF box = state_->box->geometry();
    cancelDrag();
    const int panel = state_->plot->panelAt(from);
    if (panel < 0) {
        return;
    }
    const QString cell = state_->cellAt(at);
    if (drag == DragKind::Brush) {
        if (const QString first = isClick ? QString() : state_->cellAt(from); !first.isEmpty()) {
            pick(first);
        }
        if (!cell.isEmpty()) {
            brush(cell);
        }
    } else if (isClick && drag == DragKind::Box && !cell.isEmpty()) {
        pick(cell);
        emit cellClicked(cell);
    } else if (!isClick && drag == DragKind::Box && (box.width() > thinBox || box.height() > thinBox)) {
        const QPointF low = state_->shareAt(panel, box.bottomLeft());
        const QPointF high = state_->shareAt(panel, box.topRight());
        const PanelView old = state_->viewOf(panel);
        const auto inside = [](const Span &span, double lower, double upper) {
            const double size = span.upper - span.lower;
            const double least = std::max(upper - lower, smallestView / size);
            return Span{span.lower + lower * size, span.lower + (lower + least) * size};
        };
        PanelView next = old;
        next.x = box.width() > thinBox ? inside(old.x, low.x(), high.x()) : old.x;
        next.y = box.height() > thinBox ? inside(old.y, low.y(), high.y()) : old.y;
        setPanelView(panel, next);
    }
}

void PlotView::cancelDrag()
{
    state_->pressed.reset();
    state_->isDragging = false;
    state_->drag = DragKind::None;
    state_->box->hide();
}

void PlotView::panBy(int panel, const QPointF &shares, const std::vector<PanelView> &from)
{
    if (!isZoomed() || from.size() != state_->scene.panels.size()) {
        return;
    }
    PanelView view = from[static_cast<std::size_t>(panel)];
    const auto moved = [](const Span &span, double share) {
        const double by = share * (span.upper - span.lower);
        return Span{span.lower + by, span.upper + by};
    };
    view.x = moved(view.x, shares.x());
    view.y = moved(view.y, shares.y());
    setPanelView(panel, view);
}

void PlotView::zoomBy(double factor, int panel, double share)
{
    PanelView view = state_->viewOf(panel);
    const auto scaled = [&](const Span &span, double center) {
        const double size = span.upper - span.lower;
        const double next = std::clamp(size * factor, smallestView, 1.0);
        const double fixed = span.lower + center * size; // what is under the pointer stays
        return Span{fixed - center * next, fixed - center * next + next};
    };
    view.x = scaled(view.x, share);
    if (state_->scene.zoomsVertically) {
        view.y = scaled(view.y, 0.5);
    }
    setPanelView(panel, view);
}

void PlotView::handleWheel(QWheelEvent *event)
{
    const int panel = state_->plot->panelAt(event->position());
    const double notches = event->angleDelta().y() / 120.0;
    if (panel >= 0 && notches != 0) {
        zoomBy(std::pow(zoomPerNotch, notches), panel, state_->shareAt(panel, event->position()).x());
    }
}

bool PlotView::handleZoomKey(const QKeyEvent *event)
{
    if (state_->plot->panels().empty()) {
        return false;
    }
    const int panel = std::max(0, state_->panel);
    const HoverTarget *target = state_->hovered();
    const double share = target ? state_->shareAt(panel, positionOf(panel, target->x, 0)).x() : 0.5;
    std::vector<PanelView> views;
    for (int i = 0; i < static_cast<int>(state_->scene.panels.size()); ++i) {
        views.push_back(state_->viewOf(i));
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        zoomBy(zoomPerNotch, panel, share);
        return true;
    case Qt::Key_Minus:
        zoomBy(1 / zoomPerNotch, panel, share);
        return true;
    case Qt::Key_Left:
    case Qt::Key_Right:
        panBy(panel, {event->key() == Qt::Key_Left ? -panPerKey : panPerKey, 0}, views);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        panBy(panel, {0, event->key() == Qt::Key_Down ? -panPerKey : panPerKey}, views);
        return true;
    default:
        return false;
    }
}

bool PlotView::handleCellKey(const QKeyEvent *event)
{
    const QString cell = state_->cellAtHand();
    if (cell.isEmpty()) {
        return false;
    }
    if (event->key() == Qt::Key_Space) {
        pick(cell);
    } else if (event->modifiers() & Qt::ShiftModifier) {
        brush(cell);
    } else {
        pick(cell);
        emit cellClicked(cell);
    }
    return true;
}

void PlotView::keyPressEvent(QKeyEvent *event)
{
    const bool isPanning = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (isPanning && handleZoomKey(event)) {
            return;
        }
        return moveHover(0, event->key() == Qt::Key_Left ? -1 : 1);
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (isPanning && handleZoomKey(event)) {
            return;
        }
        return moveHover(event->key() == Qt::Key_Up ? -1 : 1, 0);
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        return moveFocus(event->key() == Qt::Key_PageUp ? -1 : 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus:
        if (handleZoomKey(event)) {
            return;
        }
        break;
    case Qt::Key_0:
        return resetZoom();
    case Qt::Key_Escape:
        if (state_->pressed || state_->hovered() || isZoomed() || !state_->selected.isEmpty()) {
            cancelDrag();
            setHovered(-1, -1, {});
            state_->selected.clear();
            state_->plot->setSelection({});
            return resetZoom();
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (handleCellKey(event)) {
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace kvscope
