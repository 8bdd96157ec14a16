#include "text/bpe_merger.h"

#include <algorithm>
#include <span>

namespace kvscope {
namespace {

/// Up to this many bytes looking at all pairs for each merge beats a heap.
constexpr std::size_t max_short_bytes = 32;

/// Heap order: lowest rank first, then leftmost.
constexpr auto comes_later = [](const auto &a, const auto &b) {
    return a.rank != b.rank ? a.rank > b.rank : a.position > b.position;
};

} // namespace

void BpeMerger::add_token(std::string_view bytes, std::int32_t id)
{
    ids_.insert(bytes, id);
    if (bytes.size() == 1) {
        byte_ids_[static_cast<unsigned char>(bytes.front())] = id;
    }
}

void BpeMerger::add_merge(std::int32_t left, std::int32_t right, std::int32_t rank, std::int32_t merged_id)
{
    merges_.insert(left, right, {rank, merged_id});
}

void BpeMerger::reserve(std::size_t num_tokens, std::size_t num_merges)
{
    ids_.reserve(num_tokens);
    merges_.reserve(num_merges);
}

std::int32_t BpeMerger::id_of(std::string_view bytes) const
{
    return ids_.find(bytes);
}

bool BpeMerger::has_all_bytes() const
{
    return std::none_of(byte_ids_.begin(), byte_ids_.end(), [](std::int32_t id) { return id < 0; });
}

void BpeMerger::push_candidate(Workspace &workspace, std::int32_t position) const
{
    const Workspace::Symbol &left = workspace.symbols_[static_cast<std::size_t>(position)];
    if (left.next < 0) {
        return;
    }
    const MergeTable::Merge merge = merges_.find(left.id, workspace.symbols_[static_cast<std::size_t>(left.next)].id);
    if (merge.merged_id >= 0) {
        workspace.heap_.push_back({merge.rank, position, merge.merged_id});
        std::push_heap(workspace.heap_.begin(), workspace.heap_.end(), comes_later);
    }
}

void BpeMerger::Group::encode()
{
    for (std::size_t i = 0; i < size_; ++i) {
        merger_.encode_piece(waiting_[i].piece, waiting_[i].place, workspace_, ids_);
    }
    size_ = 0;
}

void BpeMerger::encode_piece(std::string_view piece, PieceCache::Entry *place, Workspace &workspace,
                             std::vector<std::int32_t> &ids) const
{
    if (!place) {
        merge_piece(piece, workspace, ids);
        return;
    }
    if (place->holds(piece)) {
        ids.insert(ids.end(), place->ids.begin(), place->ids.begin() + place->num_ids);
        return;
    }
    const std::size_t first = ids.size();
    merge_piece(piece, workspace, ids);
    PieceCache::store(*place, piece, std::span(ids).subspan(first));
}

void BpeMerger::merge_piece(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const
{
    if (ignore_merges_) {
        if (const std::int32_t whole = id_of(piece); whole >= 0) {
            ids.push_back(whole);
            return;
        }
    }
    if (piece.size() <= max_short_bytes) {
        merge_short(piece, ids);
    } else {
        merge_long(piece, workspace, ids);
    }
}

/// The pair of lowest rank merges, the leftmost of equals, until none is left.
void BpeMerger::merge_short(std::string_view piece, std::vector<std::int32_t> &ids) const
{
    // A pair's key is its rank, then its place: the lowest key is the next to merge. A file of 64 MiB has less than
    // 2^27 merges. Symbols stay where they began and are linked, so that nothing moves.
    constexpr unsigned place_bits = 5;
    constexpr std::uint32_t no_key = ~std::uint32_t{0};
    static_assert(max_short_bytes == 1u << place_bits);
    std::array<std::uint32_t, max_short_bytes> keys;
    std::array<MergeTable::Merge, max_short_bytes> merges;
    std::array<std::int32_t, max_short_bytes> symbols;
    std::array<std::uint8_t, max_short_bytes + 1> next;     // of the last symbol: `size`
    std::array<std::uint8_t, max_short_bytes + 1> previous; // of the first: itself
    std::size_t size = 0;
    for (const char c : piece) {
        if (const std::int32_t id = byte_ids_[static_cast<unsigned char>(c)]; id >= 0) {
            symbols[size] = id;
            previous[size] = static_cast<std::uint8_t>(size == 0 ? 0 : size - 1);
            next[size] = static_cast<std::uint8_t>(size + 1);
            ++size;
        }
    }
    const auto look_up = [&](std::size_t i) {
        merges[i] = next[i] < size ? merges_.find(symbols[i], symbols[next[i]]) : MergeTable::Merge{};
        keys[i] = merges[i].merged_id < 0
                      ? no_key
                      : static_cast<std::uint32_t>(merges[i].rank) << place_bits | static_cast<std::uint32_t>(i);
    };
    for (std::size_t i = 0; i < size; ++i) {
        look_up(i);
    }
    while (true) {
        std::uint32_t best = no_key;
        for (std::size_t i = 0; i < size; ++i) {
            best = std::min(best, keys[i]);
        }
        if (best == no_key) {
            break;
        }
        const std::size_t left = best % max_short_bytes;
        const std::size_t right = next[left];
        symbols[left] = merges[left].merged_id;
        keys[right] = no_key;
        next[left] = next[right];
        previous[next[right]] = static_cast<std::uint8_t>(left);
        look_up(left);
        if (left > 0) {
            look_up(previous[left]);
        }
    }
    for (std::size_t i = 0; i < size; i = next[i]) {
        ids.push_back(symbols[i]);
    }
}

void BpeMerger::merge_long(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const
{
    auto &symbols = workspace.symbols_;
    auto &heap = workspace.heap_;
    symbols.clear();
    heap.clear();
    for (const char c : piece) {
        const std::int32_t id = byte_ids_[static_cast<unsigned char>(c)];
        if (id >= 0) {
            const auto index = static_cast<std::int32_t>(symbols.size());
            symbols.push_back({id, index - 1, index + 1});
        }
    }
    if (symbols.empty()) {
        return;
    }
    symbols.back().next = -1;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        push_candidate(workspace, static_cast<std::int32_t>(i));
    }
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), comes_later);
        const Workspace::Candidate best = heap.back();
        heap.pop_back();
        Workspace::Symbol &left = symbols[static_cast<std::size_t>(best.position)];
        if (left.id < 0 || left.next < 0) {
            continue;
        }
        // Neighbours may have merged since: the candidate counts only if the pair there still gives the same token.
        Workspace::Symbol &right = symbols[static_cast<std::size_t>(left.next)];
        if (merges_.find(left.id, right.id).merged_id != best.merged_id) {
            continue;
        }
        left.id = best.merged_id;
        left.next = right.next;
        right.id = -1;
        if (left.next >= 0) {
            symbols[static_cast<std::size_t>(left.next)].previous = best.position;
        }
        if (left.previous >= 0) {
            push_candidate(workspace, left.previous);
        }
        push_candidate(workspace, best.position);
    }
    for (std::int32_t i = 0; i >= 0; i = symbols[static_cast<std::size_t>(i)].next) {
        ids.push_back(symbols[static_cast<std::size_t>(i)].id);
    }
}

} // namespace kvscope
