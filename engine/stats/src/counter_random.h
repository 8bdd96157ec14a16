#pragma once

#include <cstdint>

namespace kvscope::stats {

/// A counter-based generator: draw number `counter` of stream `seed`, the same on every machine and in any order
/// (the finaliser of SplitMix64, Steele, Lea and Flood 2014). The standard library's distributions promise neither.
inline std::uint64_t counter_random(std::uint64_t seed, std::uint64_t counter)
{
    std::uint64_t bits = seed + (counter + 1) * 0x9e3779b97f4a7c15u;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
}

} // namespace kvscope::stats
