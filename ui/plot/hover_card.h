#pragma once

#include "ui/theme.h"

#include <QFrame>

class QLabel;

namespace kvscope {

/// The tooltip of a chart: plain text only (a QToolTip would guess markup), the first line emphasised. Never takes the
/// mouse.
class HoverCard : public QFrame {
    Q_OBJECT

public:
    explicit HoverCard(QWidget *parent);

    void setTheme(const Theme &theme);
    /// Shows text beside a point: inside `bounds` where it fits there, else inside the parent.
    void showAt(const QPoint &point, const QString &text, const QRect &bounds);
    QString text() const;
    /// Where it was shown last.
    QPoint anchor() const { return anchor_; }

private:
    QLabel *title_;
    QLabel *body_;
    QPoint anchor_;
};

} // namespace kvscope
