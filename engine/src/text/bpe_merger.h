#pragma once

#include "text/merge_table.h"
#include "text/piece_cache.h"
#include "text/short_merges.h"
#include "text/token_table.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kvscope {

/// Byte-pair encoding of one piece of text. Immutable once filled; O(n log n) in the length of the piece, which a
/// hostile or degenerate text can make very long.
class BpeMerger {
public:
    /// Memory of one thread's encoding, worth keeping between texts. Belongs to one merger.
    class Workspace {
        friend class BpeMerger;

        struct Symbol {
            std::int32_t id = 0; ///< −1: merged into its left neighbour
            std::int32_t previous = -1;
            std::int32_t next = -1;
        };
        struct Candidate {
            std::int32_t rank = 0;
            std::int32_t position = 0; ///< of the left symbol
            std::int32_t merged_id = 0;
        };

        PieceCache cache_;
        ShortMerges short_merges_;
        std::vector<Symbol> symbols_;
        std::vector<Candidate> heap_;
    };

    /// `bytes` must outlive the merger. A piece that equals a token as a whole is that token when `ignore_merges` is
    /// set.
    void add_token(std::string_view bytes, std::int32_t id);
    /// A later merge of the same pair replaces the earlier, as in the `tokenizers` library.
    void add_merge(std::int32_t left, std::int32_t right, std::int32_t rank, std::int32_t merged_id);
    void set_ignore_merges(bool ignore_merges) { ignore_merges_ = ignore_merges; }
    void reserve(std::size_t num_tokens, std::size_t num_merges);

    std::int32_t id_of(std::string_view bytes) const; ///< −1: no such token
    bool has_all_bytes() const;                       ///< every single byte is a token

    /// Appends the ids of pieces. Bytes without a token are dropped, as in the `tokenizers` library.
    class Group;

private:
    void merge_long(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const;
    void push_candidate(Workspace &workspace, std::int32_t position) const;

    TokenTable ids_;
    MergeTable merges_;
    std::array<std::int32_t, 256> byte_ids_ = [] {
        std::array<std::int32_t, 256> none{};
        none.fill(-1);
        return none;
    }();
    bool ignore_merges_ = false;
};

/// Pieces of one text on their way to `ids`, several at once, so that they wait for memory together. All are there at
/// the end of the scope.
class BpeMerger::Group {
public:
    Group(const BpeMerger &merger, Workspace &workspace, std::vector<std::int32_t> &ids)
        : merger_(merger), workspace_(workspace), ids_(ids)
    {
    }
    ~Group() { encode(); }
    Group(const Group &) = delete;
    Group &operator=(const Group &) = delete;

    /// The text that `piece` is a view into outlives the group.
    void add(std::string_view piece)
    {
        const bool has_place = !piece.empty() && piece.size() <= PieceCache::max_piece_bytes;
        waiting_[size_++] = {piece, has_place ? &workspace_.cache_.place(piece) : nullptr};
        if (size_ == waiting_.size()) {
            encode();
        }
    }

private:
    struct Waiting {
        std::string_view piece;
        PieceCache::Entry *place = nullptr; ///< null: too long for the cache
        std::int32_t whole_id = -1;         ///< the token that the piece is, where merges are ignored
        bool is_cached = false;
        std::size_t num_ids = 0;
    };

    void encode();
    void merge_short_pieces();
    void append(std::size_t index);
    void remember(std::span<const std::int32_t> ids);

    const BpeMerger &merger_;
    Workspace &workspace_;
    std::vector<std::int32_t> &ids_;
    std::array<Waiting, ShortMerges::max_pieces> waiting_;
    std::size_t size_ = 0;
};

} // namespace kvscope
