#include "runtime/sampler.h"

#include "engine/counter_random.h"

#include <algorithm>
#include <cmath>

namespace kvscope {

namespace {

/// Sorting everything is rarely needed: a reasoning model's next token is among the first few.
constexpr std::size_t kSortedAtOnce = 32;

/// Tokens less likely than e^-40 of the best one are never drawn: together they weigh less than one rounding of the sum.
constexpr double kNegligible = -40;

} // namespace

std::int32_t Sampler::draw(std::span<const float> logits, const SamplingParams &params, std::uint64_t seed, int step)
{
    const auto best = std::max_element(logits.begin(), logits.end());
    if (params.temperature <= 0) {
        return static_cast<std::int32_t>(best - logits.begin());
    }
    const double top = *best, scale = 1.0 / params.temperature;
    candidates_.clear();
    double total = 0;
    for (std::size_t id = 0; id < logits.size(); ++id) {
        const double exponent = (logits[id] - top) * scale;
        if (exponent > kNegligible) {
            total += std::exp(exponent);
            candidates_.push_back({logits[id], static_cast<std::int32_t>(id)});
        }
    }

    const auto ranks_before = [](const Candidate &a, const Candidate &b) {
        return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
    };
    const std::size_t most = params.top_k > 0 ? std::min<std::size_t>(params.top_k, candidates_.size()) : candidates_.size();
    if (most < candidates_.size()) {
        std::nth_element(candidates_.begin(), candidates_.begin() + most, candidates_.end(), ranks_before);
        candidates_.resize(most);
        total = 0;
        for (const Candidate &candidate : candidates_) {
            total += std::exp((candidate.logit - top) * scale);
        }
    }

    const double wanted = std::min(params.top_p, 1.0) * total;
    std::size_t num_sorted = 0, num_kept = 0;
    double kept = 0;
    while (num_kept < candidates_.size() && (num_kept == 0 || kept < wanted)) {
        if (num_kept == num_sorted) {
            const std::size_t next = std::min(candidates_.size(), num_sorted == 0 ? kSortedAtOnce : candidates_.size());
            std::partial_sort(candidates_.begin() + num_sorted, candidates_.begin() + next, candidates_.end(), ranks_before);
            num_sorted = next;
        }
        kept += std::exp((candidates_[num_kept++].logit - top) * scale);
    }

    double left = random_unit(seed, static_cast<std::uint64_t>(step)) * kept;
    for (std::size_t i = 0; i < num_kept; ++i) {
        left -= std::exp((candidates_[i].logit - top) * scale);
        if (left < 0) {
            return candidates_[i].id;
        }
    }
    return candidates_[num_kept - 1].id;
}

} // namespace kvscope
