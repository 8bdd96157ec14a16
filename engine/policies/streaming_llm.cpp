#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

/// The first entries are never dropped, so they stay the first tokens for ever; of the others the newest win.
ScoreTerms terms(const ParamValues &params, int)
{
    return {.recency = 1, .num_first = int_param(params, "num_sinks")};
}

} // namespace

extern const Policy policies_streaming_llm;
const Policy policies_streaming_llm{
    .info = {.id = "streaming_llm",
             .label = "StreamingLLM",
             .source = "arXiv 2309.17453",
             .summary = "The first few entries and the most recent ones stay.",
             .params = {num_sinks_param()}},
    .terms = terms,
};

} // namespace kvscope::plugins
