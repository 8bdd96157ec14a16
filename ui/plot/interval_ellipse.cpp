#include "plot/interval_ellipse.h"

#include <cmath>
#include <numbers>

namespace kvscope {

std::vector<QPointF> intervalEllipse(const ScenePoint &point)
{
    constexpr int numCorners = 64;
    std::vector<QPointF> outline;
    for (int i = 0; i < numCorners; ++i) {
        const double angle = 2 * std::numbers::pi * i / numCorners;
        const double right = std::cos(angle);
        const double up = std::sin(angle);
        const double width = right >= 0 ? point.xInterval->upper - point.x : point.x - point.xInterval->lower;
        const double height = up >= 0 ? point.yInterval->upper - point.y : point.y - point.yInterval->lower;
        outline.emplace_back(point.x + jointRegionScale * width * right, point.y + jointRegionScale * height * up);
    }
    return outline;
}

} // namespace kvscope
