#include "bootstrap.h"
#include "insight/number_text.h"
#include "insight/statements.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

constexpr std::size_t least_budgets = 4;

/// Height of Pass@1 at column `inner` above the straight line from the first to the last budgeted column.
Contrast above_chord(const SeriesData &series, std::size_t inner)
{
    const double first = series.columns.front().budget.tokens;
    const double last = series.columns[series.num_budgeted - 1].budget.tokens;
    const double share = (series.columns[inner].budget.tokens - first) / (last - first);
    Contrast contrast = series.zero();
    contrast[inner] = 1;
    contrast[0] -= 1 - share;
    contrast[series.num_budgeted - 1] -= share;
    return contrast;
}

/// The column where each resample bends most.
std::vector<double> resampled_knees(const SeriesData &series, const std::vector<Contrast> &heights)
{
    std::vector<double> best(num_resamples, 0.0);
    std::vector<double> knees(num_resamples, 0.0);
    for (std::size_t inner = 0; inner < heights.size(); ++inner) {
        const std::vector<double> values = series.resamples->of(heights[inner]);
        for (std::size_t draw = 0; draw < values.size(); ++draw) {
            if (inner == 0 || values[draw] > best[draw]) {
                best[draw] = values[draw];
                knees[draw] = series.columns[inner + 1].budget.tokens;
            }
        }
    }
    return knees;
}

/// Percentiles that are themselves measured budgets.
Interval budget_interval(std::vector<double> knees)
{
    std::sort(knees.begin(), knees.end());
    const std::size_t tail = knees.size() / 40;
    return {knees[tail], knees[knees.size() - 1 - tail], "bootstrap over problems"};
}

} // namespace

Insight knee(const SeriesData &series)
{
    Insight insight;
    insight.kind = InsightKind::Knee;
    insight.unit = "tokens";
    insight.formula = {
        "the budget where Pass@1 lies highest above the straight line from the smallest to the largest budget in "
        "tokens",
        {}};
    insight.method = {
        "Kneedle for a discrete curve (Satopää et al. 2011), without smoothing. It is named only where that height "
        "exceeds 0 at 95 % (one-sided, Bonferroni over the inner budgets). Interval: bootstrap over problems.",
        {}};
    if (series.num_budgeted < least_budgets) {
        return unsaid(insight, too_few_budgets(series, least_budgets));
    }
    if (!series.resamples) {
        return unsaid(insight, series.no_samples);
    }
    const Contrast rise = series.difference(0, series.num_budgeted - 1);
    if (contrast_lower_bound(*series.resamples, rise, 0.025) <= 0) {
        return unsaid(insight,
                      {"Cannot be said: Pass@1 does not rise beyond noise from the smallest to the largest budget, so "
                       "there is no bend to find.",
                       {}});
    }
    std::vector<Contrast> heights;
    std::size_t highest = 0;
    for (std::size_t inner = 1; inner + 1 < series.num_budgeted; ++inner) {
        heights.push_back(above_chord(series, inner));
        if (contrast_of(series.table, heights.back()) > contrast_of(series.table, heights[highest])) {
            highest = heights.size() - 1;
        }
    }
    const double tail = 0.05 / static_cast<double>(heights.size());
    if (contrast_lower_bound(*series.resamples, heights[highest], tail) <= 0) {
        return unsaid(
            insight,
            {"Cannot be said: Pass@1 rises as a straight line would, within noise (highest at %1, %2 points above it).",
             {budget_text(series.columns[highest + 1].budget),
              short_text(contrast_of(series.table, heights[highest]))}});
    }
    insight.is_said = true;
    insight.budgets = {series.columns[highest + 1].budget};
    insight.value = series.columns[highest + 1].budget.tokens;
    insight.interval = budget_interval(resampled_knees(series, heights));
    insight.statement = {
        "Above %1 tokens Pass@1 rises more slowly (the bend lies in %2; %3 points above the straight line).",
        {budget_text(insight.budgets.front()), interval_text(*insight.interval),
         short_text(contrast_of(series.table, heights[highest]))}};
    return insight;
}

} // namespace kvscope::stats
