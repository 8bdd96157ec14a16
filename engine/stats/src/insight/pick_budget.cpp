#include "insight/number_text.h"
#include "stats/insight.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

enum class Reach { No, ByPoint, Surely };

Reach reach_of(const std::optional<double> &value, const std::optional<Interval> &interval,
               const std::optional<double> &minimum)
{
    if (!minimum) {
        return Reach::Surely;
    }
    if (!value || *value < *minimum) {
        return Reach::No;
    }
    return interval && interval->lower >= *minimum ? Reach::Surely : Reach::ByPoint;
}

Reach reach_of(const BudgetPoint &point, const Requirement &requirement)
{
    return std::min(reach_of(point.pass_at_1, point.pass_at_1_interval, requirement.min_pass_at_1),
                    reach_of(point.tps, point.tps_interval, requirement.min_tps));
}

/// Whether `a` serves better than `b`, both reaching what is asked: see the header.
bool is_preferred(const BudgetPoint &a, const BudgetPoint &b, const Requirement &requirement)
{
    if (requirement.min_pass_at_1) {
        return a.budget.is_full() != b.budget.is_full() ? b.budget.is_full() : a.budget.tokens < b.budget.tokens;
    }
    return a.pass_at_1.value_or(-1) > b.pass_at_1.value_or(-1);
}

std::string figure_text(const std::optional<double> &value, const std::optional<Interval> &interval)
{
    return !value ? "?" : interval ? short_text(*value) + " " + interval_text(*interval) : short_text(*value);
}

Sentence why_chosen(const BudgetPoint &point, bool is_sure, bool has_intervals)
{
    const std::vector<std::string> values{budget_text(point.budget),
                                          figure_text(point.pass_at_1, point.pass_at_1_interval),
                                          figure_text(point.tps, point.tps_interval)};
    if (is_sure) {
        return {"%1: Pass@1 %2 %, TPS %3. The 95 % intervals lie above what is asked.", values};
    }
    return has_intervals
               ? Sentence{"%1: Pass@1 %2 %, TPS %3. By point only: a 95 % interval reaches below what is asked.",
                          values}
               : Sentence{"%1: Pass@1 %2 %, TPS %3. By point only: no interval is known.", values};
}

Sentence why_none(const std::vector<BudgetPoint> &points, const Requirement &requirement)
{
    double best_pass = -1;
    double best_tps = -1;
    for (const BudgetPoint &point : points) {
        best_pass = std::max(best_pass, point.pass_at_1.value_or(-1));
        best_tps = std::max(best_tps, point.tps.value_or(-1));
    }
    if (requirement.min_pass_at_1 && best_pass < *requirement.min_pass_at_1) {
        return {"No measured budget reaches a Pass@1 of %1 %; the best has %2 %.",
                {short_text(*requirement.min_pass_at_1), best_pass < 0 ? "?" : short_text(best_pass)}};
    }
    if (requirement.min_tps && best_tps < *requirement.min_tps) {
        return {"No measured budget reaches %1 tokens/s; the fastest has %2.",
                {short_text(*requirement.min_tps), best_tps < 0 ? "?" : short_text(best_tps)}};
    }
    return {"No measured budget reaches both at once.", {}};
}

} // namespace

Pick pick_budget(const std::vector<BudgetPoint> &points, const Requirement &requirement)
{
    if (!requirement.min_pass_at_1 && !requirement.min_tps) {
        return {};
    }
    const BudgetPoint *best = nullptr;
    Reach best_reach = Reach::No;
    for (const BudgetPoint &point : points) {
        const Reach reach = reach_of(point, requirement);
        if (reach == Reach::No || reach < best_reach) {
            continue;
        }
        if (reach > best_reach || is_preferred(point, *best, requirement)) {
            best = &point;
            best_reach = reach;
        }
    }
    if (best == nullptr) {
        return {std::nullopt, false, why_none(points, requirement)};
    }
    const bool is_sure = best_reach == Reach::Surely;
    const bool has_intervals =
        (!requirement.min_pass_at_1 || best->pass_at_1_interval) && (!requirement.min_tps || best->tps_interval);
    return {best->budget, is_sure, why_chosen(*best, is_sure, has_intervals)};
}

} // namespace kvscope::stats
