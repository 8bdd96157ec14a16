#include "terminal_text.h"

#include <algorithm>

namespace kvscope {

namespace {

constexpr std::string_view kReplacement = "\uFFFD";

bool continues_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// U+0080…U+009F (a terminal's 8-bit controls), U+061C, U+200E/F, U+2028…E and U+2066…9 (reading direction).
bool has_power(std::string_view character)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 1) {
        return byte(0) < 0x20 || byte(0) == 0x7F;
    }
    if (character.size() == 2) {
        return (byte(0) == 0xC2 && byte(1) < 0xA0) || character == "\u061C";
    }
    if (character.size() == 3 && byte(0) == 0xE2) {
        return (byte(1) == 0x80 && ((byte(2) >= 0x8E && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE))) ||
               (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);
    }
    return false;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string shown;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin + 1;
        while (end < text.size() && continues_character(text[end])) {
            ++end;
        }
        const std::string_view character = text.substr(begin, end - begin);
        shown += has_power(character) ? kReplacement : character;
        begin = end;
    }
    return shown;
}

std::string shell_word(const std::string &text)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%=";
    if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) {
        return text;
    }
    std::string word = "'";
    for (const char c : text) {
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return word + "'";
}

std::size_t text_columns(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string fitted(std::string text, std::size_t columns)
{
    if (text_columns(text) <= columns) {
        return text;
    }
    std::size_t end = 0;
    for (std::size_t kept = 0; end < text.size(); ++end) {
        kept += continues_character(text[end]) ? 0 : 1;
        if (kept == columns) { // the character that the mark takes the place of
            break;
        }
    }
    return columns == 0 ? "" : text.substr(0, end) + "…";
}

} // namespace kvscope
