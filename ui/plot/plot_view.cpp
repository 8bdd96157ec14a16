#include "ui/plot_view.h"

#include "plot/plot_state.h"
#include "ui/scene_blend.h"

#include <QStyle>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr int refreshInterval_ms = 100;
constexpr int glide_ms = 220; // long enough to be followed, over before one has to wait for it
constexpr double pointReach = 24;
constexpr double markerReach = 9;

} // namespace

const HoverTarget *PlotView::State::hovered() const
{
    if (panel < 0 || panel >= static_cast<int>(plot->panels().size())) {
        return nullptr;
    }
    const auto &targets = plot->panels()[static_cast<std::size_t>(panel)].panel->targets;
    return target >= 0 && target < static_cast<int>(targets.size()) ? &targets[static_cast<std::size_t>(target)]
                                                                    : nullptr;
}

QString PlotView::State::cellAtHand() const
{
    const HoverTarget *marked = hovered();
    return !marked ? QString() : focused.isEmpty() ? marked->cellKey : focused;
}

QStringList PlotView::State::outlined() const
{
    return focused.isEmpty() || selected.contains(focused) ? selected : selected + QStringList{focused};
}

int PlotView::State::targetAt(int panelIndex, const QPointF &pixel) const
{
    const PanelAxes &axes = plot->panels()[static_cast<std::size_t>(panelIndex)];
    const auto &targets = axes.panel->targets;
    const bool hasBands = std::any_of(targets.begin(), targets.end(), [](const auto &each) { return !each.y; });
    int best = -1;
    double bestDistance = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const HoverTarget &candidate = targets[i];
        double distance = 0;
        double reach = hasBands ? markerReach : pointReach;
        if (candidate.y) {
            const QPointF apart = axes.pixel(candidate.x, *candidate.y, AxisSide::Left) - pixel;
            distance = std::hypot(apart.x(), apart.y());
        } else {
            distance = std::abs(axes.x->coordToPixel(candidate.x) - pixel.x());
            reach =
                std::abs(axes.x->coordToPixel(candidate.x + candidate.halfWidth) - axes.x->coordToPixel(candidate.x));
        }
        // A marker right under the pointer comes before the band behind it.
        const bool isMarker = hasBands && candidate.y.has_value();
        const bool bestIsBand = best >= 0 && !targets[static_cast<std::size_t>(best)].y;
        const bool isBetter = best < 0 || distance < bestDistance || (isMarker && bestIsBand);
        if (distance <= reach && isBetter && !(hasBands && !candidate.y && best >= 0 && !bestIsBand)) {
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

PanelView PlotView::State::viewOf(int panelIndex) const
{
    const auto at = static_cast<std::size_t>(panelIndex);
    return at < views.size() ? views[at] : PanelView{};
}

QPointF PlotView::State::shareAt(int panelIndex, const QPointF &pixel) const
{
    const QRectF area = plot->panels()[static_cast<std::size_t>(panelIndex)].area();
    return {(pixel.x() - area.left()) / std::max(1.0, area.width()),
            (area.bottom() - pixel.y()) / std::max(1.0, area.height())};
}

bool PlotView::State::followsAlongX(int panelIndex, int other) const
{
    return other == panelIndex || scene.sharesScales;
}

bool PlotView::State::followsVertically(int panelIndex, int other) const
{
    const auto groupOf = [&](int index) { return scene.panels[static_cast<std::size_t>(index)].scaleGroup; };
    return other == panelIndex || (scene.sharesScales && groupOf(other) == groupOf(panelIndex));
}

PlotView::PlotView(QWidget *parent) : QWidget(parent), state_(std::make_unique<State>())
{
    state_->plot = new ScenePlot(this);
    state_->cards.push_back(new HoverCard(this));
    state_->box = new QRubberBand(QRubberBand::Rectangle, this);
    state_->plot->installEventFilter(this);
    state_->plot->setMouseTracking(true);
    state_->plot->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Chart"));
    state_->refresh.setSingleShot(true);
    state_->glide.setStartValue(0.0);
    state_->glide.setEndValue(1.0);
    state_->glide.setDuration(glide_ms);
    state_->glide.setEasingCurve(QEasingCurve::OutCubic);
    connect(&state_->glide, &QVariantAnimation::valueChanged, this,
            [this](const QVariant &t) { draw(blendScenes(state_->glideStart, shownScene(), t.toDouble())); });
    connect(&state_->glide, &QVariantAnimation::finished, this, &PlotView::showPending);
    connect(&state_->refresh, &QTimer::timeout, this, [this] {
        state_->sinceShown.start();
        showPending();
    });
}

PlotView::~PlotView() = default;

void PlotView::setScene(ChartScene scene, SceneChange change)
{
    stopGliding();
    const bool glides = change == SceneChange::Glide && isVisible() && canBlend(state_->scene, scene) &&
                        style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    ChartScene before = glides ? shownScene() : ChartScene();
    const bool sameView = state_->scene.chartId == scene.chartId && state_->scene.panels.size() == scene.panels.size();
    state_->scene = std::move(scene);
    setAccessibleDescription(state_->scene.summary);
    if (!sameView && isZoomed()) {
        state_->views.clear();
        emit zoomChanged(false);
    }
    if (glides) {
        if (!sameView) {
            forgetPointer();
        }
        glideFrom(std::move(before));
        return;
    }
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
    if (!sameView) {
        forgetPointer();
    }
    showScene();
}

void PlotView::forgetPointer()
{
    cancelDrag();
    state_->panel = -1;
    state_->target = -1;
    state_->focused.clear();
}

void PlotView::showScene()
{
    draw(shownScene());
}

void PlotView::draw(ChartScene shown)
{
    const QString hovered = hoveredBudget();
    state_->plot->setScene(std::move(shown), state_->theme, state_->hasCards);
    state_->plot->setSelection(state_->outlined());
    state_->plot->setHover(hovered);
    state_->plot->replot(QCustomPlot::rpQueuedReplot);
    const HoverTarget *target = state_->hovered();
    if (!target || target->budgetKey != hovered) {
        setHovered(-1, -1, {});
    } else if (state_->cards.front()->isVisible()) {
        showCards(state_->cards.front()->anchor());
    }
}

void PlotView::glideFrom(ChartScene before)
{
    state_->refresh.stop();
    state_->glideStart = std::move(before);
    state_->glide.start();
}

void PlotView::stopGliding()
{
    if (isGliding()) {
        state_->glide.stop();
        showPending();
    }
}

bool PlotView::isGliding() const
{
    return state_->glide.state() == QAbstractAnimation::Running;
}

const ChartScene &PlotView::scene() const
{
    return state_->scene;
}

ChartScene PlotView::shownScene() const
{
    return zoomedScene(state_->scene, state_->views);
}

void PlotView::setTheme(const Theme &theme)
{
    state_->theme = theme;
    for (HoverCard *card : state_->cards) {
        card->setTheme(theme);
    }
    showPending();
}

void PlotView::setPanelCards(bool on)
{
    state_->hasCards = on;
    showPending();
}

void PlotView::useViews(std::vector<PanelView> views)
{
    const bool wasZoomed = isZoomed();
    const bool isWhole = std::all_of(views.begin(), views.end(), [](const PanelView &view) { return view.isWhole(); });
    state_->views = isWhole ? std::vector<PanelView>() : std::move(views);
    showScene();
    if (isZoomed() != wasZoomed) {
        emit zoomChanged(!wasZoomed);
    }
}

void PlotView::resetZoom()
{
    if (isZoomed()) {
        useViews({});
    }
}

bool PlotView::isZoomed() const
{
    return !state_->views.empty();
}

const std::vector<PanelView> &PlotView::panelViews() const
{
    return state_->views;
}

void PlotView::setPanelView(int panel, const PanelView &view)
{
    const PanelView wanted = view.bounded();
    std::vector<PanelView> views;
    for (int i = 0; i < static_cast<int>(state_->scene.panels.size()); ++i) {
        PanelView next = state_->viewOf(i);
        next.x = state_->followsAlongX(panel, i) ? wanted.x : next.x;
        next.y = state_->followsVertically(panel, i) ? wanted.y : next.y;
        views.push_back(next);
    }
    useViews(std::move(views));
}

QImage PlotView::toImage(double scale)
{
    stopGliding();
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
    return hoverTexts().value(0);
}

QStringList PlotView::hoverTexts() const
{
    QStringList texts;
    for (const HoverCard *card : state_->cards) {
        if (card->isVisible()) {
            texts << card->text();
        }
    }
    return texts;
}

const QStringList &PlotView::selectedCells() const
{
    return state_->selected;
}

QString PlotView::currentCell() const
{
    const QString atHand = state_->cellAtHand();
    return atHand.isEmpty() && !state_->selected.isEmpty() ? state_->selected.back() : atHand;
}

QSize PlotView::sizeHint() const
{
    return {1200, 520};
}

QSize PlotView::minimumSizeHint() const
{
    return {420, 260};
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
