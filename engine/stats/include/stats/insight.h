#pragma once

#include "types/sentence.h"
#include "types/session_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace kvscope::stats {

/// What the insight card can say. The first nine are of one series, the last two compare the same policy on two models.
enum class InsightKind {
    TradeOff,
    PassTrend,
    TpsTrend,
    PassSlope,
    TpsSlope,
    Knee,
    Plateau,
    Dominated,
    NotWorse,
    FasterPassDecline,
    FasterTpsDecline,
};

/// One statement with its figure. What the data do not carry is not said: `is_said` is then false and `statement` gives
/// the reason. Where only points are there (published figures), a statement may hold by point: it has no interval and
/// says so.
struct Insight {
    InsightKind kind = InsightKind::TradeOff;
    bool is_said = false;
    Sentence statement;
    std::optional<double> value;
    std::optional<Interval> interval; ///< 95 %, of `value`, in `unit`
    std::string unit;                 ///< "points per 1000 tokens", "tokens", "" for a pure number
    std::optional<double> p_value;    ///< two-sided
    std::vector<KvBudget>
        budgets; ///< those the statement names: the knee, the start of the plateau, the dominated ones
    Sentence formula;
    Sentence method; ///< with its source
};

/// One measured budget as the picker needs it. With several datasets: the unweighted mean over them.
struct BudgetPoint {
    KvBudget budget;
    std::optional<double> pass_at_1; ///< percent
    std::optional<Interval> pass_at_1_interval;
    std::optional<double> tps; ///< tokens/s
    std::optional<Interval> tps_interval;
};

/// One model under one policy, over its finished budgets.
struct SeriesInsight {
    int model = 0; ///< index into ResultFrame::models
    std::string policy;
    ParamValues params;
    KvDType kv_dtype = KvDType::Compute;
    std::vector<BudgetPoint> points; ///< ascending, `full` last; unfinished budgets are left out
    int num_unfinished = 0;          ///< budgets left out because a cell is pending, running or failed
    int num_problems = 0;            ///< with a valid sample at every finished budget: the paired ones
    int num_problems_left_out = 0;   ///< in some cells only, or without a valid sample somewhere
    bool tps_is_overall = false;     ///< some budget has no sustained rate, so all TPS here are those of whole cells
    std::vector<Insight> insights;   ///< the nine kinds, in their order
};

/// The same policy on two models, over the budgets and problems that both have.
struct PairInsight {
    int first = 0; ///< indices into InsightReport::series
    int second = 0;
    std::vector<Insight> insights; ///< the two kinds, in their order
};

struct InsightReport {
    int dataset = -1; ///< index into ResultFrame::datasets; −1: the unweighted mean over all of them
    std::vector<SeriesInsight> series;
    std::vector<PairInsight> pairs;
};

/// What a session says about budgets, from finished cells alone: an interim cell favours short answers, so nothing is
/// concluded from it. Problems are resampled whole (paired over budgets and models), with a fixed seed, within each
/// dataset; the result depends on the outcomes only, not on their order. About 20 ms for 2 models × 7 budgets × 360
/// problems. `dataset` out of range and not −1: an empty report.
InsightReport insights(const SessionRows &rows, int dataset);

/// "Slope of Pass@1": English, the key of a translation.
const char *insight_title(InsightKind kind);

/// What a user asks of a budget. Neither set: nothing is picked.
struct Requirement {
    std::optional<double> min_pass_at_1; ///< percent
    std::optional<double> min_tps;       ///< tokens/s
};

struct Pick {
    std::optional<KvBudget> budget;
    bool is_sure = false; ///< the 95 % intervals of what was asked lie wholly on the right side
    Sentence why;
};

/// The measured budget to use: with a minimum Pass@1 the smallest that reaches it (and the minimum TPS, if any), with a
/// minimum TPS alone the one of highest Pass@1. A budget whose 95 % intervals reach the minima goes before one that
/// does so by point. Nothing is interpolated: what was not measured is not recommended.
Pick pick_budget(const std::vector<BudgetPoint> &points, const Requirement &requirement);

} // namespace kvscope::stats
