#include "ui/scene_zoom.h"

#include "charts/common/chart_text.h"
#include "charts/common/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kvscope {
namespace {

constexpr double tolerance = 1e-6;
constexpr int fewestTicks = 4;
constexpr std::array divisors{1, 2, 4, 5, 10, 20, 50, 100};

Span boundedSpan(const Span &span)
{
    const double size = std::min(1.0, span.upper - span.lower);
    const double lower = std::clamp(span.lower, 0.0, 1 - size);
    return {lower, lower + size};
}

bool isWhole(const Span &span)
{
    return span.lower < tolerance && span.upper > 1 - tolerance;
}

// Into how many parts a step has to be cut for enough ticks in a share of the axis.
int divisorFor(const ChartAxis &axis, const Span &share)
{
    const double steps = static_cast<double>(axis.ticks.size()) - 1;
    for (int divisor : divisors) {
        if (steps * divisor * (share.upper - share.lower) >= fewestTicks) {
            return divisor;
        }
    }
    return divisors.back();
}

ChartAxis cut(const ChartAxis &axis, const Span &share, int divisor)
{
    ChartAxis shown = axis;
    const double size = axis.upper - axis.lower;
    shown.lower = axis.lower + share.lower * size;
    shown.upper = axis.lower + share.upper * size;
    if (!axis.isNumeric || divisor <= 1 || axis.ticks.size() < 2) {
        return shown;
    }
    const double step = axis.ticks[1].position - axis.ticks[0].position;
    const Scale finer{axis.lower, step / divisor, static_cast<int>(axis.ticks.size() - 1) * divisor};
    shown.ticks = ticksOf(finer, !axis.ticks.front().label.isEmpty());
    std::erase_if(shown.ticks, [&](const AxisTick &tick) {
        return tick.position < shown.lower - tolerance * size || tick.position > shown.upper + tolerance * size;
    });
    return shown;
}

void cutPanel(ScenePanel &panel, const PanelView &view)
{
    panel.x = cut(panel.x, view.x, divisorFor(panel.x, view.x));
    const int divisor = divisorFor(panel.left, view.y);
    panel.left = cut(panel.left, view.y, divisor);
    panel.right = cut(panel.right, view.y, divisor);
}

} // namespace

bool PanelView::isWhole() const
{
    return kvscope::isWhole(x) && kvscope::isWhole(y);
}

PanelView PanelView::bounded() const
{
    return {boundedSpan(x), boundedSpan(y)};
}

int columnsOf(const ChartScene &scene)
{
    if (scene.numColumns > 0) {
        return scene.numColumns;
    }
    return scene.isStacked ? 1 : static_cast<int>(std::max<std::size_t>(1, scene.panels.size()));
}

ChartScene zoomedScene(const ChartScene &whole, const std::vector<PanelView> &views)
{
    ChartScene shown = whole;
    bool isCut = false;
    for (std::size_t i = 0; i < shown.panels.size() && i < views.size(); ++i) {
        if (!views[i].isWhole()) {
            cutPanel(shown.panels[i], views[i].bounded());
            isCut = true;
        }
    }
    if (!isCut) {
        return shown;
    }
    // The chart's own sentence about its base no longer holds; the view's takes its place.
    std::erase(shown.notes, truncationNote(whole));
    if (const QString note = truncationNote(shown); !note.isEmpty()) {
        shown.notes.insert(shown.notes.begin(), note);
    }
    shown.notes.insert(shown.notes.begin(), ChartText::tr("Zoomed in: part of the chart is not shown."));
    return shown;
}

} // namespace kvscope
