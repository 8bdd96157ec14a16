#pragma once

#include "engine/sweep.h"

#include <cstdint>
#include <vector>

namespace kvscope {

/// What a plan may take on the CPU before anything has run. How long a model thinks is not known, so time is a bound
/// and a guess, both from a nominal speed: good for telling minutes from days.
struct PlanEstimate {
    double seconds_at_limit = 0;      ///< if every sample runs to its token limit
    double seconds_at_quarter = 0;    ///< if samples stop at a quarter of it on average
    std::vector<double> cell_seconds; ///< the same for each cell of the plan
    int num_threads = 0;
    std::uint64_t weight_bytes = 0; ///< all models' files; on the CPU all stay loaded
    std::uint64_t kv_bytes = 0;     ///< of the cell that holds most
};

PlanEstimate estimate_plan(const SweepSpec &spec, const ExpandedSweep &sweep);

} // namespace kvscope
