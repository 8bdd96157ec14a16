#pragma once

#include "charts/common/series.h"
#include "ui/chart.h"

#include <vector>

namespace kvscope {

/// Where budgets and grouped bars lie along x. Distances are true (x is the budget in tokens) unless bars would overlap
/// or become hairlines; then budgets are equally spaced, x is their index, and break marks show where distances are not
/// true.
class BudgetAxis {
public:
    /// `budgets` ascending and distinct; `num_series` bars stand side by side at each. `hasFull`: a slot of its own at
    /// the right end for the full cache, which has no place among budgets in tokens. `others`: further places,
    /// ascending, without bars.
    BudgetAxis(std::vector<int> budgets, int numSeries, bool hasFull = false, const std::vector<int> &others = {});

    double position(const KvBudget &budget) const;
    /// Middle of one bar of the group, and its width.
    double barCenter(const KvBudget &budget, int series) const;
    double barWidth() const;
    /// Distance between neighbours, half of which belongs to each budget.
    double slotWidth() const { return slot_; }

    /// The axis with ticks at the budgets. `fullLength` > 0 adds the second tick line, budget / fullLength in percent.
    ChartAxis axis(const QString &title, double fullLength) const;

private:
    std::vector<int> budgets_; ///< those with a tick
    int numSeries_;
    bool hasFull_;
    bool isTrueDistance_ = true;
    double slot_ = 1;
};

} // namespace kvscope
