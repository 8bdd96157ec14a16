#include "text/piece_cache.h"

#include "text/seeded_hash.h"

#include <algorithm>
#include <cstring>

namespace kvscope {

bool PieceCache::Entry::holds(std::string_view piece) const
{
    return num_bytes == piece.size() && std::memcmp(bytes.data(), piece.data(), piece.size()) == 0;
}

PieceCache::Entry &PieceCache::place(std::string_view piece)
{
    static const std::uint64_t seed = hash_seed();
    return entries_[hash_bytes(piece, seed) & (num_entries - 1)];
}

void PieceCache::store(Entry &entry, std::string_view piece, std::span<const std::int32_t> ids)
{
    if (ids.size() > max_ids) {
        return;
    }
    std::copy(piece.begin(), piece.end(), entry.bytes.begin());
    entry.num_bytes = static_cast<std::uint8_t>(piece.size());
    entry.num_ids = static_cast<std::uint8_t>(ids.size());
    std::copy(ids.begin(), ids.end(), entry.ids.begin());
}

} // namespace kvscope
