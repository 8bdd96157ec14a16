#pragma once

#include "types/gpu_telemetry.h"
#include "types/result.h"
#include "types/sample.h"
#include "types/sweep_plan.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kvscope {

struct RunStart {
    std::string session;
    int num_cells = 0;
    int num_samples = 0;
    int num_committed = 0; ///< found in the session already
    std::string device;
    int num_threads = 0;
};

struct CellStart {
    std::string key;
    std::string model;
    std::string dataset;
    std::string policy;
    KvBudget budget;
    KvDType kv_dtype = KvDType::Compute;
    int num_samples = 0;
    int num_committed = 0;
};

struct SecondsRange {
    double low = 0;
    double high = 0;
};

struct RunProgress {
    std::string cell_key;
    int num_running = 0;
    std::int64_t num_tokens = 0; ///< of this pass over the cell
    double tps = 0;              ///< over the last seconds
    int cell_committed = 0;
    int cell_samples = 0;
    int sweep_committed = 0;
    int sweep_samples = 0;
    std::optional<SecondsRange> eta; ///< absent until there is something to judge by
    std::optional<double> loaded;    ///< while a model loads: the share of its weights that is read
    std::optional<GpuReading> gpu;   ///< the newest look at the GPU, where it can be watched
};

struct CellEnd {
    std::string key;
    bool is_complete = false;
    std::optional<double> pass_at_1; ///< percent
    std::optional<double> tps;
    std::string message;                   ///< for a failed cell
    std::string accuracy_missing;          ///< why pass_at_1 is absent although the cell is complete
    std::optional<GpuTelemetry> telemetry; ///< over the cell's timing repeats
};

enum class RunState { Complete, Canceled, Failed };

/// Told what a run does, from several threads; implementations lock for themselves and return quickly.
class RunListener {
public:
    virtual ~RunListener() = default;
    virtual void run_started(const RunStart &start) = 0;
    virtual void cell_started(const CellStart &start) = 0;
    /// Only after the sample's durable commit.
    virtual void sample_committed(const std::string &cell_key, const SampleResult &sample) = 0;
    virtual void progressed(const RunProgress &progress) = 0;
    virtual void cell_ended(const CellEnd &end) = 0;
    virtual void paused(bool is_paused) = 0;
    virtual void logged(const std::string &level, const std::string &message) = 0; ///< "info" or "warning"
    virtual void failed(const Error &error) = 0;
    virtual void run_ended(RunState state) = 0;
    /// Writes out what is queued, waiting a few seconds at most; called last.
    virtual void close() {}
};

} // namespace kvscope
