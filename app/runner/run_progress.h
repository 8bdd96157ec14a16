#pragma once

#include "run_listener.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvscope {

/// How far a sweep is and how long it may still take. Thread-safe: the generating thread steps, the committing thread
/// counts, the monitor reads.
class ProgressTracker {
public:
    ProgressTracker(int sweep_samples, int sweep_committed);

    void begin_cell(const std::string &key, int num_samples, int num_committed);
    void end_cell();
    void commit(int num_samples);
    void step(int num_running, std::int64_t num_tokens);
    /// Something lives although no step is made: a pause, a full disk.
    void beat();
    /// Weights of a large model load for minutes without a step.
    void set_loading(bool is_loading);
    void load(std::uint64_t num_bytes, std::uint64_t total_bytes);
    void look(const GpuReading &reading);

    /// Grows with every sign of life; while a model loads every look at it is one.
    std::uint64_t num_beats();
    /// Empty between cells.
    std::optional<RunProgress> snapshot();

private:
    using Clock = std::chrono::steady_clock;
    struct Cost {
        double low_s = 0; ///< seconds per sample
        double high_s = 0;
    };

    std::optional<Cost> current_cost() const;
    std::optional<SecondsRange> estimate() const;

    mutable std::mutex mutex_;
    RunProgress now_;
    bool in_cell_ = false;
    int committed_here_ = 0; ///< in this pass
    Clock::time_point cell_begin_;
    std::uint64_t num_beats_ = 0;
    bool is_loading_ = false;
    double loaded_ = 0; ///< share of the weights
    std::deque<std::pair<Clock::time_point, std::int64_t>> token_marks_;
    std::vector<Cost> costs_;
};

} // namespace kvscope
