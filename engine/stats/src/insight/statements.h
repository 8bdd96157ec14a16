#pragma once

#include "insight/series_data.h"

namespace kvscope::stats {

// One function for each statement; each file says where its method comes from. A statement that the data do not carry
// comes back unsaid, with its reason.

/// With its verdict: does the figure rise (1), fall (−1) or show no trend (0) as the budget grows? Nothing when unsaid.
struct Trend {
    Insight insight;
    std::optional<int> sign;
};
Trend pass_trend(const SeriesData &series);
Trend tps_trend(const SeriesData &series);
/// From the two above.
Insight trade_off(const Trend &pass, const Trend &tps);

Insight pass_slope(const SeriesData &series);
Insight tps_slope(const SeriesData &series);
Insight knee(const SeriesData &series);
Insight plateau(const SeriesData &series);
Insight dominated(const SeriesData &series);
Insight not_worse(const SeriesData &series);

/// `joint` holds the columns of `a`, then those of `b`, both cut to their common budgets without full.
Insight faster_pass_decline(const SeriesData &a, const SeriesData &b, const std::vector<std::string> &labels,
                            bool is_published);
Insight faster_tps_decline(const SeriesData &a, const SeriesData &b, const std::vector<std::string> &labels);

/// An insight of that kind with its formula and method, unsaid because of `reason`.
Insight unsaid(Insight insight, Sentence reason);

/// Least-squares slope per 1000 tokens as weights on the values at `budgets` (tokens): Σ weight × value. `precisions`
/// are the weights of the fit, one for each value; all equal for an ordinary one. Precondition: two different budgets.
std::vector<double> slope_weights(const std::vector<double> &budgets, const std::vector<double> &precisions);

/// The budgets of the budgeted columns, in tokens.
std::vector<double> budget_tokens(const SeriesData &series);

/// "Cannot be said: …" while there are fewer than `least` finished budgets in tokens.
Sentence too_few_budgets(const SeriesData &series, std::size_t least);

/// An upper bound, at 95 %, of the share of problems that do worse when none of `num_problems` did: 1 − 0.05^(1/n)
/// (Clopper and Pearson 1934). In percent: the loss in Pass@1 that could have gone unseen.
double unseen_loss(int num_problems);

} // namespace kvscope::stats
