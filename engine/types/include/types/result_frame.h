#pragma once

#include "types/gpu_telemetry.h"
#include "types/sweep_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// A 95 % interval, in the unit of the figure it belongs to.
struct Interval {
    double lower = 0;
    double upper = 0;
    std::string method; ///< "bootstrap over problems", "Wilson", "batch means", …
};

enum class CellState { Pending, Running, Complete, Failed };

/// What is known of one cell: committed rows only.
struct CellResult {
    std::string cell_key;
    int model = 0;   ///< index into ResultFrame::models
    int dataset = 0; ///< index into ResultFrame::datasets
    std::string policy;
    ParamValues params;
    KvBudget budget;
    int retained = 0;
    int peak = 0;
    KvDType kv_dtype = KvDType::Compute;
    CellState state = CellState::Pending;
    std::string failure; ///< for Failed: one sentence
    std::string note;    ///< what a person wrote about it; no measurement

    int num_samples_planned = 0;
    int num_samples = 0;  ///< committed
    int num_problems = 0; ///< distinct problems among them
    int num_correct = 0;
    int num_wrong = 0;
    int num_no_answer = 0;
    int num_invalid = 0;
    int num_truncated = 0;
    double mean_output_tokens = 0;
    double mean_evictions = 0;
    double mean_final_kv_len = 0; ///< prompt + output, what `full` would hold at the end

    std::string accuracy_missing;    ///< why answers were not graded: their counts are then 0; empty: they were
    std::optional<double> pass_at_1; ///< percent; absent without valid samples
    std::optional<Interval> pass_at_1_interval;
    std::optional<double> tps; ///< sustained where there is one, else overall
    bool tps_is_overall = false;
    std::optional<Interval> tps_interval;
    std::optional<double> overall_tps;
    std::optional<Interval> overall_tps_interval;
    std::string sustained_missing;
    std::optional<double> dynts_tps;
    std::string batch_label; ///< "batch 32", "2 GiB of KV, batch 57 reached"
    std::uint64_t kv_bytes_held_peak = 0;
    std::string device;
    std::optional<GpuTelemetry> gpu; ///< over the timing repeats that have it
};

/// Pass@1 of one setting over all datasets of a session: the unweighted mean of its cells.
struct DatasetAverage {
    std::vector<int> cells;      ///< indices into ResultFrame::cells, one for each dataset, ascending by dataset
    double pass_at_1 = 0;        ///< percent
    Interval pass_at_1_interval; ///< bootstrap stratified by dataset; see stats::average_over_datasets
};

/// Where a published session's numbers come from; empty fields for one's own runs.
struct ReferenceSource {
    std::string source;   ///< "DynTS, arXiv 2601.18383, figure …"
    std::string how_read; ///< "values read off the figure by eye"
    std::string notes;
};

/// An immutable snapshot of a session's results. Crosses threads behind shared_ptr<const ResultFrame>.
struct ResultFrame {
    std::string session_path;
    std::string title;
    std::vector<ModelRef> models;
    std::vector<DatasetRef> datasets;
    std::vector<CellResult> cells; ///< running order
    /// One for each (model, policy, parameters, budget) that has valid samples of every dataset; none with one dataset.
    std::vector<DatasetAverage> averages;
    std::optional<ReferenceSource> reference; ///< set: published figures, no samples behind them
    std::int64_t revision = 0;                ///< grows with every commit
    bool is_complete = false;
};

} // namespace kvscope
