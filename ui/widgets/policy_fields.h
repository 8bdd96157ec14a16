#pragma once

#include "types/sweep_spec.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace kvscope {

class ParamFields;

/// Eviction policy with its parameters, budgets and buffer.
class PolicyFields : public QWidget {
    Q_OBJECT

public:
    explicit PolicyFields(const std::vector<PolicyInfo> &policies, QWidget *parent = nullptr);

    void write(SweepSpec &spec, std::string &budgets) const;
    void read(const SweepSpec &spec, const std::string &budgets);
    QString policySummary() const;
    QString budgetText() const;
    /// Says under the budgets field what is wrong with it; empty: nothing.
    void setBudgetProblem(const QString &sentence);

signals:
    void changed();

private:
    void selectPolicy(int index);
    void addBudgetRows(QFormLayout *layout);

    std::vector<PolicyInfo> policies_; ///< those that evict: `full` is a budget, not a choice
    std::vector<PolicyChoice> others_; ///< further policies of an opened session: kept as they are
    QComboBox *policy_;
    QLabel *about_;
    QLabel *alsoRuns_;
    ParamFields *params_;
    QLineEdit *budgets_;
    QLabel *budgetProblem_;
    QSpinBox *buffer_;
    QComboBox *meaning_;
    QComboBox *trace_;
};

} // namespace kvscope
