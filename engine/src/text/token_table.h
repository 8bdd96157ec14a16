#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kvscope {

/// Bytes of a token → its id. Open addressing; a slot holds part of the hash, so that a text that is no token costs one
/// look at memory.
class TokenTable {
public:
    void reserve(std::size_t num_tokens);
    /// Replaces what was there for the bytes, which must outlive the table. The id is not negative.
    void insert(std::string_view bytes, std::int32_t id);
    std::int32_t find(std::string_view bytes) const; ///< −1: no such token

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::int32_t entry = -1; ///< index into entries_; −1: free
    };
    struct Entry {
        std::string_view bytes;
        std::int32_t id = -1;
    };

    std::size_t slot_of(std::string_view bytes, std::uint64_t hash) const;

    std::vector<Slot> slots_; ///< a power of two, at most half full
    std::vector<Entry> entries_;
};

} // namespace kvscope
