#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

ScoreTerms terms(const ParamValues &, int budget)
{
    return {.mass = 1, .num_last = budget / 2};
}

} // namespace

extern const Policy policies_h2o;
const Policy policies_h2o{
    .info = {.id = "h2o",
             .label = "H2O",
             .source = "arXiv 2306.14048",
             .summary = "Entries that have received most attention so far stay; half the budget goes to the newest.",
             .params = {}},
    .terms = terms,
};

} // namespace kvscope::plugins
