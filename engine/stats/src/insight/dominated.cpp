#include "insight/number_text.h"
#include "insight/statements.h"
#include "student_t.h"

#include <cmath>

namespace kvscope::stats {
namespace {

/// Lower bound of TPS(b) − TPS(a) that is exceeded with a confidence of 1 − tail (Welch 1947); nothing without errors.
std::optional<double> rate_gain_bound(const ColumnRate &a, const ColumnRate &b, double tail)
{
    if (a.degrees <= 0 || b.degrees <= 0) {
        return std::nullopt;
    }
    const double square_a = a.standard_error * a.standard_error;
    const double square_b = b.standard_error * b.standard_error;
    const double total = square_a + square_b;
    const double degrees = total * total / (square_a * square_a / a.degrees + square_b * square_b / b.degrees);
    return b.mean - a.mean - student_t_quantile(tail, degrees) * std::sqrt(total);
}

bool is_dominated_by_point(const SeriesColumn &loser, const SeriesColumn &winner)
{
    const double pass = *winner.point.pass_at_1 - *loser.point.pass_at_1;
    const double tps = winner.rate->mean - loser.rate->mean;
    return pass >= 0 && tps >= 0 && (pass > 0 || tps > 0);
}

bool is_dominated_surely(const SeriesData &series, std::size_t loser, std::size_t winner)
{
    if (!series.resamples) {
        return false;
    }
    const double tail = 0.05 / static_cast<double>(series.columns.size() - 1);
    const auto tps = rate_gain_bound(*series.columns[loser].rate, *series.columns[winner].rate, tail);
    return tps && *tps > 0 && contrast_lower_bound(*series.resamples, series.difference(loser, winner), tail) > 0;
}

enum class Dominance { None, ByPoint, Surely };

Dominance dominance_of(const SeriesData &series, std::size_t loser)
{
    Dominance strongest = Dominance::None;
    for (std::size_t winner = 0; winner < series.columns.size(); ++winner) {
        if (winner == loser || !is_dominated_by_point(series.columns[loser], series.columns[winner])) {
            continue;
        }
        if (is_dominated_surely(series, loser, winner)) {
            return Dominance::Surely;
        }
        strongest = Dominance::ByPoint;
    }
    return strongest;
}

Sentence statement_of(const std::vector<KvBudget> &surely, const std::vector<KvBudget> &by_point, bool can_be_sure)
{
    if (surely.empty() && by_point.empty()) {
        return {"None: no budget has both lower Pass@1 and lower TPS than another.", {}};
    }
    if (by_point.empty()) {
        return {"At 95 %, another budget is better in both Pass@1 and TPS than: %1.", {budgets_text(surely)}};
    }
    if (surely.empty()) {
        return can_be_sure ? Sentence{"By point only, not at 95 %: %1.", {budgets_text(by_point)}}
                           : Sentence{"By point: %1; without intervals it cannot be said whether that is noise.",
                                      {budgets_text(by_point)}};
    }
    return {"At 95 %: %1. By point only: %2.", {budgets_text(surely), budgets_text(by_point)}};
}

} // namespace

Insight dominated(const SeriesData &series)
{
    Insight insight;
    insight.kind = InsightKind::Dominated;
    insight.formula = {"b is dominated when some c has Pass@1(c) ≥ Pass@1(b) and TPS(c) ≥ TPS(b), one of them strictly",
                       {}};
    insight.method = {
        "Pareto order. At 95 %: both one-sided tests reject (intersection–union, Berger 1982), Bonferroni over the "
        "other budgets; Pass@1 by paired bootstrap over problems, TPS by Welch's t.",
        {}};
    if (series.columns.size() < 2) {
        return unsaid(insight, too_few_budgets(series, 2));
    }
    if (!series.has_rates()) {
        return unsaid(insight, series.no_rates);
    }
    bool can_be_sure = series.resamples.has_value();
    for (const SeriesColumn &column : series.columns) {
        if (!column.point.pass_at_1) {
            return unsaid(insight, series.no_samples);
        }
        can_be_sure = can_be_sure && column.rate->degrees > 0;
    }
    std::vector<KvBudget> surely;
    std::vector<KvBudget> by_point;
    for (std::size_t i = 0; i < series.columns.size(); ++i) {
        const Dominance dominance = dominance_of(series, i);
        if (dominance != Dominance::None) {
            (dominance == Dominance::Surely ? surely : by_point).push_back(series.columns[i].budget);
        }
    }
    insight.is_said = true;
    insight.statement = statement_of(surely, by_point, can_be_sure);
    insight.value = static_cast<double>(surely.size());
    insight.unit = "budgets dominated at 95 %";
    insight.budgets = std::move(surely);
    return insight;
}

} // namespace kvscope::stats
