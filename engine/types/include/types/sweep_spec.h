#pragma once

#include "types/column_map.h"
#include "types/param_spec.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// KV entries one sequence keeps per layer and per KV head after a compression; 0 tokens means `full`.
struct KvBudget {
    int tokens = 0;

    bool is_full() const { return tokens == 0; }
    friend bool operator==(const KvBudget &, const KvBudget &) = default;
    friend auto operator<=>(const KvBudget &, const KvBudget &) = default;
};

/// Whether the user's number is what is kept (`retained`) or what triggers a compression (`trigger`, as in DynTS).
enum class BudgetMeaning { Retained, Trigger };

/// Which samples' evictions are stored: none, sample 0 of each problem, or all.
enum class EvictionTrace { None, First, All };

/// Arithmetic on a GPU: weights, activations and KV entries. Sums and the residual stream are fp32 in either. The CPU
/// is always fp32.
enum class ComputeType { Bf16, Fp32 };

/// How KV entries are stored: in the compute type, or as fp8 (e4m3) with a scale per entry and head (GPU only).
enum class KvDType { Compute, Fp8 };

struct SamplingParams {
    double temperature = 0.6; ///< 0 is greedy
    double top_p = 0.95;
    int top_k = 0;          ///< 0: off
    int max_new_tokens = 0; ///< 0: the model's own limit, at most 32768
    std::uint64_t seed = 0;
};

/// How many sequences generate at once. Every throughput figure carries it.
struct BatchPolicy {
    enum class Kind { Fixed, FillMemory };

    Kind kind = Kind::Fixed;
    int batch = 32;                    ///< Fixed: sequences at once
    std::uint64_t kv_memory_bytes = 0; ///< FillMemory: bytes for KV storage

    friend bool operator==(const BatchPolicy &, const BatchPolicy &) = default;
};

/// One policy with its parameters: a series of the chart.
struct PolicyChoice {
    std::string id;
    ParamValues params; ///< only what differs from the policy's defaults

    friend bool operator==(const PolicyChoice &, const PolicyChoice &) = default;
};

/// Everything the user chose. Pure data; expanding it gives the same plan every time.
struct SweepSpec {
    std::vector<std::string> model_dirs; ///< with random_weights also names of built-in shapes
    std::vector<std::string> dataset_files;
    /// Seed of weights that no checkpoint gives: throughput alone is measured, nothing is graded. Models then need a
    /// config.json only, and without datasets every prompt is random tokens.
    std::optional<std::uint64_t> random_weights;
    int prompt_tokens = 0; ///< of a random prompt; 0: what fills the cell's cache from the first step on
    std::map<std::string, ColumnMap> column_maps; ///< dataset file → its columns; absent: the layout is recognised
    std::uint64_t choice_seed = 0;                ///< order of multiple choices where the file states none
    /// Grades all datasets instead of each one's own; empty: that. Verdicts come after generation, so it is no part of a
    /// cell's key, and `grade --grader` gives the same session.
    std::string grader;
    std::vector<PolicyChoice> policies;
    std::vector<KvBudget> budgets;
    int buffer = 16; ///< eviction interval: at most budget + buffer entries are held
    BudgetMeaning budget_meaning = BudgetMeaning::Retained;
    EvictionTrace eviction_trace = EvictionTrace::First;
    std::vector<KvDType> kv_dtypes{KvDType::Compute}; ///< each is a series
    int samples_per_problem = 1;                      ///< 0, with random prompts only: as many as generate at once
    int problem_limit = 0;                            ///< first N problems of each dataset; 0: all
    int num_repeats = 1;                              ///< timing repeats of a cell; the samples are the same each time
    SamplingParams sampling;
    BatchPolicy batch;
    std::string device = "auto"; ///< auto | cpu | cuda
    std::string gpu;             ///< index, UUID or the start of one; empty: the first
    ComputeType compute = ComputeType::Bf16;
    int num_threads = 0; ///< 0: one per core
};

} // namespace kvscope
