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

struct Utf8Character {
    char32_t code_point = 0;
    std::size_t length = 1; ///< in bytes
};

/// The character at `pos` of a text that is valid UTF-8, at its first byte.
inline Utf8Character valid_utf8_at(std::string_view text, std::size_t pos)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[pos + i]); };
    const auto tail = [&](std::size_t i) { return char32_t{byte(i)} & 0x3Fu; };
    const char32_t lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    if (lead < 0xE0) {
        return {(lead & 0x1Fu) << 6 | tail(1), 2};
    }
    if (lead < 0xF0) {
        return {(lead & 0x0Fu) << 12 | tail(1) << 6 | tail(2), 3};
    }
    return {(lead & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
}

/// Appends `text` to `out` with every broken group as U+FFFD. With `keep_incomplete`, an incomplete tail is left out.
/// Returns the number of bytes read.
std::size_t append_repaired_utf8(std::string_view text, bool keep_incomplete, std::string &out);

bool is_valid_utf8(std::string_view text);
bool is_ascii(std::string_view text);
/// Length of the plain ASCII that starts at `pos`, or up to seven bytes less.
std::size_t ascii_run(std::string_view text, std::size_t pos);

/// Unicode's White_Space property.
bool is_white_space(char32_t code_point);

} // namespace kvscope
