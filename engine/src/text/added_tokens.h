#pragma once

#include "text/seeded_hash.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kvscope {

struct AddedToken {
    std::string content;
    std::int32_t id = -1;
    bool special = false;
    bool normalized = false; ///< matched in normalised text instead of the text as given
    bool lstrip = false;     ///< swallows white space on its left
    bool rstrip = false;     ///< … on its right
};

/// Finds added tokens in text: leftmost first, the longest where several start at one place.
class AddedTokenSplitter {
public:
    struct Segment {
        std::int32_t id = -1; ///< −1: ordinary text
        std::string_view text;
    };

    /// `content` is what is looked for: the token's own text, or its normalised form.
    void add(std::string content, const AddedToken &token);
    bool empty() const { return tokens_.empty(); }

    /// Segments cover `text`, in order; views into it.
    std::vector<Segment> split(std::string_view text) const;

private:
    struct Entry {
        std::int32_t id = -1;
        bool lstrip = false;
        bool rstrip = false;
    };

    const std::pair<const std::string, Entry> *longest_at(std::string_view text, std::size_t pos) const;

    std::unordered_map<std::string, Entry, SeededTextHash, std::equal_to<>> tokens_;
    std::array<std::vector<std::size_t>, 256> lengths_by_first_byte_; ///< descending
    std::array<bool, 256> starts_{};                                  ///< whether a token begins with the byte
};

} // namespace kvscope
