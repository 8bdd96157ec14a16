#pragma once

#include "engine/checkpoint.h"
#include "engine/prompt.h"
#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <string>

namespace kvscope {

/// What identifies a cell: samples of two runs may be mixed exactly when their cells have the same key.
///
/// In it: the content of config, tokenizer, weights and dataset, the text around a problem, end-of-sequence ids, policy
/// with complete parameters, budget, buffer, how entries are stored, sampling and seed. Not in it: paths, order, batch,
/// threads, device, how many problems and samples, trace and repeats; none of these changes a sample. `prompts` is null
/// where prompts are random tokens; their length is then in the key.
std::string cell_key(const CellSpec &cell, const ModelRef &model, const ModelConfig &config,
                     const PromptFormat *prompts, const Dataset &dataset, const SweepSpec &spec);

} // namespace kvscope
