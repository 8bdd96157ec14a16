#include "widgets/figure_header.h"

#include <QStyle>
#include <QStyleOptionHeader>

namespace kvscope {

QString FigureHeader::shownTitle(int section) const
{
    QStyleOptionHeader option;
    initStyleOption(&option);
    initStyleOptionForIndex(&option, section);
    return option.text;
}

void FigureHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    const QString figure = model()->headerData(section, Qt::Vertical, figureRole_).toString();
    if (figure.isEmpty() || !option->text.endsWith(figure)) {
        return;
    }
    option->rect = QRect(0, 0, width(), sectionSize(section));
    const int room = style()->subElementRect(QStyle::SE_HeaderLabel, option, this).width();
    const QString name = option->text.chopped(figure.size());
    option->text = option->fontMetrics.elidedText(name, Qt::ElideMiddle,
                                                  room - option->fontMetrics.horizontalAdvance(figure)) +
                   figure;
}

} // namespace kvscope
