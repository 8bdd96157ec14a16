#pragma once

#include "engine/policy.h"

#include <cstdint>
#include <limits>
#include <span>

namespace kvscope {

/// The score of what must stay.
constexpr float kMustStay = std::numeric_limits<float>::infinity();

struct ScoreShape {
    int kv_len = 0; ///< n: entries held, the newest token's included
    int group = 1;  ///< query heads per KV head
    int head_dim = 0;
};

/// Scoring primitives, one KV head at a time; see kernels/backend.h for their definitions.
class ScoreOps {
public:
    virtual ~ScoreOps() = default;
    virtual void window_attention(int window_size, int pool_kernel, std::span<float> pooled) const = 0;
    virtual void key_redundancy(float threshold, std::span<float> redundancy) const = 0;
    virtual void key_norms(std::span<float> norms) const = 0;
};

/// One sequence, one layer, one KV head.
struct ScoreInput {
    ScoreShape shape;
    const ScoreOps *ops = nullptr;
    std::span<const std::int32_t> positions; ///< [kv_len] original positions, in slot order
    std::span<const float> attention_mass;   ///< [kv_len]; empty if not asked for
    std::uint64_t random_key = 0;            ///< hash of (sample seed, layer, KV head)
};

/// Fills scores [kv_len]: the sum of the terms, kMustStay for protected entries.
void score_entries(const ScoreInput &input, const ScoreTerms &terms, std::span<float> scores);

} // namespace kvscope
