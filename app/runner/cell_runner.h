#pragma once

#include "commit_pipeline.h"
#include "model_cache.h"
#include "run_control.h"
#include "run_progress.h"

#include "engine/sweep.h"
#include "engine/telemetry_recorder.h"

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace kvscope {

/// What all cells of a run share. The references outlive the cells.
struct RunContext {
    const SweepSpec &spec;
    const ExpandedSweep &sweep;
    SessionWriter &writer;
    ModelCache &models;
    RunControl &control;
    RunListener &listener;
    ProgressTracker &tracker;
    const std::map<std::string, std::string> &graders; ///< dataset → the grader of its samples
    TelemetryRecorder *telemetry = nullptr; ///< null: no GPU, or it cannot be watched
};

/// Runs single cells; keeps the prompts that cells of one model and dataset share.
class CellRunner {
public:
    explicit CellRunner(RunContext context) : run_(std::move(context)) {}

    /// Samples of the cell that are planned and in the session.
    Result<int> num_committed(const CellSpec &cell) const;
    /// Generates what is missing and the timing passes that are; a complete cell costs nothing. Canceled when stopped;
    /// an error for which `is_fatal` is true ends the run, others fail the cell.
    Status run(const CellSpec &cell);
    static bool is_fatal(ErrorCode code);

private:
    Result<std::vector<PlannedSample>> missing_samples(const CellSpec &cell) const;
    std::vector<PlannedSample> all_samples(const CellSpec &cell) const;
    const std::vector<Prompt> &prompts(const CellSpec &cell);
    CellInputs inputs(const CellSpec &cell, std::vector<PlannedSample> planned);
    std::vector<SampleRequest> requests(const CellInputs &cell_inputs) const;
    Status put_timing(const CellSpec &cell, const CellTiming &timing);
    Status warn_of_shrunk_batch(const CellSpec &cell, const CellTiming &timing);
    Status warn_of_other_batch(const CellSpec &cell, const std::vector<CellTiming> &timings);
    Status generate_missing(const CellSpec &cell, const Model &model, CellInputs cell_inputs, int repeat);
    Status repeat_for_timing(const CellSpec &cell, const Model &model, CellInputs cell_inputs, int repeat);
    Status compare_with_stored(const CellInputs &cell_inputs, const std::vector<GeneratedSample> &samples, int repeat);
    Result<CellTiming> generate_all(const CellSpec &cell, const Model &model, const CellInputs &cell_inputs,
                                    const std::function<void(GeneratedSample)> &on_sample);
    void add_telemetry(Result<CellTiming> &timing, std::int64_t num_tokens);
    Status write(const std::function<Status()> &write_once);

    RunContext run_;
    std::map<std::tuple<int, int, int>, std::vector<Prompt>> prompts_; ///< by model, dataset, random tokens
};

} // namespace kvscope
