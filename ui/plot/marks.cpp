#include "plot/marks.h"

#include "plot/scene_geometry.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr double capHalf = 3.5;
constexpr double hatchSpacing = 4.5;

QPainterPath markerPath(const QPointF &c, Marker marker, double r)
{
    QPainterPath path;
    switch (marker) {
    case Marker::Circle:
        path.addEllipse(c, r, r);
        break;
    case Marker::Square:
        path.addRect(QRectF(c.x() - 0.88 * r, c.y() - 0.88 * r, 1.76 * r, 1.76 * r));
        break;
    case Marker::Diamond:
        path.addPolygon(QPolygonF({c + QPointF(0, -1.25 * r), c + QPointF(1.25 * r, 0), c + QPointF(0, 1.25 * r),
                                   c + QPointF(-1.25 * r, 0), c + QPointF(0, -1.25 * r)}));
        break;
    case Marker::TriangleUp:
    case Marker::TriangleDown: {
        const double up = marker == Marker::TriangleUp ? -1 : 1;
        path.addPolygon(QPolygonF({c + QPointF(0, up * 1.25 * r), c + QPointF(1.15 * r, -up * 0.8 * r),
                                   c + QPointF(-1.15 * r, -up * 0.8 * r), c + QPointF(0, up * 1.25 * r)}));
        break;
    }
    }
    return path;
}

} // namespace

void drawMarker(QPainter &painter, const QPointF &center, Marker marker, const QColor &color, const QColor &background,
                bool isHollow, double radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(background);
    painter.drawPath(markerPath(center, marker, radius + 1.8));
    if (isHollow) {
        painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.drawPath(markerPath(center, marker, radius - 0.6));
    } else {
        painter.setBrush(color);
        painter.drawPath(markerPath(center, marker, radius));
    }
    painter.restore();
}

void drawWhisker(QPainter &painter, double across, double from, double to, const QRectF &rect, const QColor &color,
                 const QColor &background, bool isHorizontal)
{
    const auto at = [&](double along, double offset) {
        return isHorizontal ? QPointF(along, across + offset) : QPointF(across + offset, along);
    };
    const auto stem = cutSegment(QLineF(at(from, 0), at(to, 0)), rect);
    if (!stem) {
        return;
    }
    std::vector<QLineF> lines{*stem};
    const double lowest = isHorizontal ? rect.left() : rect.top();
    const double highest = isHorizontal ? rect.right() : rect.bottom();
    for (double end : {from, to}) {
        if (end >= lowest - 0.5 && end <= highest + 0.5) {
            lines.emplace_back(at(end, -capHalf), at(end, capHalf));
        }
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const QPen &pen : {QPen(background, 3.2, Qt::SolidLine, Qt::SquareCap), QPen(color, 1.4)}) {
        painter.setPen(pen);
        for (const QLineF &line : lines) {
            painter.drawLine(line);
        }
    }
    painter.restore();
}

void drawBarBody(QPainter &painter, const QRectF &rect, BarFill fill, const QColor &color, const QColor &background,
                 bool isTopCut)
{
    if (fill == BarFill::Outline || rect.width() <= 0 || rect.height() <= 0) {
        return;
    }
    const double radius = isTopCut ? 0 : std::min(4.0, rect.width() / 5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (fill == BarFill::Solid) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPath(roundTop(rect, radius));
    } else {
        const QRectF inner = rect.adjusted(0.7, 0.7, -0.7, 0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(blended(color, background, 0.16));
        painter.drawPath(roundTop(inner, radius));
        painter.setPen(QPen(blended(color, background, 0.65), 1.2));
        for (const QLineF &line : hatchLines(inner.adjusted(0.8, 0.8, -0.8, 0), hatchSpacing)) {
            painter.drawLine(line);
        }
        painter.setPen(QPen(color, 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(roundTop(inner, radius));
    }
    painter.restore();
}

QColor textOn(const QColor &fill)
{
    const QColor light(Qt::white);
    const QColor dark(0x0B, 0x10, 0x16);
    return contrastRatio(light, fill) >= contrastRatio(dark, fill) ? light : dark;
}

QColor readableOn(const QColor &background, const QColor &color, const QColor &text)
{
    constexpr double leastContrast = 4.5;
    constexpr int numSteps = 10;
    for (int step = 0; step < numSteps; ++step) {
        const QColor mixed = blended(text, color, step / static_cast<double>(numSteps));
        if (contrastRatio(mixed, background) >= leastContrast) {
            return mixed;
        }
    }
    return text;
}

QColor blended(const QColor &color, const QColor &background, double opacity)
{
    const auto mix = [&](double a, double b) { return static_cast<float>(opacity * a + (1 - opacity) * b); };
    return QColor::fromRgbF(mix(color.redF(), background.redF()), mix(color.greenF(), background.greenF()),
                            mix(color.blueF(), background.blueF()));
}

} // namespace kvscope
