#pragma once

#include "types/sweep_spec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kvscope {

/// A model as the plan knows it: identified by content, not by path.
struct ModelRef {
    std::string id;    ///< first 16 hex digits of the SHA-256 over config, tokenizer and weights index
    std::string label; ///< folder name: "tiny-r1-llama"
    std::string dir;
    std::string architecture; ///< "LlamaForCausalLM"
    int num_layers = 0;
    int num_heads = 0;
    int num_kv_heads = 0;
    int head_dim = 0;
    std::uint64_t weight_bytes = 0;
    std::uint64_t kv_bytes_per_token = 0; ///< over all layers, K and V, in the cache's dtype
    std::string config_sha256;
    std::string tokenizer_sha256;
    std::string template_sha256;
    std::string
        weights_sha256; ///< of file names, sizes and content: all of files below 64 MiB, else header and samples
};

struct DatasetRef {
    std::string id;    ///< first 16 hex digits of the file's SHA-256, or of one over it, columns and choice seed
    std::string label; ///< file stem: "tasks"
    std::string file;
    std::string layout; ///< recognised layout: "tasks", "aime24", …, or "mapped"
    std::string grader; ///< "integer", "choice", "math"
    std::string sha256;
    int num_problems = 0;    ///< usable ones, after the limit
    int num_quarantined = 0; ///< bad lines
};

/// One (model, policy, budget, dataset) of a sweep.
struct CellSpec {
    std::string key; ///< stable: equal for equal content, whatever the order or the paths of the spec
    int model = 0;   ///< index into SweepPlan::models
    int dataset = 0; ///< index into SweepPlan::datasets
    std::string policy;
    ParamValues params; ///< complete: defaults filled in
    KvBudget budget;    ///< as the user stated it
    int buffer = 0;
    int retained = 0; ///< entries after a compression; 0 for full
    int peak = 0;     ///< entries at which it triggers; 0 for full
    KvDType kv_dtype = KvDType::Compute;
    int prompt_tokens = 0;          ///< length of the random prompt; 0: the dataset's problems
    std::string accuracy_missing{}; ///< why answers are not graded; empty: they are
    int num_samples = 0;            ///< problems × samples per problem
    std::uint64_t trace_bytes_estimate = 0;
    std::uint64_t kv_bytes_per_sequence =
        0;                       ///< physical slab, its slot data included; for full an estimate of the mean
    double seconds_estimate = 0; ///< if samples stop at a quarter of their token limit on average; 0: not known
};

/// A pure function of SweepSpec and the files it names. Cells are in running order: models alternate.
struct SweepPlan {
    std::vector<ModelRef> models;
    std::vector<DatasetRef> datasets;
    std::vector<CellSpec> cells;
    std::vector<std::string> warnings; ///< plain sentences
};

} // namespace kvscope
