#include "engine/family.h"

namespace kvscope::plugins {

/// Llama 2, 3 and what is distilled into it. No bias anywhere.
extern const ModelFamily families_llama;
const ModelFamily families_llama{
    .id = "llama",
    .architecture = "LlamaForCausalLM",
    .qkv_bias_by_default = false,
};

} // namespace kvscope::plugins
