#include "widgets/tab_order.h"

#include <QLayout>
#include <QWidget>

#include <vector>

namespace kvscope {
namespace {

void collect(QLayout *layout, std::vector<QWidget *> &stops)
{
    for (int i = 0; layout != nullptr && i < layout->count(); ++i) {
        QLayoutItem *item = layout->itemAt(i);
        if (QLayout *inner = item->layout()) {
            collect(inner, stops);
        } else if (QWidget *widget = item->widget()) {
            if ((widget->focusPolicy() & Qt::TabFocus) != 0) {
                stops.push_back(widget);
            } else {
                collect(widget->layout(), stops);
            }
        }
    }
}

} // namespace

void setTabOrderByLayout(QWidget *page)
{
    std::vector<QWidget *> stops;
    collect(page->layout(), stops);
    for (std::size_t i = 1; i < stops.size(); ++i) {
        QWidget::setTabOrder(stops[i - 1], stops[i]);
    }
}

} // namespace kvscope
