#pragma once

#include "stats/insight.h"

#include <QWidget>

class QLineEdit;

namespace kvscope {

/// Two fields: the least Pass@1 and the least TPS that a budget has to give. An empty field asks for nothing.
class BudgetPicker : public QWidget {
    Q_OBJECT

public:
    explicit BudgetPicker(QWidget *parent = nullptr);

    stats::Requirement requirement() const;

signals:
    void changed();

private:
    QLineEdit *pass_ = nullptr;
    QLineEdit *tps_ = nullptr;
};

} // namespace kvscope
