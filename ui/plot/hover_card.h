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
    /// Shows text beside a point, no wider than `bounds` and no higher than the parent; what has no room is left out.
    void showAt(const QPoint &point, const QString &text, const QRect &bounds);
    QString text() const;
    /// Where it was shown last.
    QPoint anchor() const { return anchor_; }

private:
    /// Sizes the card to its text, within the width given and the parent's height.
    void fitInto(int mostWide);

    QLabel *title_;
    QLabel *body_;
    QPoint anchor_;
};

} // namespace kvscope
