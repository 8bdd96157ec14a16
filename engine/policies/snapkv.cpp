#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

void score(const ScoreInput &input, const ParamValues &params, std::span<float> scores)
{
    const int past = input.shape.kv_len - input.shape.window_size;
    input.ops->window_attention(int_param(params, "pool_kernel"), scores.first(past));
    protect_last(scores, input.shape.window_size);
}

} // namespace

extern const Policy policies_snapkv;
const Policy policies_snapkv{
    .info = {.id = "snapkv",
             .label = "SnapKV",
             .source = "arXiv 2404.14469, decode variant",
             .summary = "What the most recent queries attend to stays, with its neighbours.",
             .params = {window_size_param(8), pool_kernel_param()}},
    .needs = {.query_window = true},
    .slot_order = SlotOrder::Reference,
    .score = score,
    .num_protected = window_is_protected,
};

} // namespace kvscope::plugins
