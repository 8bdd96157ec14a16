#include "bootstrap.h"
#include "insight/kendall.h"
#include "insight/normal_draw.h"
#include "insight/number_text.h"
#include "insight/statements.h"

namespace kvscope::stats {
namespace {

constexpr std::uint64_t seed = 0x7470732074;

Insight blank()
{
    Insight insight;
    insight.kind = InsightKind::TpsTrend;
    insight.formula = {
        "τ = (pairs of budgets where the larger one has the higher TPS − pairs where it has the lower) / all "
        "pairs; budgets in tokens, full left out",
        {}};
    insight.method = {"Kendall's τ (Kendall 1938), exact Mann–Kendall test (Mann 1945). Interval: 2000 redraws of each "
                      "budget's TPS within its standard error (parametric bootstrap, Efron 1979).",
                      {}};
    return insight;
}

/// What τ would be had the rates been measured again.
Interval noise_interval(const SeriesData &series, double num_pairs)
{
    std::vector<double> taus(num_resamples);
    std::vector<double> rates(series.num_budgeted);
    for (std::size_t draw = 0; draw < taus.size(); ++draw) {
        for (std::size_t i = 0; i < rates.size(); ++i) {
            const ColumnRate &rate = *series.columns[i].rate;
            rates[i] = rate.mean + rate.standard_error * normal_draw(seed, draw * rates.size() + i);
        }
        taus[draw] = concordance(rates.data(), rates.size()) / num_pairs;
    }
    const double lower = quantile(taus, 0.025);
    return {lower, quantile(taus, 0.975), "parametric bootstrap"};
}

Sentence verdict(int sign, const std::string &value, const std::string &interval, const std::string &p)
{
    const char *pattern = sign > 0   ? "TPS rises with the budget: τ = %1 %2, p %3."
                          : sign < 0 ? "TPS falls as the budget grows: τ = %1 %2, p %3."
                                     : "TPS shows no trend over the budgets: τ = %1 %2, p %3.";
    return {pattern, {value, interval, p}};
}

} // namespace

Trend tps_trend(const SeriesData &series)
{
    Trend trend{blank(), std::nullopt};
    if (series.num_budgeted < 2 || !series.has_rates()) {
        trend.insight = unsaid(trend.insight, series.num_budgeted < 2 ? too_few_budgets(series, 2) : series.no_rates);
        return trend;
    }
    std::vector<double> rates;
    for (std::size_t i = 0; i < series.num_budgeted; ++i) {
        rates.push_back(series.columns[i].rate->mean);
    }
    const int sum = concordance(rates.data(), rates.size());
    const double num_pairs = static_cast<double>(rates.size() * (rates.size() - 1)) / 2;
    const double p = mann_kendall_p(sum, rates.size());
    trend.insight.is_said = true;
    trend.insight.value = sum / num_pairs;
    trend.insight.p_value = p;
    const int direction = sum > 0 ? 1 : -1;
    if (series.rates_have_errors()) {
        // Few budgets cannot pass the test of order, however well they are measured; their measurement decides.
        const Interval interval = noise_interval(series, num_pairs);
        trend.sign = interval.lower > 0 || interval.upper < 0 ? direction : 0;
        trend.insight.interval = interval;
        trend.insight.statement =
            verdict(*trend.sign, fixed_text(sum / num_pairs, 2), interval_text(interval), p_text(p));
        return trend;
    }
    trend.sign = p <= 0.05 ? direction : 0;
    const char *pattern = *trend.sign > 0 ? "By point, TPS rises with the budget: τ = %1, p %2; no interval is known."
                          : *trend.sign < 0
                              ? "By point, TPS falls as the budget grows: τ = %1, p %2; no interval is known."
                              : "By point, TPS shows no trend over the budgets: τ = %1, p %2.";
    trend.insight.statement = {pattern, {fixed_text(sum / num_pairs, 2), p_text(p)}};
    return trend;
}

Insight trade_off(const Trend &pass, const Trend &tps)
{
    Insight insight;
    insight.kind = InsightKind::TradeOff;
    insight.formula = {"the two trends below, taken together", {}};
    insight.method = {"A direction is named where its 95 % interval excludes 0 (without an interval: where p ≤ 0.05).",
                      {}};
    if (!pass.sign || !tps.sign) {
        return unsaid(insight, !pass.sign ? pass.insight.statement : tps.insight.statement);
    }
    insight.is_said = true;
    if (*pass.sign == 1 && *tps.sign == -1) {
        insight.statement = {"There is a trade-off: a larger budget brings Pass@1 and costs TPS.", {}};
    } else if (*pass.sign == 0 && *tps.sign == 0) {
        insight.statement = {"No trade-off is shown: neither Pass@1 nor TPS has a trend over these budgets.", {}};
    } else if (*pass.sign == 1) {
        insight.statement = *tps.sign == 0
                                ? Sentence{"A larger budget brings Pass@1; that it costs TPS is not shown.", {}}
                                : Sentence{"No trade-off: a larger budget brings both Pass@1 and TPS.", {}};
    } else if (*pass.sign == 0) {
        insight.statement = *tps.sign == -1
                                ? Sentence{"A larger budget costs TPS; that it brings Pass@1 is not shown.", {}}
                                : Sentence{"No trade-off: TPS rises with the budget, Pass@1 has no trend.", {}};
    } else {
        insight.statement = {
            "Pass@1 falls as the budget grows: the reverse of the usual trade-off. Look at the samples.", {}};
    }
    return insight;
}

} // namespace kvscope::stats
