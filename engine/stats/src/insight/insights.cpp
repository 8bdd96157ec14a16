#include "insight/statements.h"
#include "stats/insight.h"

namespace kvscope::stats {
namespace {

SeriesInsight conclude(const SeriesData &data)
{
    SeriesInsight series;
    series.model = data.model;
    series.policy = data.policy;
    series.params = data.params;
    series.kv_dtype = data.kv_dtype;
    series.num_unfinished = data.num_unfinished;
    series.num_problems = data.table.num_problems;
    series.num_problems_left_out = data.table.num_left_out;
    series.tps_is_overall = data.rates_are_overall;
    for (const SeriesColumn &column : data.columns) {
        series.points.push_back(column.point);
    }
    const Trend pass = pass_trend(data);
    const Trend tps = tps_trend(data);
    series.insights = {trade_off(pass, tps), pass.insight,  tps.insight,     pass_slope(data), tps_slope(data),
                       knee(data),           plateau(data), dominated(data), not_worse(data)};
    return series;
}

std::string label_of(const SessionRows &rows, const SeriesData &series)
{
    return rows.frame.models[static_cast<std::size_t>(series.model)].label;
}

} // namespace

InsightReport insights(const SessionRows &rows, int dataset)
{
    InsightReport report;
    report.dataset = dataset;
    const std::vector<SeriesData> all = series_of(rows, dataset);
    for (const SeriesData &series : all) {
        report.series.push_back(conclude(series));
    }
    const bool is_published = rows.frame.reference.has_value();
    for (std::size_t a = 0; a < all.size(); ++a) {
        for (std::size_t b = a + 1; b < all.size(); ++b) {
            if (all[a].model == all[b].model || all[a].policy != all[b].policy || all[a].params != all[b].params ||
                all[a].kv_dtype != all[b].kv_dtype) {
                continue;
            }
            const std::vector<std::string> labels{label_of(rows, all[a]), label_of(rows, all[b])};
            report.pairs.push_back({static_cast<int>(a),
                                    static_cast<int>(b),
                                    {faster_pass_decline(all[a], all[b], labels, is_published),
                                     faster_tps_decline(all[a], all[b], labels)}});
        }
    }
    return report;
}

const char *insight_title(InsightKind kind)
{
    switch (kind) {
    case InsightKind::TradeOff:
        return "Trade-off";
    case InsightKind::PassTrend:
        return "Trend of Pass@1";
    case InsightKind::TpsTrend:
        return "Trend of TPS";
    case InsightKind::PassSlope:
        return "Slope of Pass@1";
    case InsightKind::TpsSlope:
        return "Slope of TPS";
    case InsightKind::Knee:
        return "Knee";
    case InsightKind::Plateau:
        return "Plateau";
    case InsightKind::Dominated:
        return "Dominated budgets";
    case InsightKind::NotWorse:
        return "Not worse than full";
    case InsightKind::FasterPassDecline:
        return "Faster decline of Pass@1";
    case InsightKind::FasterTpsDecline:
        return "Faster decline of TPS";
    }
    return "";
}

} // namespace kvscope::stats
