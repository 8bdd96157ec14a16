#include "text/token_table.h"

#include "text/seeded_hash.h"

#include <algorithm>
#include <bit>

namespace kvscope {
namespace {

constexpr std::size_t min_slots = 16;

std::uint64_t hash_of(std::string_view bytes)
{
    static const std::uint64_t seed = hash_seed();
    return hash_bytes(bytes, seed);
}

/// The half of the hash that does not choose the slot.
std::uint32_t upper_half(std::uint64_t hash)
{
    return static_cast<std::uint32_t>(hash >> 32);
}

} // namespace

/// The slot that holds the bytes, or the free one where they belong.
std::size_t TokenTable::slot_of(std::string_view bytes, std::uint64_t hash) const
{
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash & mask;
    while (slots_[place].entry >= 0 && (slots_[place].hash != upper_half(hash) ||
                                        entries_[static_cast<std::size_t>(slots_[place].entry)].bytes != bytes)) {
        place = (place + 1) & mask;
    }
    return place;
}

void TokenTable::reserve(std::size_t num_tokens)
{
    const std::size_t needed = std::bit_ceil(std::max(min_slots, num_tokens * 2));
    if (needed <= slots_.size()) {
        return;
    }
    slots_.assign(needed, Slot{});
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const std::uint64_t hash = hash_of(entries_[i].bytes);
        slots_[slot_of(entries_[i].bytes, hash)] = {upper_half(hash), static_cast<std::int32_t>(i)};
    }
}

void TokenTable::insert(std::string_view bytes, std::int32_t id)
{
    reserve(entries_.size() + 1);
    const std::uint64_t hash = hash_of(bytes);
    Slot &slot = slots_[slot_of(bytes, hash)];
    if (slot.entry < 0) {
        slot = {upper_half(hash), static_cast<std::int32_t>(entries_.size())};
        entries_.push_back({bytes, id});
    }
    entries_[static_cast<std::size_t>(slot.entry)].id = id;
}

std::int32_t TokenTable::find(std::string_view bytes) const
{
    if (slots_.empty()) {
        return -1;
    }
    const Slot &slot = slots_[slot_of(bytes, hash_of(bytes))];
    return slot.entry < 0 ? -1 : entries_[static_cast<std::size_t>(slot.entry)].id;
}

} // namespace kvscope
