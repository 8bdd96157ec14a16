#pragma once

#include "engine/generation.h"
#include "engine/model.h"
#include "types/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace kvscope {

/// What this GPU reaches with nothing else to do, measured now: the ceilings that shares are given of.
struct DeviceCeilings {
    double read_bytes_per_s = 0; ///< 16-byte loads over memory many times the L2 cache
    double gemm_flop_per_s = 0;  ///< best of some large bf16 products, random operands
};
Result<DeviceCeilings> measure_device_ceilings(const Device &device);

struct DecodeBenchOptions {
    CacheSettings cache; ///< must evict
    KvDType kv_dtype = KvDType::Compute;
    int batch = 0; ///< 0: as many sequences as memory holds
    SamplingParams sampling;
    int num_repeats = 3;
    std::function<void(bool is_timed)> on_timed; ///< true before the timed passes, false after them; may be empty
};

/// One timed pass: `buffer` decode steps, so that every sequence is compressed once, sampling included.
struct DecodeBenchPass {
    double seconds = 0;
    double tps = 0;
    double compress_s = 0; ///< of `seconds`, what compressions took on the device
};

struct DecodeBenchResult {
    int batch = 0;
    int num_splits = 0;
    std::vector<DecodeBenchPass> passes;
    double mean_kv_len = 0;
    /// Each stage timed alone, all layers of a step one after the other, in ms.
    double linear_ms = 0, attention_ms = 0, rows_ms = 0, sample_ms = 0, step_ms = 0;
    std::uint64_t weight_bytes = 0; ///< read once a step
    double weight_flops = 0;        ///< of one token
    std::uint64_t kv_bytes_per_token = 0;
    std::uint64_t estimated_bytes = 0, measured_bytes = 0; ///< device memory of the run, the weights left out
};

/// Decode at a full cache: one prompt is read, its cache copied to every sequence with lengths spread evenly between
/// budget and budget + buffer, then steps run as in generate(). The cache's contents are those of a real forward pass
/// of this model.
Result<DecodeBenchResult> bench_decode(const Model &model, const DecodeBenchOptions &options);

} // namespace kvscope
