#include "plot/marks.h"
#include "plot/scene_items.h"
#include "ui/format.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr double tagPadding = 4;

QString valueText(double value)
{
    return tpsText(value);
}

} // namespace

void HoverItem::drawBand(QCPPainter &painter, const HoverTarget &target) const
{
    const QRectF area = axes_.area();
    QColor tint = axes_.theme->text;
    tint.setAlphaF(0.07F);
    const QRectF band(QPointF(axes_.x->coordToPixel(target.x - target.halfWidth), area.top()),
                      QPointF(axes_.x->coordToPixel(target.x + target.halfWidth), area.bottom() + 1));
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawRect(band.intersected(area.adjusted(0, 0, 0, 1)));
}

void HoverItem::drawTag(QCPPainter &painter, const QPointF &at, Qt::Alignment side, const QString &text) const
{
    const QFont font = figureFont(figure::labelSize, QFont::DemiBold);
    const QFontMetricsF measure(font);
    const QSizeF size(measure.horizontalAdvance(text) + 2 * tagPadding, measure.height() + 2);
    QPointF corner = at - QPointF(0, 0.5 * size.height());
    if (side == Qt::AlignBottom) {
        corner = at + QPointF(-0.5 * size.width(), 3);
    } else if (side == Qt::AlignLeft) {
        corner.rx() -= size.width() + 2;
    } else {
        corner.rx() += 2;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(axes_.theme->text);
    const QRectF box(corner, size);
    painter.drawRoundedRect(box, 3, 3);
    painter.setFont(font);
    painter.setPen(axes_.theme->card);
    painter.drawText(box, Qt::AlignCenter, text);
}

void HoverItem::drawCrosshair(QCPPainter &painter, const HoverTarget &target) const
{
    const QRectF area = axes_.area();
    QColor color = axes_.theme->text;
    color.setAlphaF(0.75F);
    const QPen hair(color, 1, Qt::DotLine);
    const double x = axes_.x->coordToPixel(target.x);
    if (x < area.left() || x > area.right()) {
        return;
    }
    painter.setPen(hair);
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const auto toAxis = [&](double value, double from, AxisSide side, bool hasTag) {
        const double y = axes_.value(side)->coordToPixel(value);
        if (y < area.top() || y > area.bottom()) {
            return;
        }
        const double end = side == AxisSide::Left ? area.left() : area.right();
        painter.setPen(hair);
        painter.drawLine(QPointF(from, y), QPointF(end, y));
        if (hasTag) {
            drawTag(painter, {end, y}, side == AxisSide::Left ? Qt::AlignLeft : Qt::AlignRight, valueText(value));
        }
    };
    if (target.y) {
        toAxis(*target.y, x, AxisSide::Left, true);
        drawTag(painter, {x, area.bottom()}, Qt::AlignBottom, valueText(target.x));
        return;
    }
    // With several series the tags would cover each other; the card has all values.
    const auto ofBudget = [&](const auto &mark) { return mark.budgetKey == key_; };
    const auto &bars = axes_.panel->bars;
    const bool isOne = std::count_if(bars.begin(), bars.end(), ofBudget) <= 1;
    for (const SceneBar &bar : bars) {
        if (ofBudget(bar) && bar.fill != BarFill::Outline) {
            toAxis(bar.value, axes_.x->coordToPixel(bar.x), AxisSide::Left, isOne);
        }
    }
    for (const SceneLine &line : axes_.panel->lines) {
        const auto point = std::find_if(line.points.begin(), line.points.end(), ofBudget);
        if (point != line.points.end()) {
            toAxis(point->y, axes_.x->coordToPixel(point->x), line.side, isOne);
        }
    }
}

void HoverItem::drawSelection(QCPPainter &painter) const
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(axes_.theme->text, 2));
    const QRectF area = axes_.area();
    for (const SceneBar &bar : axes_.panel->bars) {
        const QRectF body = BarsPlottable::bodyOf(axes_, bar);
        if (selected_.contains(bar.cellKey) && body.width() > 0) {
            painter.drawRoundedRect(body.adjusted(-2.5, -2.5, 2.5, 1), 4, 4);
        }
    }
    if (!axes_.panel->bars.empty()) {
        return;
    }
    for (const HoverTarget &target : axes_.panel->targets) {
        const QPointF center = axes_.pixel(target.x, target.y.value_or(0), AxisSide::Left);
        if (target.y && selected_.contains(target.cellKey) && area.contains(center)) {
            painter.drawEllipse(center, 9, 9);
        }
    }
}

void HoverItem::draw(QCPPainter *painter)
{
    painter->setAntialiasing(true);
    drawSelection(*painter);
    if (key_.isEmpty()) {
        return;
    }
    for (const HoverTarget &target : axes_.panel->targets) {
        if (target.budgetKey != key_) {
            continue;
        }
        if (!target.y) {
            drawBand(*painter, target);
        }
        drawCrosshair(*painter, target);
    }
}

} // namespace kvscope
