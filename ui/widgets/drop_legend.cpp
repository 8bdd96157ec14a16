#include "widgets/drop_legend.h"

#include "ui/eviction_colors.h"

#include <QPainter>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kScaleWidth = 44, kLeastScale = 14; // where there is little room, the scale gives way, not the words
constexpr int kBox = 10;
constexpr int kGap = 5;
constexpr int kHeight = 18;

} // namespace

DropLegend::DropLegend(QWidget *parent) : QWidget(parent), theme_(Theme::light())
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend: the colour says when a token was dropped, from early to late; the height of the fill "
                         "says in how many of the chosen heads"));
    setToolTip(tr("Colour: mean compression at which the heads dropped the token. Height of the fill: share of the "
                  "chosen heads that dropped it. Faded text is kept by no head; dotted tokens were still to come."));
}

void DropLegend::setTheme(const Theme &theme)
{
    theme_ = theme;
    update();
}

QSize DropLegend::sizeHint() const
{
    QFont caption = font();
    caption.setPixelSize(metrics::captionSize);
    const QFontMetrics metrics(caption);
    int width = kScaleWidth + 3 * (kBox + 2) + 5 * kGap;
    for (const QString &text : {tr("dropped early"), tr("late"), tr("in few"), tr("all heads")}) {
        width += metrics.horizontalAdvance(text);
    }
    return {width + 8, kHeight};
}

QSize DropLegend::minimumSizeHint() const
{
    return sizeHint() - QSize(kScaleWidth - kLeastScale, 0);
}

void DropLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont caption = font();
    caption.setPixelSize(metrics::captionSize);
    painter.setFont(caption);
    int x = 0;
    const auto label = [&](const QString &text) {
        painter.setPen(theme_.textMuted);
        const int width = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRect(x, 0, width + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += width + kGap;
    };
    label(tr("dropped early"));
    const int scaleWidth = std::clamp(kScaleWidth - (sizeHint().width() - width()), kLeastScale, kScaleWidth);
    for (int i = 0; i < scaleWidth; ++i) {
        painter.fillRect(x + i, (height() - kBox) / 2, 1, kBox,
                         dropColor(theme_, static_cast<double>(i) / (scaleWidth - 1)));
    }
    x += scaleWidth + kGap;
    label(tr("late"));
    x += kGap;
    label(tr("in few"));
    for (int step = 1; step <= 3; ++step) {
        const int fill = kBox * step / 3;
        const int top = (height() - kBox) / 2;
        painter.fillRect(x, top + kBox - fill, kBox, fill, dropColor(theme_, 0.3));
        painter.setPen(theme_.border);
        painter.drawRect(x, top, kBox - 1, kBox - 1);
        x += kBox + 2;
    }
    x += kGap - 2;
    label(tr("all heads"));
}

} // namespace kvscope
