#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace kvscope {

/// Keys of the tables come from files. A seed that differs from process to process keeps a file from being written so
/// that its keys collide; results never depend on it.
std::uint64_t hash_seed();

inline std::uint64_t mix_hash(std::uint64_t value)
{
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    value ^= value >> 32;
    return value;
}

inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed)
{
    std::uint64_t hash = seed ^ bytes.size();
    std::size_t pos = 0;
    for (; pos + 8 <= bytes.size(); pos += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + pos, 8);
        hash = mix_hash(hash ^ word);
    }
    std::uint64_t rest = 0;
    for (unsigned shift = 0; pos < bytes.size(); ++pos, shift += 8) {
        rest |= std::uint64_t{static_cast<unsigned char>(bytes[pos])} << shift;
    }
    return mix_hash(hash ^ rest);
}

/// For unordered containers with text keys; finds with a view.
struct SeededTextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_bytes(text, hash_seed()); }
};

} // namespace kvscope
