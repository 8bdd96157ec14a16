#include "cache/policy_params.h"
#include "engine/counter_random.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

/// Keyed on the original position: an entry keeps its luck from one compression to the next.
void score(const ScoreInput &input, const ParamValues &, std::span<float> scores)
{
    for (int slot = 0; slot < input.shape.kv_len; ++slot) {
        scores[slot] = static_cast<float>(random_unit(input.random_key, input.positions[slot]));
    }
    protect_last(scores, input.shape.window_size);
}

} // namespace

extern const Policy policies_random;
const Policy policies_random{
    .info = {.id = "random",
             .label = "Random",
             .source = "",
             .summary = "A random choice beside the newest entries: the floor that a method must beat.",
             .params = {window_size_param(8)}},
    .score = score,
    .num_protected = window_is_protected,
};

} // namespace kvscope::plugins
