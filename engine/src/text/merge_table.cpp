#include "text/merge_table.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace kvscope {
namespace {

constexpr std::size_t min_slots = 16; // the filter then fills one word

} // namespace

MergeTable::Slot &MergeTable::slot_of(std::uint64_t key)
{
    const std::size_t mask = num_slots_ - 1;
    std::size_t place = hash_of(key) >> slot_shift_;
    while (slots_[place].key != no_key && slots_[place].key != key) {
        place = (place + 1) & mask;
    }
    const std::uint64_t bit = hash_of(key) >> filter_shift_;
    filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    return slots_[place];
}

void MergeTable::grow(std::size_t num_slots)
{
    const auto old = std::exchange(slots_, decltype(slots_)(num_slots + 1));
    num_slots_ = num_slots;
    filter_.assign((num_slots << filter_bits_per_slot_log2) / 64, 0);
    slot_shift_ = 64 - static_cast<unsigned>(std::countr_zero(num_slots));
    filter_shift_ = slot_shift_ - filter_bits_per_slot_log2;
    for (const Slot &slot : old) {
        if (slot.key != no_key) {
            slot_of(slot.key) = slot;
        }
    }
}

void MergeTable::reserve(std::size_t num_merges)
{
    const std::size_t needed = std::bit_ceil(std::max(min_slots, num_merges * 2));
    if (needed > num_slots_) {
        grow(needed);
    }
}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge)
{
    if (static_cast<std::uint32_t>(left | right) < num_low_ids) {
        low_pairs_.resize(std::size_t{num_low_ids} * num_low_ids);
        low_pairs_[low_place(left, right)] = merge;
        return;
    }
    reserve(num_merges_ + 1);
    Slot &slot = slot_of(pair_key(left, right));
    num_merges_ += slot.key == no_key ? 1 : 0;
    slot = {pair_key(left, right), merge};
}

} // namespace kvscope
