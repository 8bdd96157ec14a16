#pragma once

#include "text/merge_table.h"
#include "text/piece_cache.h"
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

    /// Appends the ids of `piece`. Bytes without a token are dropped, as in the `tokenizers` library.
    void encode(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const;

private:
    void merge_piece(std::string_view piece, Workspace &workspace, std::vector<std::int32_t> &ids) const;
    void merge_short(std::string_view piece, std::vector<std::int32_t> &ids) const;
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

} // namespace kvscope
