#include "plot/marks.h"
#include "plot/scene_items.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr double padding = 3;

QSizeF textSize(const QFontMetricsF &measure, const QString &text)
{
    return {measure.horizontalAdvance(text) + 2 * padding, measure.height() + 1};
}

QRectF centered(double x, double top, const QSizeF &size)
{
    return {QPointF(x - 0.5 * size.width(), top), size};
}

QRectF whiskerRect(double x, double top, double bottom)
{
    return {QPointF(x - 5, top - 2), QPointF(x + 5, bottom + 2)};
}

} // namespace

LabelsItem::LabelsItem(QCustomPlot *plot, const PanelAxes &axes, const std::vector<PanelAxes> &all)
    : SceneItem(plot, axes), all_(all)
{
}

Obstacles LabelsItem::obstacles() const
{
    Obstacles obstacles;
    for (const SceneMark &mark : axes_.panel->marks) {
        obstacles.rects.push_back(
            noteRect(noteCenter(axes_.pixel(mark.x, mark.y, mark.side), axes_.area(), mark.isAtBase)));
    }
    for (const SceneBar &bar : axes_.panel->bars) {
        const QRectF body = BarsPlottable::bodyOf(axes_, bar);
        obstacles.segments.emplace_back(body.topLeft(), body.topRight());
        if (bar.interval) {
            obstacles.rects.push_back(whiskerRect(axes_.x->coordToPixel(bar.x),
                                                  axes_.left->coordToPixel(bar.interval->upper),
                                                  axes_.left->coordToPixel(bar.interval->lower)));
        }
    }
    for (const SceneLine &line : axes_.panel->lines) {
        const QCPAxis *axis = axes_.value(line.side);
        QPointF previous;
        for (std::size_t i = 0; i < line.points.size(); ++i) {
            const ScenePoint &point = line.points[i];
            const QPointF center = axes_.pixel(point.x, point.y, line.side);
            const double reach = figure::markerRadius + 3;
            if (line.hasMarkers) {
                obstacles.rects.push_back(QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach));
            }
            if (point.yInterval) {
                obstacles.rects.push_back(whiskerRect(center.x(), axis->coordToPixel(point.yInterval->upper),
                                                      axis->coordToPixel(point.yInterval->lower)));
            }
            if (point.xInterval) {
                obstacles.rects.push_back(
                    QRectF(QPointF(axes_.x->coordToPixel(point.xInterval->lower), center.y() - 5),
                           QPointF(axes_.x->coordToPixel(point.xInterval->upper), center.y() + 5)));
            }
            if (i > 0 && line.isConnected) {
                obstacles.segments.emplace_back(previous, center);
            }
            previous = center;
        }
    }
    return obstacles;
}

void LabelsItem::drawBoxed(QCPPainter &painter, const QRectF &box, const QString &text, const QColor &color) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(axes_.theme->card);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(color);
    painter.drawText(box, Qt::AlignCenter, text);
}

bool LabelsItem::valuesFit(const QFontMetricsF &measure) const
{
    return std::all_of(all_.begin(), all_.end(), [&](const PanelAxes &axes) {
        const double perUnit = axes.x->coordToPixel(1) - axes.x->coordToPixel(0);
        const auto &bars = axes.panel->bars;
        return std::all_of(bars.begin(), bars.end(), [&](const SceneBar &bar) {
            return bar.fill != BarFill::Solid || measure.horizontalAdvance(bar.label) <= 0.94 * bar.width * perUnit;
        });
    });
}

// Inside the bar at its foot, where all labels form one row; higher up where the line passes; above a bar that is too
// low.
void LabelsItem::drawBarLabels(QCPPainter &painter, Obstacles &obstacles) const
{
    const QFont font = figureFont(figure::labelSize, QFont::Medium);
    const QFontMetricsF measure(font);
    const QRectF area = axes_.area();
    painter.setFont(font);
    const bool showsValues = valuesFit(measure);
    for (const SceneBar &bar : axes_.panel->bars) {
        if (bar.fill == BarFill::Solid && !showsValues) {
            continue;
        }
        const double x = axes_.x->coordToPixel(bar.x);
        const QRectF body = BarsPlottable::bodyOf(axes_, bar);
        // A hatched bar needs its label on a box, and the box must leave the bar's outline alone.
        const double room = bar.fill == BarFill::Solid ? body.width() + 2 * padding : body.width() - 3;
        QString text = bar.label;
        QSizeF size = textSize(measure, text);
        if (size.width() > room && text.contains(QLatin1Char('/'))) { // "312/1920" on two lines
            text.replace(QLatin1Char('/'), QStringLiteral("\n/"));
            const QRectF lines = measure.boundingRect(QRectF(0, 0, 1e3, 1e3), Qt::AlignCenter, text);
            size = QSizeF(lines.width() + 2 * padding, lines.height() + 1);
        }
        const bool isNarrow = size.width() > room;
        if (text.isEmpty() || (isNarrow && bar.fill == BarFill::Solid) || x < area.left() || x > area.right()) {
            continue;
        }
        const double foot = area.bottom() - size.height() - (bar.fill == BarFill::Solid ? 3 : 5);
        std::vector<QRectF> candidates;
        for (double top = foot; !isNarrow && top > body.top() + 2; top -= 0.5 * size.height()) {
            candidates.push_back(centered(x, top, size));
        }
        const double highest = bar.interval ? axes_.left->coordToPixel(bar.interval->upper) : body.top();
        const bool isInside = !candidates.empty();
        if (!isInside) { // how far a cell is must be said, however narrow its bar: over the outline if need be
            const double above = std::min(highest, area.bottom() - 12) - size.height() - 4;
            candidates.push_back(centered(x, above < area.top() - 8 ? foot : above, size));
        }
        const QRectF box = leastCovering(candidates, obstacles);
        obstacles.rects.push_back(box);
        if (bar.fill == BarFill::Solid && isInside) {
            painter.setPen(textOn(axes_.barColor(bar)));
            painter.drawText(box, Qt::AlignCenter, text);
        } else {
            drawBoxed(painter, box, text, axes_.theme->text);
        }
    }
}

