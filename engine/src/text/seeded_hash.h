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

/// The last bytes of a text of `size` bytes as one number, at most eight of them. Texts of equal size that end in
/// different bytes give different numbers.
inline std::uint64_t tail_bytes(const char *bytes, std::size_t size)
{
    std::uint64_t tail = 0;
    if (size >= 8) {
        std::memcpy(&tail, bytes + size - 8, 8);
    } else if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, bytes, 4);
        std::memcpy(&last, bytes + size - 4, 4);
        tail = std::uint64_t{first} << 32 | last;
    } else if (size > 0) {
        const auto at = [bytes](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(bytes[i])}; };
        tail = at(0) << 16 | at(size / 2) << 8 | at(size - 1);
    }
    return tail;
}

inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed)
{
    std::uint64_t hash = seed ^ bytes.size();
    for (std::size_t pos = 0; pos + 8 < bytes.size(); pos += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + pos, 8);
        hash = mix_hash(hash ^ word);
    }
    return mix_hash(hash ^ tail_bytes(bytes.data(), bytes.size()));
}

/// For unordered containers with text keys; finds with a view.
struct SeededTextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_bytes(text, hash_seed()); }
};

} // namespace kvscope
