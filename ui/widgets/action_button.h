#pragma once

#include <QAction>
#include <QPushButton>

namespace kvscope {

/// A push button that mirrors an action: text, tooltip with the shortcut, enabled, checked.
inline QPushButton *makeActionButton(QAction *action, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setCheckable(action->isCheckable());
    const auto mirror = [button, action] {
        QString text = action->iconText();
        button->setText(text);
        button->setAccessibleName(text);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setToolTip(keys.isEmpty() ? action->toolTip() : QStringLiteral("%1 (%2)").arg(action->toolTip(), keys));
        button->setEnabled(action->isEnabled());
        button->setChecked(action->isChecked());
    };
    mirror();
    QObject::connect(action, &QAction::changed, button, mirror);
    // A checked member of an exclusive group stays checked when it is clicked again.
    QObject::connect(button, &QPushButton::clicked, action, [action, mirror] {
        action->trigger();
        mirror();
    });
    return button;
}

} // namespace kvscope
