#pragma once

#include "types/param_spec.h"

#include <span>
#include <string_view>

namespace kvscope {

/// How kept entries lie after a compression. It matters to policies that look at neighbouring entries: R-KV and SnapKV
/// pool over them, and R-KV's near-duplicates are the last ones in this order.
enum class SlotOrder {
    Position,  ///< ascending, as eviction.md has it; ties at the cut go to the lower slot
    Reference, ///< as the R-KV authors' code leaves them: by descending score, in the order of torch.topk, then what
               ///< must stay
};

/// The score of an entry as a sum of what the engine can measure, so that every device computes the same policy:
///
///     attention · I − redundancy · r − norm · ‖k‖ + mass · m + recency · i + random · u
///
/// I: max-pooled mean over the window's queries of the softmax of the group's largest logits; r: softmax of the mean
/// cosine to the other keys, newest near-duplicates left out (both as in R-KV, arXiv 2505.24133, steps 1–6, and 0
/// inside the window); m: attention probability received since the entry came; i: its place, oldest first; u: uniform,
/// keyed on (sample seed, layer, head, position). The highest `budget` stay. What has the coefficient 0 is not
/// computed.
struct ScoreTerms {
    float attention = 0;
    float redundancy = 0;
    float norm = 0;
    float mass = 0;
    float recency = 0;
    float random = 0;
    int window_size = 0; ///< queries behind I; 0: none
    int pool_kernel = 1; ///< odd
    float similarity_threshold = 1;
    int num_first = 0; ///< entries that stay whatever they score: the oldest
    int num_last = 0;  ///< and the newest

    bool needs_query_window() const { return attention != 0; }
    bool needs_attention_mass() const { return mass != 0; }
    int num_protected() const { return num_first + num_last; } ///< a budget has to be larger
};

/// An eviction policy: stateless and const. One file in engine/policies/; the table is generated from the folder.
struct Policy {
    PolicyInfo info{};
    /// nullptr for `full`, which never evicts. `params` are complete.
    ScoreTerms (*terms)(const ParamValues &params, int budget) = nullptr;
};

std::span<const Policy *const> policies();
const Policy *find_policy(std::string_view id); ///< nullptr: none

/// The policy's defaults overlaid with `chosen`; unknown names are dropped.
ParamValues complete_params(const PolicyInfo &info, const ParamValues &chosen);

} // namespace kvscope
