#pragma once

#include <QAction>
#include <QDialog>
#include <QList>

namespace kvscope {

/// Every action that has a key, by menu order, and the keys of the chart.
class KeysDialog : public QDialog {
    Q_OBJECT

public:
    explicit KeysDialog(const QList<QAction *> &actions, QWidget *parent = nullptr);
};

} // namespace kvscope
