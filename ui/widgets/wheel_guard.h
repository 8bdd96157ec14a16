#pragma once

#include <QEvent>
#include <QWidget>

namespace kvscope {

/// Lets the wheel scroll past a field of a form: it turns the value only of a field that has the focus. Otherwise
/// scrolling through the setup would change parameters unnoticed.
class WheelGuard : public QObject {
public:
    static void install(QWidget *field)
    {
        field->setFocusPolicy(Qt::StrongFocus); // the default lets the wheel take the focus
        field->installEventFilter(new WheelGuard(field));
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus()) {
            return false;
        }
        event->ignore(); // the scroll area takes it
        return true;
    }

private:
    explicit WheelGuard(QWidget *field) : QObject(field) {}
};

} // namespace kvscope
