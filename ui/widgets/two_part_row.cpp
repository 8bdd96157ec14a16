#include "widgets/two_part_row.h"

#include <QBoxLayout>
#include <QEvent>

#include <algorithm>

namespace kvscope {

TwoPartRow::TwoPartRow(QWidget *first, QWidget *second, QWidget *parent)
    : QWidget(parent), first_(first), second_(second), layout_(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    layout_->setSizeConstraint(QLayout::SetNoConstraint); // side by side they would never become narrower
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(4);
    layout_->addWidget(first_);
    layout_->addWidget(second_);
}

QSize TwoPartRow::minimumSizeHint() const
{
    const int width = std::max(first_->minimumSizeHint().width(), second_->minimumSizeHint().width());
    return {width, layout_->minimumSize().height()};
}

/// A control that appears, or a label that changes, may need the other arrangement.
bool TwoPartRow::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest) {
        arrange();
    }
    return QWidget::event(event);
}

void TwoPartRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void TwoPartRow::arrange()
{
    const int needed = first_->minimumSizeHint().width() + layout_->spacing() + second_->minimumSizeHint().width();
    const auto direction = needed <= width() ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (layout_->direction() != direction) {
        layout_->setDirection(direction);
    }
}

} // namespace kvscope
