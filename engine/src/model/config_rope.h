#pragma once

#include "engine/checkpoint.h"
#include "model/config_reader.h"

#include <string>

namespace kvscope {

/// Fills rope_theta and rope_scaling from either layout: `rope_parameters` (transformers 5), or `rope_theta` beside
/// `rope_scaling`. Types `default` and `llama3`; every other type and every key that would change the rotation is
/// refused by name, since ignoring one would give wrong logits. Problems are recorded in `root`.
void read_rope(const nlohmann::json &config, const std::string &source, ConfigReader &root, ModelConfig &result);

} // namespace kvscope
