#include "ui/scene_blend.h"

#include <algorithm>

namespace kvscope {
namespace {

/// Moves values of one axis towards where they stood on another.
class AxisBlend {
public:
    AxisBlend(const ChartAxis &from, const ChartAxis &to, double t) : from_(from), to_(to), t_(t) {}

    double operator()(double from, double to) const
    {
        const double size = from_.upper - from_.lower;
        const double share = size > 0 ? (from - from_.lower) / size : 0;
        const double start = to_.lower + share * (to_.upper - to_.lower);
        return start + t_ * (to - start);
    }

    std::optional<Span> operator()(const std::optional<Span> &from, const std::optional<Span> &to) const
    {
        if (!from || !to) {
            return to;
        }
        return Span{(*this)(from->lower, to->lower), (*this)(from->upper, to->upper)};
    }

private:
    const ChartAxis &from_;
    const ChartAxis &to_;
    double t_;
};

void blendBars(const ScenePanel &from, ScenePanel &to, double t)
{
    const AxisBlend left(from.left, to.left, t);
    const AxisBlend along(from.x, to.x, t);
    for (SceneBar &bar : to.bars) {
        const auto partner = std::find_if(from.bars.begin(), from.bars.end(), [&](const SceneBar &other) {
            return other.series == bar.series && other.budgetKey == bar.budgetKey;
        });
        if (partner != from.bars.end()) {
            bar.value = left(partner->value, bar.value);
            bar.interval = left(partner->interval, bar.interval);
            bar.x = along(partner->x, bar.x);
        }
    }
}

bool areAlike(const SceneLine &a, const SceneLine &b)
{
    return a.series == b.series && a.side == b.side && a.isReference == b.isReference && a.isOverlay == b.isOverlay &&
           a.isThin == b.isThin;
}

const ScenePoint *partnerOf(const ScenePoint &point, const SceneLine &line, const ScenePanel &from)
{
    for (const SceneLine &other : from.lines) {
        if (!areAlike(line, other)) {
            continue;
        }
        const auto found = std::find_if(other.points.begin(), other.points.end(), [&](const ScenePoint &each) {
            return !each.budgetKey.isEmpty() && each.budgetKey == point.budgetKey;
        });
        if (found != other.points.end()) {
            return &*found;
        }
    }
    return nullptr;
}

void blendLines(const ScenePanel &from, ScenePanel &to, double t)
{
    const AxisBlend along(from.x, to.x, t);
    for (SceneLine &line : to.lines) {
        const bool isLeft = line.side == AxisSide::Left;
        const AxisBlend up(isLeft ? from.left : from.right, isLeft ? to.left : to.right, t);
        for (ScenePoint &point : line.points) {
            if (const ScenePoint *partner = partnerOf(point, line, from)) {
                point.xInterval = along(partner->xInterval, point.xInterval);
                point.yInterval = up(partner->yInterval, point.yInterval);
                point.x = along(partner->x, point.x);
                point.y = up(partner->y, point.y);
            }
        }
    }
}

bool hasBars(const ChartScene &scene)
{
    return std::all_of(scene.panels.begin(), scene.panels.end(),
                       [](const ScenePanel &panel) { return !panel.bars.empty(); });
}

} // namespace

bool canBlend(const ChartScene &from, const ChartScene &to)
{
    return !to.panels.empty() && from.panels.size() == to.panels.size() &&
           (from.chartId == to.chartId || (hasBars(from) && hasBars(to)));
}

ChartScene blendScenes(const ChartScene &from, const ChartScene &to, double t)
{
    ChartScene shown = to;
    for (std::size_t i = 0; i < shown.panels.size(); ++i) {
        blendBars(from.panels[i], shown.panels[i], t);
        blendLines(from.panels[i], shown.panels[i], t);
    }
    return shown;
}

} // namespace kvscope
