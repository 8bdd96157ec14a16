#pragma once

#include "engine/model.h"
#include "engine/policy.h"
#include "types/result.h"
#include "types/sample.h"
#include "types/sweep_spec.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace kvscope {

/// The budget of one cell in entries. retained == 0: full, nothing is evicted.
struct CacheSettings {
    const Policy *policy = nullptr;
    ParamValues params; ///< complete
    int retained = 0;   ///< entries per layer and KV head after a compression
    int buffer = 0;     ///< a compression fires at retained + buffer entries
    SlotOrder slot_order =
        SlotOrder::Position; ///< of policies that score a query window; the others lie by position in any case

    bool evicts() const { return retained > 0; }
    int capacity() const { return retained + buffer; }
    SlotOrder kept_order() const { return terms().needs_query_window() ? slot_order : SlotOrder::Position; }
    ScoreTerms terms() const
    {
        return evicts() ? policy->terms(params, retained) : ScoreTerms{};
    } ///< of valid settings
};

/// Valid settings: budget > window_size, budget > sinks, buffer ≥ 1, parameters in range. The error names what is
/// wrong.
Status validate_cache_settings(const CacheSettings &settings);

struct SampleRequest {
    std::int64_t tag = 0; ///< the caller's handle
    std::vector<std::int32_t> prompt;
    std::uint64_t seed = 0; ///< of this sample alone: see sample_seed()
    bool trace_evictions = false;
    int max_new_tokens = 0; ///< of this sample: what its prompt leaves of the context; 0: GenerationOptions::sampling's
};

/// Counter-based: a function of these four only, so that two budgets, two batches or a resumed run draw the same
/// numbers.
std::uint64_t sample_seed(std::uint64_t session_seed, const std::string &dataset_id, const std::string &problem_id,
                          int sample_index);

/// What generation gives; text, grade and problem are the caller's to add.
struct GeneratedSample {
    std::int64_t tag = 0;
    std::vector<std::int32_t> tokens;
    FinishReason finish = FinishReason::Stop;
    int num_evictions = 0;
    int peak_kv_len = 0;
    int num_preemptions = 0;
    double prefill_ms = 0;
    double decode_ms = 0;
    std::vector<EvictionEvent> evictions;
    /// Which rows of logits were asked for: see GenerationOptions::keep_logits.
    std::vector<std::vector<float>> logits;
};

struct GenerationOptions {
    CacheSettings cache;
    KvDType kv_dtype = KvDType::Compute;
    BatchPolicy batch;
    SamplingParams sampling; ///< max_new_tokens already resolved (> 0)
    bool ignore_eos = false;
    enum class KeepLogits { None, First, Last, All } keep_logits = KeepLogits::None;
    int num_threads = 0; ///< 0: one per core
};

/// Called on the generating thread, between steps; must not block for long.
struct GenerationCallbacks {
    std::function<void(GeneratedSample)> on_sample;
    /// After every step and between the pieces of a long prefill: sequences running, tokens emitted so far. A watchdog
    /// listens here.
    std::function<void(int num_running, std::int64_t num_tokens)> on_step;
    /// True when the timed part begins, which CellTiming::wall_s measures; false and true around a pause; false at the
    /// end, unless it ends in an error.
    std::function<void(bool is_timed)> on_timed;
    /// False pauses: what runs finishes, nothing new is admitted until it is true again. The pause is outside every
    /// timing. Not set: never pauses.
    std::function<bool()> may_admit;
};

/// Generates all requests with continuous batching, in the order given, and measures.
///
/// A sample's tokens depend on its prompt, seed and settings only: not on the batch, its mates or num_threads.
/// Cancel is checked at every step: the error is ErrorCode::Canceled, samples finished before were delivered.
/// OutOfMemory when not even one sequence fits the memory asked for; the message says how much one needs.
Result<CellTiming> generate(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests,
                            const GenerationCallbacks &callbacks, std::stop_token stop);

/// Bytes one sequence holds under these settings: its slab with K, V, positions, query ring and channels. `full`: for
/// `max_tokens`.
std::uint64_t kv_bytes_per_sequence(const ModelConfig &config, const CacheSettings &settings, int max_tokens);
/// The same on a GPU, where entries are stored in the compute type or as fp8.
std::uint64_t device_kv_bytes_per_sequence(const ModelConfig &config, const CacheSettings &settings,
                                           ComputeType compute, KvDType kv_dtype, int max_tokens);

} // namespace kvscope
