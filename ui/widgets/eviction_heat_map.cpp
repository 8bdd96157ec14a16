#include "widgets/eviction_heat_map.h"

#include "ui/eviction_colors.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

constexpr int kLeft = 30;
constexpr int kBottom = 16;
constexpr int kTop = 3;

} // namespace

QImage heatMapImage(const KeptShares &shares, const Theme &theme, int maxColumns)
{
    const int rows = static_cast<int>(shares.compressions.size());
    const int columns = std::min(shares.numPositions, maxColumns);
    if (rows == 0 || columns <= 0 || shares.share.empty()) {
        return {};
    }
    std::array<QRgb, 256> scale{};
    for (std::size_t i = 0; i < scale.size(); ++i) {
        scale[i] = keptColor(theme, static_cast<double>(i) / 255).rgb();
    }
    QImage image(columns, rows, QImage::Format_ARGB32);
    for (int row = 0; row < rows; ++row) {
        const float *values =
            shares.share.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(shares.numPositions);
        auto *pixels = reinterpret_cast<QRgb *>(image.scanLine(row));
        for (int column = 0; column < columns; ++column) {
            const int first = static_cast<int>(std::int64_t{column} * shares.numPositions / columns);
            const int last = static_cast<int>(std::int64_t{column + 1} * shares.numPositions / columns);
            float sum = 0;
            int count = 0;
            for (int position = first; position < last; ++position) {
                if (values[position] >= 0) {
                    sum += values[position];
                    ++count;
                }
            }
            const auto level = static_cast<std::size_t>(count > 0 ? 255 * sum / static_cast<float>(count) + 0.5F : 0);
            pixels[column] = count > 0 ? scale[std::min<std::size_t>(level, 255)] : qRgba(0, 0, 0, 0);
        }
    }
    return image;
}

EvictionHeatMap::EvictionHeatMap(QWidget *parent) : QWidget(parent), theme_(Theme::light())
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Share of heads that keep each position after each compression"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void EvictionHeatMap::setShares(KeptShares shares)
{
    shares_ = std::move(shares);
    image_ = heatMapImage(shares_, theme_);
    update();
}

void EvictionHeatMap::setTheme(const Theme &theme)
{
    theme_ = theme;
    image_ = heatMapImage(shares_, theme_);
    update();
}

void EvictionHeatMap::setMarked(int compression, int position)
{
    compression_ = compression;
    position_ = position;
    update();
}

QRect EvictionHeatMap::mapRect() const
{
    return rect().adjusted(kLeft, kTop, -2, -kBottom);
}

int EvictionHeatMap::rowOf(int compression) const
{
    const auto at = std::lower_bound(shares_.compressions.begin(), shares_.compressions.end(), compression);
    return static_cast<int>(at - shares_.compressions.begin());
}

void EvictionHeatMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect map = mapRect();
    QFont caption = font();
    caption.setPixelSize(metrics::captionSize - 1);
    painter.setFont(caption);
    painter.setPen(theme_.textMuted);
    if (image_.isNull()) {
        painter.drawText(rect(), Qt::AlignCenter, tr("No head is chosen"));
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, image_.width() > map.width());
    painter.drawImage(map, image_);
    painter.setPen(theme_.textMuted);
    const QRect axis(map.left(), map.bottom() + 2, map.width(), kBottom - 2);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(axis, Qt::AlignHCenter | Qt::AlignVCenter, tr("position"));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, QString::number(shares_.numPositions - 1));
    painter.drawText(QRect(0, map.top(), kLeft - 4, 14), Qt::AlignRight | Qt::AlignTop, QStringLiteral("1"));
    painter.drawText(QRect(0, map.bottom() - 13, kLeft - 4, 14), Qt::AlignRight | Qt::AlignBottom,
                     QString::number(shares_.numCompressions));
    paintMarks(painter, map);
}

void EvictionHeatMap::paintMarks(QPainter &painter, const QRect &map) const
{
    const double columnWidth = static_cast<double>(map.width()) / std::max(shares_.numPositions, 1);
    const auto rows = static_cast<int>(shares_.compressions.size());
    const double rowHeight = static_cast<double>(map.height()) / std::max(rows, 1);
    painter.setPen(QPen(theme_.textMuted, 1, Qt::DotLine));
    const double prompt = map.left() + shares_.numPrompt * columnWidth;
    painter.drawLine(QPointF(prompt, map.top()), QPointF(prompt, map.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.line(0), hasFocus() ? 2 : 1.4));
    if (position_ >= 0) {
        const double x = map.left() + (position_ + 0.5) * columnWidth;
        painter.drawLine(QPointF(x, map.top()), QPointF(x, map.bottom()));
    }
    if (compression_ >= 0) {
        painter.drawRect(
            QRectF(map.left(), map.top() + rowOf(compression_) * rowHeight, map.width(), std::max(rowHeight, 2.0)));
    }
}

void EvictionHeatMap::pickAt(const QPoint &at)
{
    const QRect map = mapRect();
    const auto rows = static_cast<int>(shares_.compressions.size());
    if (rows == 0 || map.width() <= 0 || map.height() <= 0) {
        return;
    }
    const int row = std::clamp((at.y() - map.top()) * rows / map.height(), 0, rows - 1);
    const auto position = std::int64_t{at.x() - map.left()} * shares_.numPositions / map.width();
    emit picked(shares_.compressions[static_cast<std::size_t>(row)],
                static_cast<int>(std::clamp<std::int64_t>(position, 0, shares_.numPositions - 1)));
}

void EvictionHeatMap::mousePressEvent(QMouseEvent *event)
{
    pickAt(event->pos());
}

void EvictionHeatMap::mouseMoveEvent(QMouseEvent *event)
{
    pickAt(event->pos()); // with a button held
}

void EvictionHeatMap::keyPressEvent(QKeyEvent *event)
{
    const int lastPosition = shares_.numPositions - 1;
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    int compression = compression_;
    int position = position_;
    switch (event->key()) {
    case Qt::Key_Left:
        position = std::max(position - step, 0);
        break;
    case Qt::Key_Right:
        position = std::min(position + step, lastPosition);
        break;
    case Qt::Key_Up:
        compression = std::max(compression - step, -1);
        break;
    case Qt::Key_Down:
        compression = std::min(compression + step, shares_.numCompressions - 1);
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    emit picked(compression, position);
}

} // namespace kvscope
