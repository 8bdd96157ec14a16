#pragma once

#include <QLineF>
#include <QPainterPath>
#include <QRectF>

#include <optional>
#include <vector>

namespace kvscope {

// Shapes are cut here, not by a clip: QSvgGenerator drops clip paths.

/// The part of a segment inside a rectangle.
std::optional<QLineF> cutSegment(const QLineF &segment, const QRectF &rect);

/// 45° lines at a perpendicular distance of `spacing`, cut to a rectangle. They lie on one lattice for all rectangles.
std::vector<QLineF> hatchLines(const QRectF &rect, double spacing);

/// A rectangle whose upper corners are round.
QPainterPath roundTop(const QRectF &rect, double radius);

/// What a label must not cover, in pixels.
struct Obstacles {
    std::vector<QRectF> rects;
    std::vector<QLineF> segments;

    /// Overlap of a rectangle with everything: 0 is free.
    double cost(const QRectF &rect) const;
    /// The part of it that rectangles have: lines that only join points may pass behind a label.
    double overlap(const QRectF &rect) const;
};

/// The candidate that covers least; the first of equals. Precondition: candidates is not empty.
QRectF leastCovering(const std::vector<QRectF> &candidates, const Obstacles &obstacles);

/// The same among candidates that no rectangle overlaps; nothing where there is none.
std::optional<QRectF> freePlace(std::vector<QRectF> candidates, const Obstacles &obstacles);

} // namespace kvscope
