#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

/// Z = λ·I − (1 − λ)·r, step 7 of the paper's rule: importance to the recent queries against redundancy among the keys.
ScoreTerms terms(const ParamValues &params, int)
{
    const int window_size = int_param(params, "window_size");
    const float mix_lambda = real_param(params, "mix_lambda");
    return {.attention = mix_lambda,
            .redundancy = 1 - mix_lambda,
            .window_size = window_size,
            .pool_kernel = int_param(params, "pool_kernel"),
            .similarity_threshold = real_param(params, "similarity_threshold"),
            .num_last = window_size};
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
    .terms = terms,
};

} // namespace kvscope::plugins
