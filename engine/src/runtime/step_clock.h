#pragma once

#include "types/sample.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvscope {

/// One decode step of the whole batch.
struct StepRecord {
    double seconds = 0; ///< decode, sampling, compaction and scheduling
    int num_running = 0;
    int num_emitted = 0;         ///< tokens that count: each sequence's first does not
    bool all_compressed = false; ///< every row is past its first compression (always so for `full`)
};

/// Sums up a cell's steps into the figures of evaluation.md, "Throughput".
class StepClock {
public:
    void add_step(const StepRecord &record) { steps_.push_back(record); }
    void add_prefill(double seconds) { prefill_s_ += seconds; }
    void add_forward(double seconds) { forward_s_ += seconds; }

    /// From here on fewer sequences run at once, since the device has no room for more: the batch that is reached, and
    /// the sustained figures, speak of the steps from here on.
    void restart_sustained() { first_sustained_ = steps_.size(); }

    /// `evicts`: whether a sustained phase also needs every row compressed.
    CellTiming summarize(int batch_requested, bool evicts) const;

private:
    std::vector<StepRecord> steps_;
    std::size_t first_sustained_ = 0; ///< the first step that sustained figures may speak of
    double prefill_s_ = 0;
    double forward_s_ = 0; ///< decode forwards only: what DynTS divides by
};

} // namespace kvscope
