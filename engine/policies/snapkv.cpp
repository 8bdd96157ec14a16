#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

ScoreTerms terms(const ParamValues &params, int)
{
    const int window_size = int_param(params, "window_size");
    return {.attention = 1,
            .window_size = window_size,
            .pool_kernel = int_param(params, "pool_kernel"),
            .num_last = window_size};
}

} // namespace

extern const Policy policies_snapkv;
const Policy policies_snapkv{
    .info = {.id = "snapkv",
             .label = "SnapKV",
             .source = "arXiv 2404.14469, decode variant",
             .summary = "What the most recent queries attend to stays, with its neighbours.",
             .params = {window_size_param(8), pool_kernel_param()}},
    .terms = terms,
};

} // namespace kvscope::plugins
