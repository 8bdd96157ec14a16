#pragma once

#include <cstdint>

namespace kvscope {

/// Counter-based random numbers: a pure function of key and counter, so that no draw depends on how many came before it.
/// The mixing is the finaliser of splitmix64 (Steele, Lea and Flood, 2014), applied to both words.
inline std::uint64_t mix64(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

inline std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter) { return mix64(mix64(key) ^ mix64(~counter)); }

/// Uniform in [0, 1), 53 bits.
inline double random_unit(std::uint64_t key, std::uint64_t counter)
{
    return static_cast<double>(random_bits(key, counter) >> 11) * 0x1.0p-53;
}

} // namespace kvscope
