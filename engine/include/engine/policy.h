#pragma once

#include "types/param_spec.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace kvscope {

/// What a policy asks the forward pass to supply. Nothing that is not asked for is computed.
struct PolicyNeeds {
    bool query_window = false;   ///< the last window_size rotated queries of every head
    bool attention_mass = false; ///< probability each slot has received since it entered
};

struct ScoreShape {
    int kv_len = 0;      ///< n: entries held, the newest token's included
    int budget = 0;      ///< entries to keep
    int window_size = 0; ///< 0 if the policy has none
    int group = 1;       ///< query heads per KV head
    int head_dim = 0;
};

/// Scoring primitives that run on the device, one KV head at a time; see kernels/backend.h for their definitions.
class ScoreOps {
public:
    virtual ~ScoreOps() = default;
    virtual void window_attention(int pool_kernel, std::span<float> pooled) const = 0;
    virtual void key_redundancy(float threshold, std::span<float> redundancy) const = 0;
    virtual void key_norms(std::span<float> norms) const = 0;
};

/// All that a policy may look at: one sequence, one layer, one KV head.
struct ScoreInput {
    ScoreShape shape;
    const ScoreOps *ops = nullptr;
    std::span<const std::int32_t> positions;  ///< [kv_len] original positions, in slot order
    std::span<const float> attention_mass;    ///< [kv_len]; empty if not asked for
    std::uint64_t random_key = 0;             ///< hash of (sample seed, layer, KV head)
};

/// How kept entries lie in their slots afterwards. It matters to policies that look at neighbouring slots.
enum class SlotOrder {
    Position,  ///< ascending; ties at the cut go to the lower slot
    Reference, ///< as the R-KV authors' code leaves them: by descending score, in the order of torch.topk, then what must stay
};

/// An eviction policy: stateless and const. `score` fills scores [kv_len]; the highest `budget` stay.
/// A slot that must stay scores +infinity. One file in engine/policies/; the table is generated from the folder.
struct Policy {
    PolicyInfo info{};
    PolicyNeeds needs{};
    SlotOrder slot_order = SlotOrder::Position;
    /// nullptr for `full`, which never evicts.
    void (*score)(const ScoreInput &input, const ParamValues &params, std::span<float> scores) = nullptr;
    /// Entries that must stay whatever they score: a budget has to be larger. 0: none.
    int (*num_protected)(const ParamValues &params, int budget) = nullptr;
};

std::span<const Policy *const> policies();
const Policy *find_policy(std::string_view id); ///< nullptr: none

/// The policy's defaults overlaid with `chosen`; unknown names are dropped.
ParamValues complete_params(const PolicyInfo &info, const ParamValues &chosen);

} // namespace kvscope
