#include "plot/scene_items.h"

#include "plot/interval_ellipse.h"
#include "plot/marks.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr double placeholderHeight = 10;

} // namespace

BarsPlottable::BarsPlottable(const PanelAxes &axes) : QCPBars(axes.x, axes.left), axes_(axes)
{
    setSelectable(QCP::stNone);
    setWidthType(QCPBars::wtPlotCoords);
    for (const SceneBar &bar : axes.panel->bars) {
        addData(bar.x, bar.value);
    }
}

QRect BarsPlottable::clipRect() const
{
    return parentPlot()->viewport();
}

QRectF BarsPlottable::bodyOf(const PanelAxes &axes, const SceneBar &bar)
{
    const double left = axes.x->coordToPixel(bar.x - 0.47 * bar.width);
    const double right = axes.x->coordToPixel(bar.x + 0.47 * bar.width);
    const double base = axes.left->coordToPixel(0);
    const double top = axes.left->coordToPixel(bar.value);
    const QRectF whole(QPointF(left, std::min(base, top)), QPointF(right, std::max(base, top)));
    return whole.intersected(axes.area());
}

void BarsPlottable::draw(QCPPainter *painter)
{
    const Theme &theme = *axes_.theme;
    for (const SceneBar &bar : axes_.panel->bars) {
        const QColor color = axes_.barColor(bar);
        if (bar.fill == BarFill::Outline) {
            const double left = axes_.x->coordToPixel(bar.x - 0.47 * bar.width);
            const double right = axes_.x->coordToPixel(bar.x + 0.47 * bar.width);
            const double bottom = axes_.area().bottom();
            const QRectF stub(left, bottom - placeholderHeight, right - left, placeholderHeight);
            if (axes_.area().left() <= stub.left() && stub.right() <= axes_.area().right() + 1) {
                painter->setAntialiasing(true);
                painter->setBrush(Qt::NoBrush);
                painter->setPen(QPen(theme.textDisabled, 1, Qt::DashLine));
                painter->drawPolyline(
                    QPolygonF({stub.bottomLeft(), stub.topLeft(), stub.topRight(), stub.bottomRight()}));
            }
            continue;
        }
        const QRectF body = bodyOf(axes_, bar);
        drawBarBody(*painter, body, bar.fill, color, theme.card, bar.value > axes_.left->range().upper);
        if (bar.interval && bar.x >= axes_.x->range().lower && bar.x <= axes_.x->range().upper) {
            drawWhisker(*painter, axes_.x->coordToPixel(bar.x), axes_.left->coordToPixel(bar.interval->upper),
                        axes_.left->coordToPixel(bar.interval->lower), axes_.area(), theme.text, theme.card);
        }
    }
}

SceneItem::SceneItem(QCustomPlot *plot, const PanelAxes &axes) : QCPAbstractItem(plot), axes_(axes)
{
    setClipToAxisRect(false);
    setSelectable(false);
}

double SceneItem::selectTest(const QPointF &, bool, QVariant *) const
{
    return -1;
}

