#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

ScoreTerms terms(const ParamValues &params, int)
{
    return {.random = 1, .num_last = int_param(params, "window_size")};
}

} // namespace

extern const Policy policies_random;
const Policy policies_random{
    .info = {.id = "random",
             .label = "Random",
             .source = "",
             .summary = "A random choice beside the newest entries: the floor that a method must beat.",
             .params = {window_size_param(8)}},
    .terms = terms,
};

} // namespace kvscope::plugins
