#include "insight/number_text.h"
#include "insight/statements.h"
#include "student_t.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {
namespace {

/// Columns of `a` and of `b` at the budgets in tokens that both have.
struct Common {
    std::vector<std::size_t> a;
    std::vector<std::size_t> b;
    std::vector<double> budgets;
};

Common common_budgets(const SeriesData &a, const SeriesData &b)
{
    Common common;
    for (std::size_t i = 0; i < a.num_budgeted; ++i) {
        for (std::size_t j = 0; j < b.num_budgeted; ++j) {
            if (a.columns[i].budget == b.columns[j].budget) {
                common.a.push_back(i);
                common.b.push_back(j);
                common.budgets.push_back(a.columns[i].budget.tokens);
            }
        }
    }
    return common;
}

Sentence too_few_common(const Common &common)
{
    return {"Cannot be said: the two models have %1 finished budgets in common, and at least 2 are needed.",
            {std::to_string(common.budgets.size())}};
}

/// A slope relative to the mean, % per 1000 tokens, with the variance that the measured rates give it (delta method).
struct RelativeSlope {
    double percent = 0;
    double variance = 0;
    double fourth = 0; ///< Σ part² / degrees, for Welch and Satterthwaite
    bool has_error = true;
};

RelativeSlope relative_slope(const SeriesData &series, const std::vector<std::size_t> &columns,
                             const std::vector<double> &budgets)
{
    const std::vector<double> weights = slope_weights(budgets, std::vector<double>(budgets.size(), 1.0));
    const double n = static_cast<double>(columns.size());
    double mean = 0;
    double slope = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        mean += series.columns[columns[i]].rate->mean / n;
        slope += weights[i] * series.columns[columns[i]].rate->mean;
    }
    RelativeSlope result;
    result.percent = 100 * slope / mean;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ColumnRate &rate = *series.columns[columns[i]].rate;
        const double gradient = 100 * (weights[i] - slope / mean / n) / mean;
        const double part = std::pow(gradient * rate.standard_error, 2);
        result.has_error = result.has_error && rate.degrees > 0;
        result.variance += part;
        result.fourth += rate.degrees > 0 ? part * part / rate.degrees : 0;
    }
    return result;
}

Sentence comparison(const char *first_faster, const char *second_faster, const char *not_told, const Insight &insight,
                    const std::vector<std::string> &labels)
{
    const std::string difference = signed_text(*insight.value);
    const std::string interval = interval_text(*insight.interval);
    if (insight.interval->lower <= 0 && insight.interval->upper >= 0) {
        return {not_told, {labels[0], labels[1], difference, interval}};
    }
    return {*insight.value > 0 ? first_faster : second_faster, {labels[0], labels[1], difference, interval}};
}

} // namespace

Insight faster_pass_decline(const SeriesData &a, const SeriesData &b, const std::vector<std::string> &labels,
                            bool is_published)
{
    Insight insight;
    insight.kind = InsightKind::FasterPassDecline;
    insight.unit = "points per 1000 tokens";
    insight.formula = {"slope of Pass@1 of the first model − that of the second, over their common budgets in tokens",
                       {}};
    insight.method = {
        "Difference of least-squares slopes, bootstrap over the problems that both models have: the same draw for "
        "both (Efron 1979).",
        {}};
    const Common common = common_budgets(a, b);
    if (common.budgets.size() < 2) {
        return unsaid(insight, too_few_common(common));
    }
    std::vector<std::vector<const CellRows *>> columns;
    Contrast contrast = slope_weights(common.budgets, std::vector<double>(common.budgets.size(), 1.0));
    for (const std::size_t column : common.a) {
        columns.push_back(a.columns[column].cells);
    }
    for (std::size_t i = 0; i < common.b.size(); ++i) {
        columns.push_back(b.columns[common.b[i]].cells);
        contrast.push_back(-contrast[i]);
    }
    const PairedTable joint = paired_table(columns);
    Sentence reason;
    const std::optional<Resamples> resamples = resamples_of(joint, is_published, reason);
    if (!resamples) {
        return unsaid(insight, reason);
    }
    insight.is_said = true;
    insight.value = contrast_of(joint, contrast);
    insight.interval = contrast_interval(*resamples, contrast);
    insight.statement = comparison(
        "%1 loses Pass@1 faster than %2 as the budget shrinks: by %3 %4 points per 1000 tokens.",
        "%2 loses Pass@1 faster than %1 as the budget shrinks: by %3 %4 points per 1000 tokens.",
        "Not distinguishable: the slopes of %1 and %2 differ by %3 %4 points per 1000 tokens.", insight, labels);
    return insight;
}

Insight faster_tps_decline(const SeriesData &a, const SeriesData &b, const std::vector<std::string> &labels)
{
    Insight insight;
    insight.kind = InsightKind::FasterTpsDecline;
    insight.unit = "% per 1000 tokens";
    insight.formula = {
        "slope of TPS / mean TPS of the second model − that of the first, over their common budgets in tokens", {}};
    insight.method = {
        "Difference of relative least-squares slopes; measured standard errors propagated (delta method), Student t "
        "with Welch–Satterthwaite degrees of freedom.",
        {}};
    const Common common = common_budgets(a, b);
    if (common.budgets.size() < 2) {
        return unsaid(insight, too_few_common(common));
    }
    if (!a.has_rates() || !b.has_rates()) {
        return unsaid(insight, a.has_rates() ? b.no_rates : a.no_rates);
    }
    const RelativeSlope slope_a = relative_slope(a, common.a, common.budgets);
    const RelativeSlope slope_b = relative_slope(b, common.b, common.budgets);
    insight.value = slope_b.percent - slope_a.percent; // positive: the first falls faster
    if (!slope_a.has_error || !slope_b.has_error) {
        return unsaid(insight,
                      {"Cannot be said: the spread of TPS is not known. By point, TPS changes by %3 % per 1000 tokens "
                       "for %1 and by %4 % for %2.",
                       {labels[0], labels[1], signed_text(slope_a.percent), signed_text(slope_b.percent)}});
    }
    const double variance = slope_a.variance + slope_b.variance;
    const double degrees = variance * variance / (slope_a.fourth + slope_b.fourth);
    const double half = student_t_quantile(0.025, degrees) * std::sqrt(variance);
    insight.is_said = true;
    insight.interval = Interval{*insight.value - half, *insight.value + half, "delta method, Student t"};
    insight.statement =
        comparison("TPS of %1 falls faster than that of %2 as the budget grows: by %3 %4 % per 1000 tokens.",
                   "TPS of %2 falls faster than that of %1 as the budget grows: by %3 %4 % per 1000 tokens.",
                   "Not distinguishable: the relative slopes of TPS of %1 and %2 differ by %3 %4 % per 1000 "
                   "tokens.",
                   insight, labels);
    return insight;
}

} // namespace kvscope::stats
