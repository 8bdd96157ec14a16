#include "cache/policy_params.h"
#include "engine/policy.h"

#include <vector>

namespace kvscope::plugins {

namespace {

/// Z = λ·I − (1 − λ)·r (step 7 of the paper's rule): importance to the recent queries against redundancy among the keys.
void score(const ScoreInput &input, const ParamValues &params, std::span<float> scores)
{
    const int kv_len = input.shape.kv_len, past = kv_len - input.shape.window_size;
    const float mix_lambda = real_param(params, "mix_lambda");
    std::vector<float> redundancy(kv_len);
    input.ops->window_attention(int_param(params, "pool_kernel"), scores.first(past));
    input.ops->key_redundancy(real_param(params, "similarity_threshold"), redundancy);
    for (int slot = 0; slot < past; ++slot) {
        scores[slot] = mix_lambda * scores[slot] - (1.0f - mix_lambda) * redundancy[slot];
    }
    protect_last(scores, input.shape.window_size);
}

} // namespace

extern const Policy policies_r_kv;
const Policy policies_r_kv{
    .info = {.id = "r_kv",
             .label = "R-KV",
             .source = "arXiv 2505.24133",
             .summary = "Entries that recent queries attend to and that no newer key repeats stay.",
             .params = {window_size_param(8),
                        {.name = "mix_lambda",
                         .kind = ParamSpec::Kind::Real,
                         .default_value = 0.1,
                         .minimum = 0,
                         .maximum = 1,
                         .unit = "",
                         .help = "Weight of attention against redundancy; 1 is SnapKV."},
                        pool_kernel_param(),
                        {.name = "similarity_threshold",
                         .kind = ParamSpec::Kind::Real,
                         .default_value = 0.5,
                         .minimum = 0,
                         .maximum = 1,
                         .unit = "",
                         .help = "Cosine above which two keys count as near-duplicates."}}},
    .needs = {.query_window = true},
    .slot_order = SlotOrder::Reference,
    .score = score,
    .num_protected = window_is_protected,
};

} // namespace kvscope::plugins
