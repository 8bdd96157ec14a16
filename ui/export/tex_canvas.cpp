#include "export/tex_canvas.h"

#include "export/tex_text.h"
#include "plot/marks.h"

#include <QFontMetricsF>

#include <algorithm>

namespace kvscope {
namespace {

constexpr double pointsPerMillimetre = 72.27 / 25.4; // TeX's own points

} // namespace

TexCanvas::TexCanvas(const QSize &layout, const QSizeF &size_mm)
    : mm_(size_mm.width() / std::max(1, layout.width())), height_(layout.height())
{
}

QByteArray TexCanvas::length(double pixels) const
{
    return texNumber(pixels * mm_) + "mm";
}

QByteArray TexCanvas::point(const QPointF &at) const
{
    return '(' + length(at.x()) + ',' + length(height_ - at.y()) + ')';
}

QByteArray TexCanvas::font(double textSize) const
{
    const double points = textSize * mm_ * pointsPerMillimetre;
    return "\\fontsize{" + texNumber(points) + "}{" + texNumber(1.2 * points) + "}\\selectfont";
}

void TexCanvas::rectangle(const QRectF &rect, const QByteArray &style)
{
    line("\\path[" + style + "] " + point(rect.bottomLeft()) + " rectangle " + point(rect.topRight()) + ';');
}

void TexCanvas::segment(const QLineF &segment, const QByteArray &style)
{
    line("\\draw[" + style + "] " + point(segment.p1()) + " -- " + point(segment.p2()) + ';');
}

void TexCanvas::text(const QPointF &at, const QByteArray &anchor, double textSize, const QByteArray &style,
                     const QString &text)
{
    line("\\node[anchor=" + anchor + ", inner sep=0pt, align=center, font=" + font(textSize) + ", " + style + "] at " +
         point(at) + " {" + texText(text) + "};");
}

double TexPanel::xOf(double value) const
{
    const ChartAxis &axis = panel->x;
    return area.left() + (value - axis.lower) / (axis.upper - axis.lower) * area.width();
}

double TexPanel::yOf(double value, AxisSide side) const
{
    const ChartAxis &axis = side == AxisSide::Left ? panel->left : panel->right;
    return area.bottom() - (value - axis.lower) / (axis.upper - axis.lower) * area.height();
}

std::size_t texTickStride(const ChartAxis &axis, double width)
{
    const QFontMetricsF measure(figureFont(figure::textSize));
    const double scale = width / std::max(1e-9, axis.upper - axis.lower);
    const auto widthOf = [&](const AxisTick &tick) {
        return std::max(measure.horizontalAdvance(tick.label), measure.horizontalAdvance(tick.sublabel));
    };
    for (std::size_t stride = 1; stride < axis.ticks.size(); ++stride) {
        bool touches = false;
        for (std::size_t k = stride; k < axis.ticks.size(); k += stride) {
            const AxisTick &a = axis.ticks[k - stride];
            const AxisTick &b = axis.ticks[k];
            touches = touches || scale * (b.position - a.position) < 0.5 * (widthOf(a) + widthOf(b)) + 6;
        }
        if (!touches) {
            return stride;
        }
    }
    return std::max<std::size_t>(1, axis.ticks.size());
}

QByteArray texBarColor(int series)
{
    return "kvsBar" + QByteArray(1, static_cast<char>('A' + std::max(0, series) % texFigureSize::numColors));
}

QByteArray texLineColor(const SceneLine &line)
{
    if (line.isReference) {
        return "kvsText";
    }
    return line.usesBarColor
               ? texBarColor(line.series)
               : "kvsLine" +
                     QByteArray(1, static_cast<char>('A' + std::max(0, line.series) % texFigureSize::numColors));
}

QByteArray texMark(Marker marker)
{
    switch (marker) {
    case Marker::Circle:
        return "mark=*";
    case Marker::Square:
        return "mark=square*";
    case Marker::Diamond:
        return "mark=diamond*";
    case Marker::TriangleUp:
    case Marker::TriangleDown: // turned by its options
        return "mark=triangle*";
    }
    return "mark=*";
}

} // namespace kvscope
