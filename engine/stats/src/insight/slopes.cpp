#include "insight/number_text.h"
#include "insight/statements.h"
#include "student_t.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {
namespace {

Insight blank(InsightKind kind, const char *unit)
{
    Insight insight;
    insight.kind = kind;
    insight.unit = unit;
    return insight;
}

} // namespace

Insight pass_slope(const SeriesData &series)
{
    Insight insight = blank(InsightKind::PassSlope, "points per 1000 tokens");
    insight.formula = {
        "1000 · Σ (b − mean b)(Pass@1(b) − mean Pass@1) / Σ (b − mean b)² over the budgets b in tokens, full "
        "left out",
        {}};
    insight.method = {
        "Ordinary least squares through the budgets' Pass@1. Interval: bootstrap over problems, the same draw "
        "for all budgets (Efron 1979). A curve is summarised by its straight line.",
        {}};
    if (series.num_budgeted < 2) {
        return unsaid(insight, too_few_budgets(series, 2));
    }
    Contrast contrast = slope_weights(budget_tokens(series), std::vector<double>(series.num_budgeted, 1.0));
    if (!series.resamples) {
        double slope = 0;
        for (std::size_t i = 0; i < series.num_budgeted; ++i) {
            if (series.table.num_problems > 0 || !series.columns[i].point.pass_at_1) {
                return unsaid(insight, series.no_samples);
            }
            slope += contrast[i] * *series.columns[i].point.pass_at_1;
        }
        insight.is_said = true;
        insight.value = slope;
        insight.statement = {"By point, %1 points per 1000 tokens; without samples there is no interval.",
                             {signed_text(slope)}};
        return insight;
    }
    contrast.resize(series.columns.size(), 0.0);
    insight.is_said = true;
    insight.value = contrast_of(series.table, contrast);
    insight.interval = contrast_interval(*series.resamples, contrast);
    insight.statement = {"Pass@1 changes by %1 %2 points per 1000 tokens of budget.",
                         {signed_text(*insight.value), interval_text(*insight.interval)}};
    return insight;
}

Insight tps_slope(const SeriesData &series)
{
    Insight insight = blank(InsightKind::TpsSlope, "tokens/s per 1000 tokens");
    insight.formula = {
        "1000 · Σ w (b − b̄)·TPS(b) / Σ w (b − b̄)², w = 1 / standard error², b̄ the w-weighted mean; full left "
        "out",
        {}};
    insight.method = {
        "Weighted least squares through the budgets' TPS, standard errors from batch means or repeats. "
        "Interval: those errors propagated, Student t with Welch–Satterthwaite degrees of freedom (Welch 1947).",
        {}};
    if (series.num_budgeted < 2) {
        return unsaid(insight, too_few_budgets(series, 2));
    }
    if (!series.has_rates()) {
        return unsaid(insight, series.no_rates);
    }
    const bool has_errors = series.rates_have_errors();
    std::vector<double> precisions(series.num_budgeted, 1.0);
    for (std::size_t i = 0; has_errors && i < series.num_budgeted; ++i) {
        precisions[i] = 1 / std::pow(series.columns[i].rate->standard_error, 2);
    }
    const std::vector<double> weights = slope_weights(budget_tokens(series), precisions);
    double slope = 0;
    double variance = 0;
    double fourth = 0;
    for (std::size_t i = 0; i < series.num_budgeted; ++i) {
        const ColumnRate &rate = *series.columns[i].rate;
        const double part = std::pow(weights[i] * rate.standard_error, 2);
        slope += weights[i] * rate.mean;
        variance += part;
        fourth += has_errors ? part * part / rate.degrees : 0;
    }
    insight.is_said = true;
    insight.value = slope;
    if (!has_errors) {
        insight.statement = {
            "By point, %1 tokens/s per 1000 tokens of budget; the spread of TPS was not measured, so there is "
            "no interval.",
            {signed_text(slope)}};
        return insight;
    }
    const double half = student_t_quantile(0.025, variance * variance / fourth) * std::sqrt(variance);
    insight.interval = Interval{slope - half, slope + half, "weighted least squares, Student t"};
    insight.statement = {"TPS changes by %1 %2 tokens/s per 1000 tokens of budget.",
                         {signed_text(slope), interval_text(*insight.interval)}};
    return insight;
}

} // namespace kvscope::stats
