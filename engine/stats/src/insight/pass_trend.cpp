#include "insight/kendall.h"
#include "insight/number_text.h"
#include "insight/statements.h"
#include "sign_flip.h"

namespace kvscope::stats {
namespace {

Insight blank()
{
    Insight insight;
    insight.kind = InsightKind::PassTrend;
    insight.formula = {
        "D = mean over problems of (pairs of budgets where the problem does better at the larger one − pairs "
        "where it does worse) / all pairs; budgets in tokens, full left out",
        {}};
    insight.method = {"Kendall's concordance within each problem (Kendall 1938). Interval: bootstrap over problems. p: "
                      "sign-flip permutation test over problems (Fisher 1935).",
                      {}};
    return insight;
}

Sentence verdict(int sign, const std::string &value, const std::string &interval, const std::string &p)
{
    const char *pattern = sign > 0   ? "Pass@1 rises with the budget: D = %1 %2, p %3."
                          : sign < 0 ? "Pass@1 falls as the budget grows: D = %1 %2, p %3."
                                     : "Pass@1 shows no trend over the budgets: D = %1 %2, p %3.";
    return {pattern, {value, interval, p}};
}

/// Published points: the order of the points is all there is.
Trend trend_by_point(const SeriesData &series)
{
    Trend trend{blank(), std::nullopt};
    std::vector<double> values;
    for (std::size_t i = 0; i < series.num_budgeted; ++i) {
        if (!series.columns[i].point.pass_at_1) {
            trend.insight = unsaid(trend.insight, series.no_samples);
            return trend;
        }
        values.push_back(*series.columns[i].point.pass_at_1);
    }
    const int sum = concordance(values.data(), values.size());
    const double num_pairs = static_cast<double>(values.size() * (values.size() - 1)) / 2;
    const double p = mann_kendall_p(sum, values.size());
    trend.sign = p > 0.05 ? 0 : sum > 0 ? 1 : -1;
    trend.insight.is_said = true;
    trend.insight.value = sum / num_pairs;
    trend.insight.p_value = p;
    const char *pattern = *trend.sign > 0   ? "By point, Pass@1 rises with the budget: τ = %1, p %2."
                          : *trend.sign < 0 ? "By point, Pass@1 falls as the budget grows: τ = %1, p %2."
                                            : "By point, Pass@1 shows no trend over the budgets: τ = %1, p %2.";
    trend.insight.statement = {pattern, {fixed_text(sum / num_pairs, 2), p_text(p)}};
    trend.insight.formula = {
        "τ = (pairs of budgets where the larger one has the higher Pass@1 − pairs where it has the "
        "lower) / all pairs",
        {}};
    trend.insight.method = {
        "Kendall's τ of the published points, exact Mann–Kendall test (Mann 1945). It knows nothing of "
        "the uncertainty of each point.",
        {}};
    return trend;
}

} // namespace

Trend pass_trend(const SeriesData &series)
{
    Trend trend{blank(), std::nullopt};
    if (series.num_budgeted < 2) {
        trend.insight = unsaid(trend.insight, too_few_budgets(series, 2));
        return trend;
    }
    if (!series.resamples) {
        const bool has_points = series.table.num_problems == 0 && series.columns.front().point.pass_at_1.has_value();
        if (has_points) {
            return trend_by_point(series);
        }
        trend.insight = unsaid(trend.insight, series.no_samples);
        return trend;
    }
    const int num_pairs = static_cast<int>(series.num_budgeted * (series.num_budgeted - 1) / 2);
    PairedTable table{1, {}, series.table.num_problems, 0}; // D of each problem in place of its means
    std::vector<ProblemDifference> flips;
    for (const PairedTable::Block &block : series.table.blocks) {
        PairedTable::Block shares{block.num_problems, {}};
        for (std::size_t problem = 0; problem < block.num_problems; ++problem) {
            const double *means = block.means.data() + problem * series.table.num_columns;
            const int sum = concordance(means, series.num_budgeted);
            shares.means.push_back(static_cast<double>(sum) / num_pairs);
            flips.push_back({sum, num_pairs});
        }
        table.blocks.push_back(std::move(shares));
    }
    const Contrast as_share{0.01};
    const double p = sign_flip_p(flips);
    trend.insight.is_said = true;
    trend.insight.value = contrast_of(table, as_share);
    trend.insight.interval = contrast_interval(resample(table), as_share);
    trend.insight.p_value = p;
    const bool is_clear = p <= 0.05 && (trend.insight.interval->lower > 0 || trend.insight.interval->upper < 0);
    trend.sign = !is_clear ? 0 : *trend.insight.value > 0 ? 1 : -1;
    trend.insight.statement =
        verdict(*trend.sign, fixed_text(*trend.insight.value, 2), interval_text(*trend.insight.interval), p_text(p));
    return trend;
}

} // namespace kvscope::stats