void ReferencesItem::draw(QCPPainter *painter)
{
    const Theme &theme = *axes_.theme;
    const QRectF area = axes_.area();
    painter->setAntialiasing(true);
    for (const SceneReference &reference : axes_.panel->references) {
        const QCPAxis *axis = axes_.value(reference.side);
        if (reference.span) {
            const QRectF band(QPointF(area.left(), axis->coordToPixel(reference.span->upper)),
                              QPointF(area.right(), axis->coordToPixel(reference.span->lower)));
            painter->setPen(Qt::NoPen);
            painter->setBrush(blended(theme.textMuted, theme.card, 0.16));
            painter->drawRect(band.intersected(area));
        }
        const double y = axis->coordToPixel(reference.value);
        if (y < area.top() - 0.5 || y > area.bottom() + 0.5) {
            continue;
        }
        const QColor color = reference.isDashed ? theme.lineText : theme.textMuted;
        painter->setPen(QPen(color, 1.2, reference.isDashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
}

void LinesItem::drawLine(QCPPainter &painter, const SceneLine &line) const
{
    const Theme &theme = *axes_.theme;
    const QColor color = axes_.lineColor(line);
    const double width = line.isThin || !line.hasMarkers ? 1.3 : figure::lineWidth;
    const QPen casing(theme.card, width + 2.6, Qt::SolidLine, Qt::RoundCap);
    for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t i = 1; i < line.points.size(); ++i) {
            const ScenePoint &from = line.points[i - 1];
            const ScenePoint &to = line.points[i];
            const QLineF segment(axes_.pixel(from.x, from.y, line.side), axes_.pixel(to.x, to.y, line.side));
            const auto cut = cutSegment(segment, axes_.area());
            if (!cut) {
                continue;
            }
            const bool dashed = line.isDashed || line.isOverlay || from.isInterim || to.isInterim;
            painter.setPen(pass == 0 ? casing
                                     : QPen(color, width, dashed ? Qt::DashLine : Qt::SolidLine,
                                            dashed ? Qt::FlatCap : Qt::RoundCap));
            painter.drawLine(*cut);
        }
    }
}

void LinesItem::drawEllipse(QCPPainter &painter, const SceneLine &line, const ScenePoint &point,
                            const QColor &color) const
{
    QPolygonF outline;
    for (const QPointF &corner : intervalEllipse(point)) {
        outline << axes_.pixel(corner.x(), corner.y(), line.side);
    }
    // Cut by hand: SVG files would drop a clip.
    const QPolygonF seen = outline.intersected(QPolygonF(axes_.area()));
    painter.setPen(QPen(color, 1.3));
    painter.setBrush(blended(color, axes_.theme->card, 0.12));
    painter.drawPolygon(seen);
}

void LinesItem::drawPoints(QCPPainter &painter, const SceneLine &line) const
{
    const Theme &theme = *axes_.theme;
    const QCPAxis *axis = axes_.value(line.side);
    const QRectF area = axes_.area();
    // Half a pixel of rounding must not lose a point that lies on the frame.
    const QRectF inside = area.adjusted(-1, -1, 1, 1);
    for (const ScenePoint &point : line.points) {
        const QPointF center = axes_.pixel(point.x, point.y, line.side);
        const QColor color = point.isMuted ? theme.textDisabled : axes_.lineColor(line);
        if (line.hasEllipses && point.xInterval && point.yInterval) {
            drawEllipse(painter, line, point, color);
        } else if (point.yInterval && center.x() >= inside.left() && center.x() <= inside.right()) {
            drawWhisker(painter, center.x(), axis->coordToPixel(point.yInterval->upper),
                        axis->coordToPixel(point.yInterval->lower), area, color, theme.card);
        }
        if (point.xInterval && !(line.hasEllipses && point.yInterval) && center.y() >= inside.top() &&
            center.y() <= inside.bottom()) {
            drawWhisker(painter, center.y(), axes_.x->coordToPixel(point.xInterval->lower),
                        axes_.x->coordToPixel(point.xInterval->upper), area, color, theme.card, true);
        }
        if (line.hasMarkers && inside.contains(center)) {
            drawMarker(painter, center, line.marker, color, theme.card, point.isHollow || line.isOverlay);
        }
    }
}

void LinesItem::draw(QCPPainter *painter)
{
    painter->setAntialiasing(true);
    for (const SceneLine &line : axes_.panel->lines) {
        if (line.isConnected) {
            drawLine(*painter, line);
        }
    }
    for (const SceneLine &line : axes_.panel->lines) {
        drawPoints(*painter, line);
    }
}

void NotesItem::draw(QCPPainter *painter)
{
    const Theme &theme = *axes_.theme;
    painter->setAntialiasing(true);
    painter->setFont(figureFont(figure::noteSize, QFont::DemiBold));
    for (const SceneMark &mark : axes_.panel->marks) {
        const QPointF center = noteCenter(axes_.pixel(mark.x, mark.y, mark.side), axes_.area(), mark.isAtBase);
        if (!axes_.area().adjusted(-1, -1, 1, 1).contains(center)) {
            continue;
        }
        painter->setPen(QPen(theme.text, 1));
        painter->setBrush(theme.card);
        painter->drawEllipse(center, figure::noteRadius, figure::noteRadius);
        painter->setPen(theme.text);
        const double side = 4 * figure::noteRadius;
        painter->drawText(QRectF(center.x() - side / 2, center.y() - side / 2, side, side), Qt::AlignCenter, mark.text);
    }
}

void AxisMarksItem::draw(QCPPainter *painter)
{
    const Theme &theme = *axes_.theme;
    const QRectF area = axes_.area();
    const double y = area.bottom() + 2;
    painter->setAntialiasing(true);
    for (double position : axes_.panel->x.breaks) {
        const double x = axes_.x->coordToPixel(position);
        if (x < area.left() || x > area.right()) {
            continue;
        }
        painter->setPen(QPen(theme.card, 4));
        painter->drawLine(QPointF(x - 2, y), QPointF(x + 2, y));
        painter->setPen(QPen(theme.textMuted, 1.2));
        for (double offset : {-2.5, 2.5}) {
            painter->drawLine(QPointF(x + offset - 2, y + 4.5), QPointF(x + offset + 2, y - 4.5));
        }
    }
    if (!axes_.panel->emptyText.isEmpty()) {
        painter->setFont(figureFont(figure::textSize));
        painter->setPen(theme.textMuted);
        painter->drawText(area.adjusted(12, 0, -12, 0), Qt::AlignCenter | Qt::TextWordWrap, axes_.panel->emptyText);
    }
    const ChartAxis &axis = axes_.panel->x;
    const auto first = std::find_if(axis.ticks.begin(), axis.ticks.end(), [&](const AxisTick &tick) {
        return tick.position >= axis.lower && tick.position <= axis.upper;
    });
    if (axis.sublabelTitle.isEmpty() || first == axis.ticks.end()) {
        return;
    }
    const QFont font = figureFont(figure::textSize);
    const QFontMetricsF measure(font);
    const double line = measure.height();
    const double firstTick = axes_.x->coordToPixel(first->position);
    const double right = std::min(area.left() + 4, firstTick - 0.5 * measure.horizontalAdvance(first->sublabel) - 8);
    const QRectF box(right - 120, y + axes_.x->tickLabelPadding() + line, 120, line);
    painter->setFont(font);
    painter->setPen(theme.textMuted);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, axis.sublabelTitle);
}

} // namespace kvscope
