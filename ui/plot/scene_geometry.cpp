#include "plot/scene_geometry.h"

#include <algorithm>
#include <cmath>

namespace kvscope {

std::optional<QLineF> cutSegment(const QLineF &segment, const QRectF &rect)
{
    // Liang–Barsky: the parameter range that satisfies all four half-planes.
    const double dx = segment.dx();
    const double dy = segment.dy();
    const double p[4] = {-dx, dx, -dy, dy};
    const double q[4] = {segment.x1() - rect.left(), rect.right() - segment.x1(), segment.y1() - rect.top(),
                         rect.bottom() - segment.y1()};
    double first = 0;
    double last = 1;
    for (int side = 0; side < 4; ++side) {
        if (p[side] == 0) {
            if (q[side] < 0) {
                return std::nullopt;
            }
            continue;
        }
        const double t = q[side] / p[side];
        if (p[side] < 0) {
            first = std::max(first, t);
        } else {
            last = std::min(last, t);
        }
    }
    if (first > last) {
        return std::nullopt;
    }
    return QLineF(segment.pointAt(first), segment.pointAt(last));
}

std::vector<QLineF> hatchLines(const QRectF &rect, double spacing)
{
    std::vector<QLineF> lines;
    if (rect.isEmpty() || !(spacing > 0)) {
        return lines;
    }
    // The lines are x + y = c, for c on a lattice.
    const double stride = spacing * std::sqrt(2.0);
    const double last = rect.right() + rect.bottom();
    for (double c = std::ceil((rect.left() + rect.top()) / stride) * stride; c <= last; c += stride) {
        const QLineF line(c - rect.bottom(), rect.bottom(), c - rect.top(), rect.top());
        if (const auto cut = cutSegment(line, rect)) {
            lines.push_back(*cut);
        }
    }
    return lines;
}

QPainterPath roundTop(const QRectF &rect, double radius)
{
    const double r = std::max(0.0, std::min({radius, 0.5 * rect.width(), rect.height()}));
    QPainterPath path(rect.bottomLeft());
    path.lineTo(rect.left(), rect.top() + r);
    path.quadTo(rect.topLeft(), QPointF(rect.left() + r, rect.top()));
    path.lineTo(rect.right() - r, rect.top());
    path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + r));
    path.lineTo(rect.bottomRight());
    path.closeSubpath();
    return path;
}

double Obstacles::overlap(const QRectF &rect) const
{
    double area = 0;
    for (const QRectF &other : rects) {
        const QRectF common = rect.intersected(other);
        area += common.width() * common.height();
    }
    return area;
}

double Obstacles::cost(const QRectF &rect) const
{
    double cost = overlap(rect);
    for (const QLineF &segment : segments) {
        if (const auto inside = cutSegment(segment, rect)) {
            // A line through a label hurts as much as a strip of its own thickness and some air.
            cost += 6 * inside->length() + 1;
        }
    }
    return cost;
}

std::optional<QRectF> freePlace(std::vector<QRectF> candidates, const Obstacles &obstacles)
{
    std::erase_if(candidates, [&](const QRectF &candidate) { return obstacles.overlap(candidate) > 0; });
    return candidates.empty() ? std::nullopt : std::optional(leastCovering(candidates, obstacles));
}

QRectF leastCovering(const std::vector<QRectF> &candidates, const Obstacles &obstacles)
{
    QRectF best = candidates.front();
    double bestCost = obstacles.cost(best);
    for (const QRectF &candidate : candidates) {
        const double cost = obstacles.cost(candidate);
        if (cost < bestCost) {
            best = candidate;
            bestCost = cost;
        }
    }
    return best;
}

} // namespace kvscope