void LabelsItem::drawReferenceLabels(QCPPainter &painter, Obstacles &obstacles) const
{
    const QFont font = figureFont(figure::labelSize, QFont::Medium);
    const QFontMetricsF measure(font);
    const QRectF area = axes_.area();
    Obstacles soft = obstacles;
    for (const SceneBar &bar : axes_.panel->bars) {
        soft.rects.push_back(BarsPlottable::bodyOf(axes_, bar));
    }
    painter.setFont(font);
    for (const SceneReference &reference : axes_.panel->references) {
        const double y = axes_.value(reference.side)->coordToPixel(reference.value);
        if (reference.label.isEmpty() || y < area.top() || y > area.bottom()) {
            continue;
        }
        const QSizeF size = textSize(measure, reference.label);
        std::vector<QRectF> candidates;
        const double step = std::max(8.0, size.width() / 4);
        for (double top : {y - size.height() - 2, y + 3}) {
            if (top < area.top() - 2 || top + size.height() > area.bottom()) {
                continue;
            }
            for (double left = area.right() - size.width() - 2; left >= area.left() + 2; left -= step) {
                candidates.emplace_back(QPointF(left, top), size);
            }
        }
        if (candidates.empty()) {
            continue;
        }
        const QRectF box = leastCovering(candidates, soft);
        // A figure too small for it: the legend still names the line, the pointer its value.
        if (obstacles.cost(box) > 0 || soft.cost(box) > 0.35 * box.width() * box.height()) {
            continue;
        }
        obstacles.rects.push_back(box);
        soft.rects.push_back(box);
        drawBoxed(painter, box, reference.label, reference.isDashed ? axes_.theme->lineText : axes_.theme->textMuted);
    }
}

// Of several series the label says which it belongs to, as far as its colour can be read.
QColor LabelsItem::pointLabelColor(const SceneLine &line, const ScenePoint &point) const
{
    const Theme &theme = *axes_.theme;
    const auto numSeries = std::count_if(axes_.panel->lines.begin(), axes_.panel->lines.end(),
                                         [](const SceneLine &each) { return !each.isReference && !each.isOverlay; });
    if (numSeries < 2 || line.isReference || line.isOverlay) {
        return point.isMuted ? theme.textMuted : theme.text;
    }
    return readableOn(theme.card, axes_.lineColor(line), theme.text);
}

void LabelsItem::drawPointLabel(QCPPainter &painter, const SceneLine &line, const ScenePoint &point,
                                Obstacles &obstacles) const
{
    const QPointF center = axes_.pixel(point.x, point.y, line.side);
    if (point.label.isEmpty() || !axes_.area().contains(center)) {
        return;
    }
    const QSizeF size = textSize(QFontMetricsF(painter.font()), point.label);
    const double gap = figure::markerRadius + 3;
    std::vector<QRectF> candidates;
    for (double dy : {-gap - size.height(), gap, -0.5 * size.height()}) {
        for (double dx : {gap, -gap - size.width(), -0.5 * size.width()}) {
            candidates.emplace_back(center + QPointF(dx, dy), size);
        }
    }
    std::erase_if(candidates, [&](const QRectF &box) { return !axes_.area().contains(box); });
    if (const auto box = freePlace(candidates, obstacles)) { // else the pointer names the point
        obstacles.rects.push_back(*box);
        painter.setPen(pointLabelColor(line, point));
        painter.drawText(*box, Qt::AlignCenter, point.label);
    }
}

// Those that matter choose their places first.
void LabelsItem::drawPointLabels(QCPPainter &painter, Obstacles &obstacles) const
{
    painter.setFont(figureFont(figure::labelSize, QFont::Medium));
    for (bool muted : {false, true}) {
        for (const SceneLine &line : axes_.panel->lines) {
            for (const ScenePoint &point : line.points) {
                if (point.isMuted == muted) {
                    drawPointLabel(painter, line, point, obstacles);
                }
            }
        }
    }
}

void LabelsItem::draw(QCPPainter *painter)
{
    painter->setAntialiasing(true);
    Obstacles taken = obstacles();
    drawBarLabels(*painter, taken);
    drawReferenceLabels(*painter, taken);
    drawPointLabels(*painter, taken);
}

} // namespace kvscope
