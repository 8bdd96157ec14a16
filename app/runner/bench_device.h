#pragma once

#include "device_flags.h"

#include "engine/generation.h"

#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// What `bench` measures on a GPU.
struct DeviceBenchOptions {
    std::vector<std::string> model_dirs; ///< checkpoints, …
    std::vector<std::string> shapes;     ///< … or shapes: built-in names or config folders, with random weights
    std::uint64_t weight_seed = 0;
    std::string policy;
    ParamValues params;
    std::vector<KvBudget> budgets;
    int buffer = 128;
    std::string batch = "fill"; ///< or a number
    KvDType kv_dtype = KvDType::Compute;
    int num_repeats = 3;
    bool as_json = false;
};

/// Decode speed at full caches, its stages, and the share of the limit that this GPU's own ceilings set. Prints as it
/// goes.
Status bench_on_device(const DeviceBenchOptions &options, const Device &device);

} // namespace kvscope
