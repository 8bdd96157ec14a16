#pragma once

#include "engine/checkpoint.h"
#include "engine/dataset.h"
#include "engine/prompt.h"
#include "types/result.h"
#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

struct CacheSettings;

/// "96:256:32" (inclusive range), "96,128", "full", and mixtures: "96:256:32,full". Sorted, unique, full last.
Result<std::vector<KvBudget>> parse_budgets(std::string_view text);
std::string format_budget(const KvBudget &budget); ///< "128" or "full"
/// "2GiB", "512MiB", "1.5GB", or bytes.
Result<std::uint64_t> parse_memory(std::string_view text);

/// The plan and the problems behind it.
struct ExpandedSweep {
    SweepPlan plan;
    std::vector<Dataset> datasets;                            ///< parallel to plan.datasets
    std::vector<std::shared_ptr<const PromptFormat>> prompts; ///< parallel to plan.models; null: random prompts
    std::vector<ModelConfig> configs;                         ///< parallel to plan.models
};

/// Checks the spec, reads configs, tokenizers' hashes and datasets, and lays out the cells: for each dataset, policy
/// and budget (smallest first, full last) one cell per model, so that both panels fill together. `full` appears once,
/// whatever the policies. The same spec and files give the same plan; cell keys do not depend on paths, order, threads
/// or batch.
Result<ExpandedSweep> expand_sweep(const SweepSpec &spec);

/// Tokens that a sample may generate, as asked for; 0: what the context leaves. Random weights have no stop token to
/// wait for: unless told otherwise, some turns of buffer and compression.
int requested_new_tokens(const SweepSpec &spec);

/// The prompt of a cell without problems: a function of seed, length and vocabulary.
Prompt random_prompt(const SweepSpec &spec, const CellSpec &cell, const ModelConfig &config);

/// The cell's settings for generate(). Precondition: the cell comes from expand_sweep.
CacheSettings cache_settings_of(const CellSpec &cell);

} // namespace kvscope
