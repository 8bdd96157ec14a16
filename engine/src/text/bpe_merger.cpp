#include "text/bpe_merger.h"

#include <algorithm>
#include <limits>
#include <span>

namespace kvscope {
namespace {

/// Up to this many bytes looking at all pairs for each merge beats a heap.
constexpr std::size_t max_short_bytes = 32;
constexpr std::int32_t no_rank = std::numeric_limits<std::int32_t>::max();

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
    const MergeTable::Merge *merge = merges_.find(left.id, workspace.symbols_[static_cast<std::size_t>(left.next)].id);
    if (merge) {
        workspace.heap_.push_back({merge->rank, position, merge->merged_id});
        std::push_heap(workspace.heap_.begin(), workspace.heap_.end(), comes_later);
    }
}

void BpeMerger::encode(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const
{
    if (piece.empty() || piece.size() > PieceCache::max_piece_bytes) {
        merge_piece(piece, workspace, ids);
        return;
    }
    PieceCache::Entry &known = workspace.cache_.place(piece);
    if (known.holds(piece)) {
        ids.insert(ids.end(), known.ids.begin(), known.ids.begin() + known.num_ids);
        return;
    }
    const std::size_t first = ids.size();
    merge_piece(piece, workspace, ids);
    PieceCache::store(known, piece, std::span(ids).subspan(first));
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
    struct Symbol {
        std::int32_t id = 0;
        MergeTable::Merge merge; ///< with the symbol on its right; no_rank: none
    };
    std::array<Symbol, max_short_bytes> symbols;
    std::size_t size = 0;
    for (const char c : piece) {
        if (const std::int32_t id = byte_ids_[static_cast<unsigned char>(c)]; id >= 0) {
            symbols[size++].id = id;
        }
    }
    const auto look_up = [&](std::size_t i) {
        const MergeTable::Merge *merge = i + 1 < size ? merges_.find(symbols[i].id, symbols[i + 1].id) : nullptr;
        symbols[i].merge = merge ? *merge : MergeTable::Merge{no_rank, -1};
    };
    for (std::size_t i = 0; i < size; ++i) {
        look_up(i);
    }
    while (size > 1) {
        const auto end = symbols.begin() + static_cast<std::ptrdiff_t>(size);
        const auto best = std::min_element(
            symbols.begin(), end, [](const Symbol &a, const Symbol &b) { return a.merge.rank < b.merge.rank; });
        if (best->merge.merged_id < 0) {
            break;
        }
        const auto position = static_cast<std::size_t>(best - symbols.begin());
        best->id = best->merge.merged_id;
        std::move(best + 2, end, best + 1);
        --size;
        look_up(position);
        if (position > 0) {
            look_up(position - 1);
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        ids.push_back(symbols[i].id);
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
        const MergeTable::Merge *merge = merges_.find(left.id, right.id);
        if (!merge || merge->merged_id != best.merged_id) {
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
