#pragma once

#include "text/large_page_allocator.h"
#include "text/seeded_hash.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kvscope {

/// Remembers the ids of short pieces: words repeat. Each piece has one place, where a newer one replaces it, so the
/// memory is bounded (4 MiB) whatever the text is. Belongs to one thread at a time.
class PieceCache {
public:
    static constexpr std::size_t max_piece_bytes = 30;
    static constexpr std::size_t max_ids = 8;

    struct alignas(64) Entry {
        std::array<char, max_piece_bytes> bytes{};
        std::uint8_t num_bytes = 0; ///< 0: nothing here
        std::uint8_t num_ids = 0;
        std::array<std::int32_t, max_ids> ids{};

        bool holds(std::string_view piece) const;
    };
    static_assert(sizeof(Entry) == 64, "one cache line");

    PieceCache() : entries_(num_entries) {}

    /// The piece's place, which is being fetched; ask holds(). `piece` has 1 to max_piece_bytes bytes.
    Entry &place(std::string_view piece);
    /// Stores a piece there unless it has more than max_ids ids.
    static void store(Entry &entry, std::string_view piece, std::span<const std::int32_t> ids);

private:
    static constexpr std::size_t num_entries = std::size_t{1} << 16;

    std::uint64_t seed_ = hash_seed();
    std::vector<Entry, LargePageAllocator<Entry>> entries_;
};

} // namespace kvscope
