#include "cache/policy_params.h"
#include "engine/policy.h"

#include <algorithm>

namespace kvscope::plugins {

namespace {

void score(const ScoreInput &input, const ParamValues &, std::span<float> scores)
{
    std::copy(input.attention_mass.begin(), input.attention_mass.end(), scores.begin());
    protect_last(scores, input.shape.budget / 2);
}

int num_protected(const ParamValues &, int budget) { return budget / 2; }

} // namespace

extern const Policy policies_h2o;
const Policy policies_h2o{
    .info = {.id = "h2o",
             .label = "H2O",
             .source = "arXiv 2306.14048",
             .summary = "Entries that have received most attention so far stay; half the budget goes to the newest.",
             .params = {}},
    .needs = {.attention_mass = true},
    .score = score,
    .num_protected = num_protected,
};

} // namespace kvscope::plugins
