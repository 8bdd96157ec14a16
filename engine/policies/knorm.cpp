#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

ScoreTerms terms(const ParamValues &, int)
{
    return {.norm = 1};
}

} // namespace

extern const Policy policies_knorm;
const Policy policies_knorm{
    .info = {.id = "knorm",
             .label = "Key norm",
             .source = "arXiv 2406.11430",
             .summary = "Entries whose keys have the smallest norm stay.",
             .params = {}},
    .terms = terms,
};

} // namespace kvscope::plugins
