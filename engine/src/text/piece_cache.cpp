#include "text/piece_cache.h"

#include <algorithm>
#include <cstring>

namespace kvscope {

bool PieceCache::Entry::holds(std::string_view piece) const
{
    if (num_bytes != piece.size()) {
        return false;
    }
    for (std::size_t pos = 0; pos + 8 < piece.size(); pos += 8) {
        if (std::memcmp(bytes.data() + pos, piece.data() + pos, 8) != 0) {
            return false;
        }
    }
    return tail_bytes(bytes.data(), piece.size()) == tail_bytes(piece.data(), piece.size());
}

PieceCache::Entry &PieceCache::place(std::string_view piece)
{
    Entry &entry = entries_[hash_bytes(piece, seed_) & (num_entries - 1)];
    __builtin_prefetch(&entry);
    return entry;
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
