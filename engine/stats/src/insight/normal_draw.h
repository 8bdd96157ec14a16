#pragma once

#include "counter_random.h"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace kvscope::stats {

/// Draw number `counter` of a standard normal stream (Box and Muller 1958).
inline double normal_draw(std::uint64_t seed, std::uint64_t counter)
{
    constexpr double step = 1.0 / 9007199254740992.0;                                                 // 2^-53
    const double radius = (static_cast<double>(counter_random(seed, 2 * counter) >> 11U) + 1) * step; // in (0, 1]
    const double angle = static_cast<double>(counter_random(seed, 2 * counter + 1) >> 11U) * step;
    return std::sqrt(-2 * std::log(radius)) * std::cos(2 * std::numbers::pi * angle);
}

} // namespace kvscope::stats
