#pragma once

#include "engine/checkpoint.h"

#include <span>
#include <string>
#include <string_view>

namespace kvscope {

/// What distinguishes one decoder family from another. One file in engine/families/; the table is generated from the folder.
/// Every family here shares the pre-norm decoder with RMSNorm, RoPE, grouped-query attention and a gated SiLU MLP.
struct ModelFamily {
    std::string id;           ///< file stem: "llama"
    std::string architecture; ///< as in config.json: "LlamaForCausalLM"
    bool qkv_bias_by_default = false;
};
std::span<const ModelFamily *const> model_families();
const ModelFamily *find_model_family(std::string_view architecture); ///< nullptr: not supported

} // namespace kvscope
