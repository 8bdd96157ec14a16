#pragma once

#include "engine/checkpoint.h"
#include "types/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// A config.json's text. `source` is its path for errors, which are InvalidData and name field, value and what is
/// allowed. `eos_ids` are those of config.json itself. A pure function, for any text.
Result<ModelConfig> parse_model_config(std::string_view text, const std::string &source);

/// The end-of-sequence ids of a generation_config.json: one, several, or none (empty), each below `vocab_size`.
Result<std::vector<std::int32_t>> parse_generation_eos(std::string_view text, const std::string &source,
                                                       int vocab_size);

} // namespace kvscope
