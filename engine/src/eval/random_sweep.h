#pragma once

#include "engine/sweep.h"

#include <string>

namespace kvscope {

/// What stands in the place of checkpoints and problems in a sweep of random weights.

/// Shape and identity of a built-in shape, or of a folder that has a config.json and may have no weights.
Result<ModelConfig> random_model_config(const std::string &name_or_dir);
Result<ModelRef> random_model(const std::string &name_or_dir, const ModelConfig &config, std::uint64_t seed);

/// One problem, whose prompt is the cell's: see random_prompt.
Dataset random_prompts();

/// Length of the random prompt of a cell. Budgeted: one more than is retained, so that reading it already compresses
/// and every decoded token meets a full cache. `full`: that of the largest budget.
int random_prompt_tokens(const SweepSpec &spec, const CellSpec &cell);

/// As many samples as generate at once: the batch, or what fits the KV memory.
int random_num_samples(const SweepSpec &spec, const CellSpec &cell);

} // namespace kvscope
