#include "insight/number_text.h"
#include "insight/statements.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

std::string name_of_reference(const SeriesData &series)
{
    return budget_text(series.columns.back().budget);
}

} // namespace

Insight plateau(const SeriesData &series)
{
    Insight insight;
    insight.kind = InsightKind::Plateau;
    insight.unit = "tokens";
    insight.formula = {
        "the smallest budget b such that Pass@1(b') − Pass@1(reference) has a 95 % interval around 0 for every "
        "b' ≥ b; the reference is full, else the largest budget",
        {}};
    insight.method = {
        "Paired differences by problem, from the largest budget down, stopping at the first that differs (a fixed "
        "sequence needs no correction). Intervals: bootstrap over problems.",
        {}};
    const std::size_t num_compared = series.columns.empty() ? 0 : series.columns.size() - 1;
    if (num_compared < 1) {
        return unsaid(insight, too_few_budgets(series, 2));
    }
    if (!series.resamples) {
        return unsaid(insight, series.no_samples);
    }
    const std::size_t reference = series.columns.size() - 1;
    std::size_t start = reference;
    double unseen = unseen_loss(series.table.smallest_block());
    std::optional<Interval> differing;
    while (start > 0) {
        const Interval interval = contrast_interval(*series.resamples, series.difference(reference, start - 1));
        if (interval.lower > 0 || interval.upper < 0) {
            differing = interval;
            break;
        }
        unseen = std::max(unseen, (interval.upper - interval.lower) / 2);
        --start;
    }
    insight.is_said = true;
    if (start == reference) {
        insight.interval = differing;
        insight.value = contrast_of(series.table, series.difference(reference, start - 1));
        insight.unit = "points";
        insight.statement = {"No plateau: already %1 differs from %2, by %3 %4 points.",
                             {budget_text(series.columns[start - 1].budget), name_of_reference(series),
                              signed_text(*insight.value), interval_text(*differing)}};
        return insight;
    }
    insight.budgets = {series.columns[start].budget};
    insight.value = series.columns[start].budget.tokens;
    insight.statement = {"From %1 on, differences to %2 are within noise; ones below %3 points could not be seen.",
                         {budget_text(insight.budgets.front()), name_of_reference(series), short_text(unseen)}};
    return insight;
}

} // namespace kvscope::stats
