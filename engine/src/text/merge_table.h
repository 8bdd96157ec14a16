#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvscope {

/// (left id, right id) → rank and merged id. Open addressing in one block of memory: encoding looks pairs up several
/// times per character.
class MergeTable {
public:
    struct Merge {
        std::int32_t rank = 0;
        std::int32_t merged_id = 0;
    };

    void reserve(std::size_t num_merges);
    /// Replaces what was there for the pair. Ids are not negative.
    void insert(std::int32_t left, std::int32_t right, Merge merge);
    const Merge *find(std::int32_t left, std::int32_t right) const; ///< nullptr: the pair does not merge

private:
    struct Slot {
        std::uint64_t key = no_key;
        Merge merge;
    };

    static constexpr std::uint64_t no_key = ~std::uint64_t{0}; // ids are not negative, so no pair has it
    Slot &slot_of(std::uint64_t key);
    void grow(std::size_t num_slots);

    std::vector<Slot> slots_; ///< a power of two, at most half full
    std::size_t num_merges_ = 0;
};

} // namespace kvscope
