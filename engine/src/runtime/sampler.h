#pragma once

#include "types/sweep_spec.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvscope {

/// Draws one token: temperature, then top-k, then top-p (the smallest set of most likely tokens whose probability reaches
/// top_p, as transformers cuts it). Temperature 0 takes the highest logit, ties to the lower id.
///
/// The draw is a function of logits, parameters, seed and step alone. Not thread-safe: one sampler a worker.
class Sampler {
public:
    std::int32_t draw(std::span<const float> logits, const SamplingParams &params, std::uint64_t seed, int step);

private:
    struct Candidate {
        float logit;
        std::int32_t id;
    };
    std::vector<Candidate> candidates_;
};

} // namespace kvscope
