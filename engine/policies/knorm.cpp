#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

void score(const ScoreInput &input, const ParamValues &, std::span<float> scores)
{
    input.ops->key_norms(scores);
    for (float &value : scores) {
        value = -value;
    }
}

} // namespace

extern const Policy policies_knorm;
const Policy policies_knorm{
    .info = {.id = "knorm",
             .label = "Key norm",
             .source = "arXiv 2406.11430",
             .summary = "Entries whose keys have the smallest norm stay.",
             .params = {}},
    .score = score,
};

} // namespace kvscope::plugins
