#pragma once

#include <QStyle>
#include <QVariant>
#include <QWidget>

namespace kvscope {

/// Sets a property that the style sheet selects by, and has the style look again.
inline void setDynamic(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value) {
        return;
    }
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace kvscope
