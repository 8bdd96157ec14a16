#include "text/bpe_merger.h"

#include <algorithm>
#include <span>

namespace kvscope {
namespace {

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
    merge_short_pieces();
    const std::size_t first = ids_.size();
    for (std::size_t i = 0; i < size_; ++i) {
        const std::size_t before = ids_.size();
        append(i);
        waiting_[i].num_ids = ids_.size() - before;
    }
    remember(std::span(ids_).subspan(first));
    size_ = 0;
}

/// Once all are appended: what is stored may take the place of another piece of the group.
void BpeMerger::Group::remember(std::span<const std::int32_t> ids)
{
    for (const Waiting &waiting : std::span(waiting_).first(size_)) {
        if (waiting.place && !waiting.is_cached) {
            PieceCache::store(*waiting.place, waiting.piece, ids.first(waiting.num_ids));
        }
        ids = ids.subspan(waiting.num_ids);
    }
}

/// Those that the cache does not hold, a merge of each in turn.
void BpeMerger::Group::merge_short_pieces()
{
    for (std::size_t i = 0; i < size_; ++i) {
        Waiting &waiting = waiting_[i];
        waiting.is_cached = waiting.place && waiting.place->holds(waiting.piece);
        if (waiting.is_cached) {
            continue;
        }
        waiting.whole_id = merger_.ignore_merges_ ? merger_.id_of(waiting.piece) : -1;
        if (waiting.whole_id < 0 && waiting.piece.size() <= ShortMerges::max_piece_bytes) {
            workspace_.short_merges_.start(i, waiting.piece, merger_.byte_ids_, merger_.merges_);
        }
    }
    workspace_.short_merges_.run(merger_.merges_);
}

void BpeMerger::Group::append(std::size_t index)
{
    const Waiting &waiting = waiting_[index];
    if (waiting.is_cached) {
        ids_.insert(ids_.end(), waiting.place->ids.begin(), waiting.place->ids.begin() + waiting.place->num_ids);
    } else if (waiting.whole_id >= 0) {
        ids_.push_back(waiting.whole_id);
    } else if (waiting.piece.size() <= ShortMerges::max_piece_bytes) {
        workspace_.short_merges_.append_to(ids_, index);
    } else {
        merger_.merge_long(waiting.piece, workspace_, ids_);
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
