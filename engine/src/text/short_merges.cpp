#include "text/short_merges.h"

#include <algorithm>
#include <limits>

namespace kvscope {
namespace {

constexpr unsigned place_bits = 5;
constexpr std::int32_t no_key = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t no_symbol = -1;

/// Of a fixed number of keys, so that it takes vector instructions.
template <std::size_t num_keys>
std::int32_t lowest_of(const std::int32_t *keys)
{
    std::int32_t lowest = no_key;
    for (std::size_t i = 0; i < num_keys; ++i) {
        lowest = std::min(lowest, keys[i]);
    }
    return lowest;
}

} // namespace

/// A pair's key is its rank, then its place: the lowest key is the next to merge. A vocabulary file of 64 MiB has less
/// than 2^26 merges.
inline void ShortMerges::Piece::set(std::size_t left, MergeTable::Merge merge)
{
    static_assert(num_places == 1u << place_bits);
    const std::int32_t none =
        (merge.merged_id >> 31) & no_key; // no_key where the pair does not merge, without a branch
    merged_ids[left] = merge.merged_id;
    keys[left] = (merge.rank << place_bits | static_cast<std::int32_t>(left)) | none;
}

void ShortMerges::start(std::size_t index, std::string_view text, std::span<const std::int32_t, 256> byte_ids,
                        const MergeTable &merges)
{
    Piece &piece = pieces_[index];
    std::size_t size = 0;
    piece.symbols[0] = no_symbol;
    piece.next[0] = 1;
    for (const char c : text) {
        if (const std::int32_t id = byte_ids[static_cast<unsigned char>(c)]; id >= 0) {
            ++size;
            piece.symbols[size] = id;
            piece.previous[size] = static_cast<std::uint8_t>(size - 1);
            piece.next[size] = static_cast<std::uint8_t>(size + 1);
        }
    }
    piece.symbols[size + 1] = no_symbol;
    piece.size = size;
    piece.keys.fill(no_key);
    for (std::size_t i = 1; i < size; ++i) {
        piece.set(i, merges.find(piece.symbols[i], piece.symbols[i + 1]));
    }
    active_[num_active_++] = static_cast<std::uint8_t>(index);
}

/// False: no pair merges.
inline bool ShortMerges::Piece::merge_lowest(const MergeTable &merges)
{
    const std::int32_t lowest =
        size < num_places / 2 ? lowest_of<num_places / 2>(keys.data()) : lowest_of<num_places>(keys.data());
    if (lowest == no_key) {
        return false;
    }
    const std::size_t left = static_cast<std::size_t>(lowest) % num_places;
    const std::size_t right = next[left];
    const std::size_t after = next[right];
    const std::size_t before = previous[left];
    symbols[left] = merged_ids[left];
    keys[right] = no_key;
    next[left] = static_cast<std::uint8_t>(after);
    previous[after] = static_cast<std::uint8_t>(left);
    asked = {static_cast<std::uint8_t>(left), static_cast<std::uint8_t>(before)};
    lookups = {merges.begin(symbols[left], symbols[after]), merges.begin(symbols[before], symbols[left])};
    return true;
}

inline void ShortMerges::Piece::receive(const MergeTable &merges)
{
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const std::size_t left = asked[i];
        set(left, merges.finish(lookups[i], symbols[left], symbols[next[left]]));
    }
}

void ShortMerges::run(const MergeTable &merges)
{
    while (num_active_ > 0) {
        std::size_t num_left = 0;
        for (std::size_t i = 0; i < num_active_; ++i) {
            active_[num_left] = active_[i];
            num_left += pieces_[active_[i]].merge_lowest(merges) ? 1 : 0;
        }
        num_active_ = num_left;
        for (std::size_t i = 0; i < num_active_; ++i) {
            pieces_[active_[i]].receive(merges);
        }
    }
}

void ShortMerges::append_to(std::vector<std::int32_t> &ids, std::size_t index) const
{
    const Piece &piece = pieces_[index];
    for (std::size_t i = 1; i <= piece.size; i = piece.next[i]) {
        ids.push_back(piece.symbols[i]);
    }
}

} // namespace kvscope
