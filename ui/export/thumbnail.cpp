#include "export/thumbnail.h"

#include <QPainter>

#include <algorithm>

namespace kvscope {
namespace {

constexpr double margin = 4;
constexpr double panelGap = 6;

struct Placed {
    const ScenePanel &panel;
    QRectF area;

    double x(double value) const
    {
        return area.left() + (value - panel.x.lower) / std::max(1e-9, panel.x.upper - panel.x.lower) * area.width();
    }
    double y(double value, AxisSide side) const
    {
        const ChartAxis &axis = side == AxisSide::Left ? panel.left : panel.right;
        const double share = (value - axis.lower) / std::max(1e-9, axis.upper - axis.lower);
        return area.bottom() - std::clamp(share, 0.0, 1.0) * area.height();
    }
};

void drawPanel(QPainter &painter, const Placed &at, const Theme &theme)
{
    painter.setPen(Qt::NoPen);
    for (const SceneBar &bar : at.panel.bars) {
        const double half = 0.45 * bar.width * at.area.width() / std::max(1e-9, at.panel.x.upper - at.panel.x.lower);
        QColor color = theme.bars(bar.series);
        color.setAlphaF(bar.fill == BarFill::Solid ? 1.0F : 0.45F);
        painter.setBrush(color);
        const double top = bar.fill == BarFill::Outline ? at.area.bottom() - 2 : at.y(bar.value, AxisSide::Left);
        painter.drawRect(QRectF(QPointF(at.x(bar.x) - half, top), QPointF(at.x(bar.x) + half, at.area.bottom())));
    }
    for (const SceneLine &line : at.panel.lines) {
        QPolygonF points;
        for (const ScenePoint &point : line.points) {
            points << QPointF(at.x(point.x), at.y(point.y, line.side));
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(line.usesBarColor ? theme.bars(line.series) : theme.line(line.series), 1.6));
        painter.drawPolyline(points);
    }
    painter.setPen(QPen(theme.textDisabled, 1));
    painter.drawLine(at.area.bottomLeft(), at.area.bottomRight());
}

} // namespace

QImage sceneThumbnail(const ChartScene &scene, const Theme &theme, const QSize &size, double ratio)
{
    QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(theme.card);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto count = static_cast<double>(std::max<std::size_t>(1, scene.panels.size()));
    const double width = (size.width() - 2 * margin - (count - 1) * panelGap) / count;
    double left = margin;
    for (const ScenePanel &panel : scene.panels) {
        drawPanel(painter, {panel, QRectF(left, margin, width, size.height() - 2 * margin)}, theme);
        left += width + panelGap;
    }
    return image;
}

} // namespace kvscope
