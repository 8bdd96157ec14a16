#include "charts/common/budget_axis.h"

#include "charts/common/chart_text.h"

#include <algorithm>
#include <iterator>

namespace kvscope {
namespace {

// More slots than this across a panel half a window wide and a bar has fewer than about 15 pixels.
constexpr double mostSlots = 18;

double smallestGap(const std::vector<int> &budgets)
{
    double gap = 0;
    for (std::size_t i = 1; i < budgets.size(); ++i) {
        const double distance = budgets[i] - budgets[i - 1];
        gap = gap == 0 ? distance : std::min(gap, distance);
    }
    return gap;
}

std::vector<int> unionOf(const std::vector<int> &a, const std::vector<int> &b)
{
    std::vector<int> all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

} // namespace

BudgetAxis::BudgetAxis(std::vector<int> budgets, int numSeries, bool hasFull, const std::vector<int> &others)
    : budgets_(std::move(budgets)), numSeries_(std::max(1, numSeries)), hasFull_(hasFull)
{
    std::vector<int> all = unionOf(budgets_, others);
    const double gap = smallestGap(budgets_.size() > 1 ? budgets_ : all);
    if (gap > 0) {
        const double numSlots = (all.back() - all.front()) / gap + (hasFull_ ? 2 : 1);
        const double allowed = std::max(6.0, mostSlots / (1 + 0.5 * (numSeries_ - 1)));
        isTrueDistance_ = numSlots <= std::max<double>(allowed, static_cast<double>(budgets_.size()));
        slot_ = isTrueDistance_ ? gap : 1;
    } else {
        isTrueDistance_ = false;
    }
    if (isTrueDistance_ && !budgets_.empty()) { // between budgets the ticks of others would only crowd theirs
        const int first = budgets_.front();
        const int last = budgets_.back();
        std::erase_if(all, [&](int place) {
            return place > first && place < last && !std::binary_search(budgets_.begin(), budgets_.end(), place);
        });
    }
    budgets_ = std::move(all);
}

double BudgetAxis::position(const KvBudget &budget) const
{
    if (budget.is_full()) {
        return budgets_.empty() ? 0 : position({budgets_.back()}) + slot_;
    }
    if (isTrueDistance_) {
        return budget.tokens;
    }
    const auto found = std::lower_bound(budgets_.begin(), budgets_.end(), budget.tokens);
    return static_cast<double>(found - budgets_.begin());
}

double BudgetAxis::barWidth() const
{
    return numSeries_ == 1 ? 0.62 * slot_ : 0.84 * slot_ / numSeries_;
}

double BudgetAxis::barCenter(const KvBudget &budget, int series) const
{
    return position(budget) + (series - 0.5 * (numSeries_ - 1)) * barWidth();
}

ChartAxis BudgetAxis::axis(const QString &title, double fullLength) const
{
    ChartAxis axis;
    axis.title = title;
    if (budgets_.empty() && !hasFull_) {
        return axis;
    }
    for (int budget : budgets_) {
        AxisTick tick{position({budget}), QString::number(budget), {}};
        if (fullLength > 0) {
            const double percent = 100.0 * budget / fullLength;
            tick.sublabel = QString::number(percent, 'f', percent < 10 ? 1 : 0);
        }
        axis.ticks.push_back(tick);
    }
    if (hasFull_) {
        axis.ticks.push_back({position({}), ChartText::tr("full"), {}});
        if (!budgets_.empty()) {
            axis.breaks.push_back(position({}) - 0.5 * slot_);
        }
    }
    if (fullLength > 0) {
        axis.sublabelTitle = ChartText::tr("% of full");
    }
    axis.lower = axis.ticks.front().position - 0.62 * slot_;
    axis.upper = axis.ticks.back().position + 0.62 * slot_;
    if (!isTrueDistance_) {
        const double gap = smallestGap(budgets_);
        for (std::size_t i = 1; i < budgets_.size(); ++i) {
            if (budgets_[i] - budgets_[i - 1] > gap) {
                axis.breaks.push_back(static_cast<double>(i) - 0.5);
            }
        }
    }
    return axis;
}

} // namespace kvscope
