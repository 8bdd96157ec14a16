#include "widgets/progress_delegate.h"

#include <QPainter>

namespace kvscope {
namespace {

constexpr int kBarWidth = 44;
constexpr int kBarHeight = 4;
constexpr int kMargin = 10;

} // namespace

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    bool ok = false;
    const double fraction = index.data(role_).toDouble(&ok);
    if (!ok) {
        return;
    }
    const QRectF groove(option.rect.left() + kMargin, option.rect.center().y() - kBarHeight / 2.0 + 0.5, kBarWidth,
                        kBarHeight);
    QRectF done = groove;
    done.setWidth(groove.width() * fraction);
    QColor back = option.palette.color(QPalette::Text);
    back.setAlphaF(0.12F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(back);
    painter->drawRoundedRect(groove, kBarHeight / 2.0, kBarHeight / 2.0);
    painter->setBrush(option.palette.color(QPalette::Active, QPalette::Link));
    painter->drawRoundedRect(done, kBarHeight / 2.0, kBarHeight / 2.0);
    painter->restore();
}

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += kBarWidth + kMargin;
    return size;
}

} // namespace kvscope
