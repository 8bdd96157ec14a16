#include "engine/family.h"

namespace kvscope::plugins {

/// Qwen2 and Qwen2.5: bias on the query, key and value projections, none on the output projection.
extern const ModelFamily families_qwen2;
const ModelFamily families_qwen2{
    .id = "qwen2",
    .architecture = "Qwen2ForCausalLM",
    .qkv_bias_by_default = true,
};

} // namespace kvscope::plugins
