#pragma once

#include "ui/study_controller.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace kvscope {

/// One message inside the window with at most one thing to do about it. Replaces message boxes: nothing is blocked.
class Banner : public QFrame {
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void showNotice(const Notice &notice);
    void clear();
    QString text() const;

signals:
    void actionTriggered(kvscope::NoticeAction action);

private:
    QLabel *icon_;
    QLabel *text_;
    QPushButton *action_;
    QToolButton *close_;
    NoticeAction noticeAction_ = NoticeAction::None;
};

} // namespace kvscope
