#pragma once

#include "engine/generation.h"

#include <utility>
#include <vector>

namespace kvscope::test {

constexpr int kMixedRetained = 24, kMixedBuffer = 8, kMixedCapacity = kMixedRetained + kMixedBuffer;

inline SampleRequest request_of(std::int64_t tag, int prompt_len, int max_new_tokens)
{
    SampleRequest request;
    request.tag = tag;
    request.seed = 100 + static_cast<std::uint64_t>(tag);
    request.trace_evictions = true;
    request.max_new_tokens = max_new_tokens;
    for (int t = 0; t < prompt_len; ++t) {
        request.prompt.push_back(static_cast<std::int32_t>((t * 7 + tag * 31 + 1) % 100));
    }
    return request;
}

/// Prompts of every length at which the use of a slab of kMixedCapacity entries changes, and ends so different that
/// each row of a small batch is taken over by another sequence while its neighbours run: a prompt that just fills its
/// slab comes to the first row, to the last, and between.
inline std::vector<SampleRequest> mixed_requests()
{
    constexpr int c = kMixedCapacity, r = kMixedRetained;
    const std::vector<std::pair<int, int>> shapes{{c - 1, 9}, {c, 30}, {r, 21},     {1, 40},    {c, 17},
                                                  {c + 1, 5}, {c, 33}, {r + 1, 12}, {c, 8},     {c, 1},
                                                  {70, 25},   {c, 41}, {2 * c, 20}, {r - 1, 3}, {c, 14}};
    std::vector<SampleRequest> requests;
    for (const auto &[prompt_len, max_new_tokens] : shapes) {
        requests.push_back(request_of(std::ssize(requests), prompt_len, max_new_tokens));
    }
    return requests;
}

/// Greedy, to the last token asked for; budgets as mixed_requests() has them in mind.
inline GenerationOptions mixed_options(const Policy &policy, int batch)
{
    GenerationOptions options;
    options.cache.policy = &policy;
    options.cache.params = complete_params(policy.info, {});
    if (policy.info.evicts) {
        options.cache.retained = kMixedRetained;
        options.cache.buffer = kMixedBuffer;
    }
    options.batch.batch = batch;
    options.sampling.temperature = 0;
    options.ignore_eos = true;
    options.num_threads = 1;
    return options;
}

} // namespace kvscope::test
