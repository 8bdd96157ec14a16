#include "text/bpe_merger.h"

#include <algorithm>

namespace kvscope {
namespace {

std::uint64_t pair_key(std::int32_t left, std::int32_t right)
{
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
}

/// Heap order: lowest rank first, then leftmost.
constexpr auto comes_later = [](const auto &a, const auto &b) {
    return a.rank != b.rank ? a.rank > b.rank : a.position > b.position;
};

} // namespace

void BpeMerger::add_token(std::string_view bytes, std::int32_t id)
{
    ids_[bytes] = id;
    if (bytes.size() == 1) {
        byte_ids_[static_cast<unsigned char>(bytes.front())] = id;
    }
}

void BpeMerger::add_merge(std::int32_t left, std::int32_t right, std::int32_t rank, std::int32_t merged_id)
{
    merges_[pair_key(left, right)] = {rank, merged_id};
}

void BpeMerger::reserve(std::size_t num_tokens, std::size_t num_merges)
{
    ids_.reserve(num_tokens);
    merges_.reserve(num_merges);
}

std::int32_t BpeMerger::id_of(std::string_view bytes) const
{
    const auto found = ids_.find(bytes);
    return found == ids_.end() ? -1 : found->second;
}

bool BpeMerger::has_all_bytes() const
{
    return std::none_of(byte_ids_.begin(), byte_ids_.end(), [](std::int32_t id) { return id < 0; });
}

const BpeMerger::Merge *BpeMerger::find_merge(std::int32_t left, std::int32_t right) const
{
    const auto found = merges_.find(pair_key(left, right));
    return found == merges_.end() ? nullptr : &found->second;
}

void BpeMerger::push_candidate(Workspace &workspace, std::int32_t position) const
{
    const Workspace::Symbol &left = workspace.symbols_[static_cast<std::size_t>(position)];
    if (left.next < 0) {
        return;
    }
    const Merge *merge = find_merge(left.id, workspace.symbols_[static_cast<std::size_t>(left.next)].id);
    if (merge) {
        workspace.heap_.push_back({merge->rank, position, merge->merged_id});
        std::push_heap(workspace.heap_.begin(), workspace.heap_.end(), comes_later);
    }
}

void BpeMerger::encode(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const
{
    if (ignore_merges_) {
        if (const std::int32_t whole = id_of(piece); whole >= 0) {
            ids.push_back(whole);
            return;
        }
    }
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
        const Merge *merge = find_merge(left.id, right.id);
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
