#include "text/merge_table.h"

#include "text/seeded_hash.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace kvscope {
namespace {

constexpr std::size_t min_slots = 16;

std::uint64_t pair_key(std::int32_t left, std::int32_t right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
}

std::size_t place_of(std::uint64_t key)
{
    static const std::uint64_t seed = hash_seed();
    return mix_hash(key ^ seed);
}

} // namespace

MergeTable::Slot &MergeTable::slot_of(std::uint64_t key)
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = place_of(key) & mask;
    while (slots_[place].key != no_key && slots_[place].key != key) {
        place = (place + 1) & mask;
    }
    return slots_[place];
}

void MergeTable::grow(std::size_t num_slots)
{
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(num_slots));
    for (const Slot &slot : old) {
        if (slot.key != no_key) {
            slot_of(slot.key) = slot;
        }
    }
}

void MergeTable::reserve(std::size_t num_merges)
{
    const std::size_t needed = std::bit_ceil(std::max(min_slots, num_merges * 2));
    if (needed > slots_.size()) {
        grow(needed);
    }
}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge)
{
    reserve(num_merges_ + 1);
    Slot &slot = slot_of(pair_key(left, right));
    num_merges_ += slot.key == no_key ? 1 : 0;
    slot = {pair_key(left, right), merge};
}

const MergeTable::Merge *MergeTable::find(std::int32_t left, std::int32_t right) const
{
    if (slots_.empty()) {
        return nullptr;
    }
    const std::uint64_t key = pair_key(left, right);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t place = place_of(key) & mask; slots_[place].key != no_key; place = (place + 1) & mask) {
        if (slots_[place].key == key) {
            return &slots_[place].merge;
        }
    }
    return nullptr;
}

} // namespace kvscope
