#pragma once

#include "text/large_page_allocator.h"
#include "text/seeded_hash.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvscope {

/// (left id, right id) → rank and merged id. Encoding looks pairs up several times per byte and most of them do not
/// merge, so the answer "no" comes from few bytes of memory: pairs of low ids, which single bytes have in the usual
/// vocabularies, from a square of their own, the others from a filter that stands before the open addressing.
class MergeTable {
public:
    struct Merge {
        std::int32_t rank = 0;
        std::int32_t merged_id = -1; ///< −1: the pair does not merge
    };

    void reserve(std::size_t num_merges);
    /// Replaces what was there for the pair. Ids are not negative.
    void insert(std::int32_t left, std::int32_t right, Merge merge);

    /// A pair's answer, or where it is being fetched from.
    struct Lookup {
        static constexpr std::size_t known = ~std::size_t{0};

        Merge merge;
        std::size_t place = known; ///< where the search begins
    };

    Merge find(std::int32_t left, std::int32_t right) const { return finish(begin(left, right), left, right); }

    /// find() in two halves, so that several lookups wait for memory together. No branch depends on whether the pair
    /// merges, which a processor cannot guess. An id of −1 pairs with nothing.
    Lookup begin(std::int32_t left, std::int32_t right) const
    {
        if (static_cast<std::uint32_t>(left | right) < num_low_ids) {
            return {low_pairs_.empty() ? Merge{} : low_pairs_[low_place(left, right)]};
        }
        const std::uint64_t hash = hash_of(pair_key(left, right));
        const std::uint64_t bit = hash >> filter_shift_;
        const std::uint64_t may_be_there = 0 - (filter_[bit / 64] >> (bit % 64) & 1); // all bits or none
        const std::size_t place = num_slots_ ^ ((num_slots_ ^ hash >> slot_shift_) & may_be_there);
        __builtin_prefetch(&slots_[place]);
        return {{}, place};
    }
    Merge finish(const Lookup &lookup, std::int32_t left, std::int32_t right) const
    {
        if (lookup.place == Lookup::known) {
            return lookup.merge;
        }
        const std::uint64_t key = pair_key(left, right);
        std::size_t place = lookup.place;
        while (std::min(slots_[place].key ^ key, slots_[place].key ^ no_key) != 0) { // 0: the pair or an empty slot
            place = (place + 1) & (num_slots_ - 1);
        }
        return slots_[place].merge;
    }

private:
    struct Slot {
        std::uint64_t key = no_key;
        Merge merge;
    };

    static constexpr std::uint64_t no_key = ~std::uint64_t{0}; // no pair has it
    static constexpr std::uint32_t num_low_ids = 256;
    static constexpr unsigned filter_bits_per_slot_log2 = 2;

    static std::uint64_t pair_key(std::int32_t left, std::int32_t right)
    {
        return (std::uint64_t{static_cast<std::uint32_t>(left)} << 32) | static_cast<std::uint32_t>(right);
    }
    static std::size_t low_place(std::int32_t left, std::int32_t right)
    {
        return static_cast<std::size_t>(left) * num_low_ids + static_cast<std::size_t>(right);
    }
    /// Multiply-shift by an odd number that no file can know: the upper bits are the place.
    std::uint64_t hash_of(std::uint64_t key) const { return key * multiplier_; }

    Slot &slot_of(std::uint64_t key);
    void grow(std::size_t num_slots);

    std::uint64_t multiplier_ = hash_seed() | 1;
    unsigned slot_shift_ = 0;    ///< hash → slot
    unsigned filter_shift_ = 63; ///< hash → bit of the filter
    std::size_t num_slots_ = 0;  ///< a power of two, at most half full
    std::vector<Slot, LargePageAllocator<Slot>> slots_{
        1}; ///< and one that stays empty, for pairs that the filter denies
    std::vector<std::uint64_t> filter_ = {0};
    std::vector<Merge> low_pairs_;
    std::size_t num_merges_ = 0;
};

} // namespace kvscope
