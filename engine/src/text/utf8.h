#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kvscope {

/// One step through bytes that should be UTF-8. Broken bytes are grouped as the Unicode standard recommends (maximal
/// subparts), so that replacing each group by one U+FFFD gives what Rust's and Python's lossy decoders give.
struct Utf8Step {
    enum class Kind {
        Valid,
        Broken,    ///< `length` bytes can never become a character
        Incomplete ///< the text ends inside what may still become one
    };

    Kind kind = Kind::Broken;
    int length = 1;
    char32_t code_point = 0; ///< only when Valid
};

/// Precondition: pos < text.size().
Utf8Step next_utf8(std::string_view text, std::size_t pos);

/// Appends `text` to `out` with every broken group as U+FFFD. With `keep_incomplete`, an incomplete tail is left out.
/// Returns the number of bytes read.
std::size_t append_repaired_utf8(std::string_view text, bool keep_incomplete, std::string &out);

bool is_valid_utf8(std::string_view text);
bool is_ascii(std::string_view text);

/// Unicode's White_Space property.
bool is_white_space(char32_t code_point);

} // namespace kvscope
