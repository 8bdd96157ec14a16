#pragma once

#include "engine/model.h"
#include "types/sweep_plan.h"

#include <string>

namespace kvscope {

/// "models--org--name" → "org/name"; empty for any other folder name.
std::string repository_label(const std::string &folder_name);

/// What a model folder is called: "org/name" for a snapshot of the Hugging Face cache, else the folder's own name.
std::string model_label(const std::string &model_dir);

/// Name and shape of a model for a plan, with the KV bytes of the CPU's fp32 cache; weights and hashes are the
/// caller's.
ModelRef model_ref_of(const ModelConfig &config, const std::string &model_dir);

} // namespace kvscope
