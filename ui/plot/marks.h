#pragma once

#include "ui/chart.h"
#include "ui/theme.h"

#include <QPainter>

namespace kvscope {

/// Text sizes of a figure in device-independent pixels.
namespace figure {
inline constexpr double titleSize = 14;
inline constexpr double textSize = 12;
inline constexpr double labelSize = 11;
inline constexpr double markerRadius = 4.5;
inline constexpr double lineWidth = 2.2;
inline constexpr double noteSize = 9;
inline constexpr double noteRadius = 7;
} // namespace figure

/// A marker with a thin ring of the background's colour, so that it stands off bars and lines.
void drawMarker(QPainter &painter, const QPointF &center, Marker marker, const QColor &color, const QColor &background,
                bool isHollow, double radius = figure::markerRadius);

/// A whisker with caps; an end outside `rect` is cut and has no cap. Horizontal if `isHorizontal`.
void drawWhisker(QPainter &painter, double across, double from, double to, const QRectF &rect, const QColor &color,
                 const QColor &background, bool isHorizontal = false);

/// A bar's body: solid, hatched, or nothing for Outline.
void drawBarBody(QPainter &painter, const QRectF &rect, BarFill fill, const QColor &color, const QColor &background,
                 bool isTopCut);

/// Where the number of a note is drawn, on the screen and in LaTeX: at the base of the area for a bar, beside a point.
inline QPointF noteCenter(const QPointF &at, const QRectF &area, bool isAtBase)
{
    constexpr double apart = figure::noteRadius + 4;
    return isAtBase ? QPointF(at.x(), area.bottom() - apart) : at + QPointF(apart, -apart);
}

inline QRectF noteRect(const QPointF &center)
{
    return {center.x() - figure::noteRadius, center.y() - figure::noteRadius, 2 * figure::noteRadius,
            2 * figure::noteRadius};
}

/// White or black, whichever reads better on a fill.
QColor textOn(const QColor &fill);

/// `color`, moved towards `text` until it can be read on `background` (4.5:1).
QColor readableOn(const QColor &background, const QColor &color, const QColor &text);

/// `color` laid over `background` at an opacity; an opaque result keeps SVG and PDF simple.
QColor blended(const QColor &color, const QColor &background, double opacity);

} // namespace kvscope
