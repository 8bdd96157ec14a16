#pragma once

#include "text/merge_table.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kvscope {

/// Byte-pair encoding of short pieces, a merge of each in turn: what the next merge of one needs comes from memory
/// while the others are at work. Belongs to one thread.
class ShortMerges {
public:
    static constexpr std::size_t max_pieces = 16;
    static constexpr std::size_t max_piece_bytes = 30;

    /// `byte_ids`: 256 ids, −1 where a byte has no token; such bytes are left out. `index`: below max_pieces.
    void start(std::size_t index, std::string_view piece, std::span<const std::int32_t, 256> byte_ids,
               const MergeTable &merges);
    /// All that were started since the last call: the pair of lowest rank merges, the leftmost of equals, until none is
    /// left.
    void run(const MergeTable &merges);
    void append_to(std::vector<std::int32_t> &ids, std::size_t index) const;

private:
    static constexpr std::size_t num_places = max_piece_bytes + 2;

    /// Symbols stay where they began, from place 1 on, and are linked, so that nothing moves. Before the first and
    /// behind the last stands no_symbol, which pairs with nothing.
    struct Piece {
        alignas(16) std::array<std::int32_t, num_places> keys; ///< of the pair whose left symbol is here
        std::array<std::int32_t, num_places> merged_ids;
        std::array<std::int32_t, num_places> symbols;
        std::array<std::uint8_t, num_places> next;
        std::array<std::uint8_t, num_places> previous;
        std::size_t size = 0;
        /// Pairs whose merge is being fetched: the new symbol's with its right and with its left neighbour.
        std::array<std::uint8_t, 2> asked;
        std::array<MergeTable::Lookup, 2> lookups;

        void set(std::size_t left, MergeTable::Merge merge);
        bool merge_lowest(const MergeTable &merges);
        void receive(const MergeTable &merges);
    };

    std::array<Piece, max_pieces> pieces_;
    std::array<std::uint8_t, max_pieces> active_{};
    std::size_t num_active_ = 0;
};

} // namespace kvscope
