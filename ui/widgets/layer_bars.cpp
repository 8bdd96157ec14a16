#include "widgets/layer_bars.h"

#include "ui/plain_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kLeft = 34;
constexpr int kBottom = 16;
constexpr int kTop = 3;

} // namespace

LayerBars::LayerBars(QWidget *parent) : QWidget(parent), theme_(Theme::light())
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Entries kept per layer"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LayerBars::setLayers(std::vector<stats::LayerKept> layers, int upper, int chosenLayer)
{
    layers_ = std::move(layers);
    upper_ = std::max(upper, 1);
    chosen_ = chosenLayer;
    QStringList texts;
    for (int layer = 0; layer < static_cast<int>(layers_.size()); ++layer) {
        texts << describe(layer);
    }
    setAccessibleDescription(texts.join(QLatin1Char(' ')));
    update();
}

void LayerBars::setTheme(const Theme &theme)
{
    theme_ = theme;
    update();
}

QString LayerBars::describe(int layer) const
{
    if (layer < 0 || layer >= static_cast<int>(layers_.size())) {
        return {};
    }
    const stats::LayerKept &kept = layers_[static_cast<std::size_t>(layer)];
    return tr("Layer %1 keeps %2 entries a head: %3 prompt, %4 output; %5 positions by any head.")
        .arg(layer)
        .arg(kept.num_kept, 0, 'f', 1)
        .arg(kept.num_kept_prompt, 0, 'f', 1)
        .arg(kept.num_kept - kept.num_kept_prompt, 0, 'f', 1)
        .arg(kept.num_kept_by_any);
}

QRect LayerBars::plotRect() const
{
    return rect().adjusted(kLeft, kTop, -2, -kBottom);
}

void LayerBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect plot = plotRect();
    QFont caption = font();
    caption.setPixelSize(metrics::captionSize - 1);
    painter.setFont(caption);
    painter.setPen(theme_.grid);
    painter.drawLine(plot.topLeft(), plot.topRight());
    painter.setPen(theme_.textMuted);
    painter.drawText(QRect(0, plot.top() - 2, kLeft - 4, 14), Qt::AlignRight | Qt::AlignTop, QString::number(upper_));
    painter.drawText(QRect(0, plot.bottom() - 12, kLeft - 4, 14), Qt::AlignRight | Qt::AlignBottom,
                     QStringLiteral("0"));
    const auto numLayers = static_cast<int>(layers_.size());
    const double step = static_cast<double>(plot.width()) / std::max(numLayers, 1);
    const double gap = step > 6 ? 2 : 0;
    for (int layer = 0; layer < numLayers; ++layer) {
        const stats::LayerKept &kept = layers_[static_cast<std::size_t>(layer)];
        const double x = plot.left() + layer * step;
        const double all = plot.height() * std::min(kept.num_kept / upper_, 1.0);
        const double prompt = plot.height() * std::min(kept.num_kept_prompt / upper_, 1.0);
        painter.fillRect(QRectF(x, plot.bottom() + 1 - all, step - gap, all), theme_.bars(1));
        painter.fillRect(QRectF(x, plot.bottom() + 1 - prompt, step - gap, prompt), theme_.bars(0));
        if (layer == chosen_) {
            painter.setPen(QPen(theme_.line(0), 2));
            painter.drawLine(QPointF(x, plot.bottom() + 2), QPointF(x + step - gap, plot.bottom() + 2));
        }
    }
    painter.setPen(theme_.textMuted);
    const QRect axis(plot.left(), plot.bottom() + 3, plot.width(), kBottom - 2);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(axis, Qt::AlignHCenter | Qt::AlignVCenter, tr("layer"));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, QString::number(std::max(numLayers - 1, 0)));
    if (hasFocus()) {
        painter.setPen(theme_.accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

int LayerBars::layerAt(const QPoint &at) const
{
    const QRect plot = plotRect();
    if (layers_.empty() || !plot.contains(at)) {
        return -1;
    }
    return (at.x() - plot.left()) * static_cast<int>(layers_.size()) / plot.width();
}

void LayerBars::mousePressEvent(QMouseEvent *event)
{
    const int layer = layerAt(event->pos());
    if (layer >= 0) {
        emit layerPicked(layer == chosen_ ? -1 : layer);
    }
}

void LayerBars::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(layers_.size()) - 1;
    if (event->key() == Qt::Key_Left && last >= 0) {
        emit layerPicked(std::max(chosen_ - 1, -1));
    } else if (event->key() == Qt::Key_Right && last >= 0) {
        emit layerPicked(std::min(chosen_ + 1, last));
    } else {
        QWidget::keyPressEvent(event);
    }
}

bool LayerBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), plainToolTip(describe(layerAt(help->pos()))), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace kvscope
