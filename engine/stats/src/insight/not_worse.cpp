#include "insight/number_text.h"
#include "insight/sample_size.h"
#include "insight/statements.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

constexpr double margin_points = 1;

/// The one-sided 95 % lower bound of Pass@1(budget) − Pass@1(full). Where no problem did worse the bootstrap could not
/// show a loss, so the exact bound of the share of such problems stands in.
double lower_bound(const SeriesData &series, std::size_t column)
{
    const Contrast loss = series.difference(series.num_budgeted, column);
    const double bound = contrast_lower_bound(*series.resamples, loss, 0.05);
    const bool lost_nothing = contrast_range(series.table, loss).first >= 0;
    return lost_nothing ? std::min(bound, -unseen_loss(series.table.smallest_block())) : bound;
}

Sentence nothing_shown(const SeriesData &series, std::size_t column, double bound)
{
    const double difference = contrast_of(series.table, series.difference(series.num_budgeted, column));
    const std::vector<std::string> values{budget_text(series.columns[column].budget), signed_text(difference),
                                          short_text(bound)};
    const std::optional<SampleSize> needed = sample_size(series, column, margin_points);
    if (!needed) {
        return {
            "None: %1 differs from full by %2 points (lower bound %3), beyond the margin of 1 itself; more samples are "
            "unlikely "
            "to change that.",
            values};
    }
    std::vector<std::string> with_size = values;
    with_size.push_back(std::to_string(needed->more_problems));
    if (!needed->samples_per_problem) {
        return {"None is shown: %1 differs from full by %2 points (lower bound %3). About %4 more problems are needed.",
                with_size};
    }
    with_size.push_back(std::to_string(*needed->samples_per_problem));
    return {"None is shown: %1 differs from full by %2 points (lower bound %3). About %4 more problems, or about %5 "
            "samples per "
            "problem on these, are needed.",
            with_size};
}

} // namespace

Insight not_worse(const SeriesData &series)
{
    Insight insight;
    insight.kind = InsightKind::NotWorse;
    insight.unit = "tokens";
    insight.formula = {
        "the smallest b such that the one-sided 95 % lower bound of Pass@1(b') − Pass@1(full) exceeds −1 point for "
        "every b' ≥ b",
        {}};
    insight.method = {
        "Non-inferiority by paired bootstrap over problems, from the largest budget down, stopping at the first "
        "failure (fixed sequence, Maurer, Hothorn and Lehmacher 1995). Samples needed: 80 % power, "
        "n = variance · ((1.645 + 0.842) / (1 + assumed difference))², the observed difference assumed where it "
        "is a loss, else 0.",
        {}};
    if (series.num_budgeted < 1) {
        return unsaid(insight, too_few_budgets(series, 1));
    }
    if (!series.resamples) {
        return unsaid(insight, series.no_samples);
    }
    if (!series.has_full()) {
        return unsaid(insight, {"Cannot be said: full was not run to its end for this model.", {}});
    }
    std::size_t smallest = series.num_budgeted;
    std::optional<double> failed;
    double passed = 0;
    while (smallest > 0 && !failed) {
        const double bound = lower_bound(series, smallest - 1);
        if (bound > -margin_points) {
            passed = bound;
            --smallest;
        } else {
            failed = bound;
        }
    }
    insight.is_said = true;
    if (smallest == series.num_budgeted) {
        insight.statement = nothing_shown(series, smallest - 1, *failed);
        return insight;
    }
    const Contrast difference = series.difference(series.num_budgeted, smallest);
    insight.budgets = {series.columns[smallest].budget};
    insight.value = series.columns[smallest].budget.tokens;
    std::vector<std::string> values{budget_text(insight.budgets.front()),
                                    signed_text(contrast_of(series.table, difference)), short_text(passed)};
    if (!failed) {
        insight.statement = {"%1 tokens, the smallest that was run: it differs from full by %2 points, lower bound %3.",
                             values};
        return insight;
    }
    values.push_back(budget_text(series.columns[smallest - 1].budget));
    values.push_back(short_text(*failed));
    insight.statement = {"%1 tokens: it differs from full by %2 points, lower bound %3. At %4 the lower bound is %5.",
                         values};
    return insight;
}

} // namespace kvscope::stats
