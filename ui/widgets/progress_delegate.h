#pragma once

#include <QStyledItemDelegate>

namespace kvscope {

/// Draws a thin bar under the text of a cell whose `role` gives a fraction 0 … 1.
class ProgressDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    ProgressDelegate(int role, QObject *parent) : QStyledItemDelegate(parent), role_(role) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int role_;
};

} // namespace kvscope
