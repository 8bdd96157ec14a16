#pragma once

#include "engine/checkpoint.h"

#include <vector>

namespace kvscope {

/// Angles of rotary embedding: [num_positions, head_dim], cosines in the first half of a row, sines in the second. Llama-3
/// scaling stretches the wavelengths above the original context as transformers does.
std::vector<float> make_rope_table(const ModelConfig &config, int num_positions);

} // namespace kvscope
