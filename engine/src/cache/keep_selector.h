#pragma once

#include "engine/policy.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvscope {

/// The slots that stay, in the order in which they will lie: the `budget` highest scores, unique. All slots, ascending, when there
/// are no more than `budget`. NaN loses against everything.
///
/// SlotOrder::Reference follows torch.topk on the CPU, exact ties included (its partition, then its sort, compare scores only):
/// SnapKV's max-pool makes plateaus, and only this cut reproduces the reference's tokens.
std::vector<std::int32_t> select_keep_list(std::span<const float> scores, int budget, SlotOrder order);

} // namespace kvscope
