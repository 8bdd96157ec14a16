#include "cache/policy_params.h"
#include "engine/policy.h"

namespace kvscope::plugins {

namespace {

/// The first slots hold the first tokens for ever, since they are never dropped; of the others the newest win.
void score(const ScoreInput &input, const ParamValues &params, std::span<float> scores)
{
    const int num_sinks = int_param(params, "num_sinks");
    for (int slot = 0; slot < input.shape.kv_len; ++slot) {
        scores[slot] = slot < num_sinks ? kMustStay : static_cast<float>(slot);
    }
}

int num_protected(const ParamValues &params, int) { return int_param(params, "num_sinks"); }

} // namespace

extern const Policy policies_streaming_llm;
const Policy policies_streaming_llm{
    .info = {.id = "streaming_llm",
             .label = "StreamingLLM",
             .source = "arXiv 2309.17453",
             .summary = "The first few entries and the most recent ones stay.",
             .params = {num_sinks_param()}},
    .score = score,
    .num_protected = num_protected,
};

} // namespace kvscope::plugins
