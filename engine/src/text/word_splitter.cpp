#include "text/word_splitter.h"

#include "text/utf8.h"

namespace kvscope {
namespace {

constexpr std::string_view before_digits = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)";
constexpr std::string_view after_digits = R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// Length of 's, 't, 're, 've, 'm, 'll or 'd in either case; 0: none. `text` begins with the apostrophe.
std::size_t contraction_length(std::string_view text)
{
    const auto lower = [text](std::size_t i) {
        return i < text.size() ? static_cast<char>(text[i] | 0x20) : '\0'; // letters only are compared with it
    };
    const char first = lower(1);
    const char second = lower(2);
    if ((first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l')) {
        return 3;
    }
    if (first == 's' || first == 't' || first == 'm' || first == 'd') {
        return 2;
    }
    constexpr std::string_view long_s = "\u017F"; // an s when case does not matter
    return text.substr(1).starts_with(long_s) ? 1 + long_s.size() : 0;
}

} // namespace

struct WordSplitter::Character {
    CharacterClass of_class = CharacterClass::Other;
    std::size_t end = 0;
};

std::optional<WordSplitter> WordSplitter::for_pattern(std::string_view pattern)
{
    if (!pattern.starts_with(before_digits) || !pattern.ends_with(after_digits) ||
        pattern.size() < before_digits.size() + after_digits.size()) {
        return std::nullopt;
    }
    pattern.remove_prefix(before_digits.size());
    pattern.remove_suffix(after_digits.size());
    if (pattern == R"(\p{N}{1,3})") {
        return WordSplitter(3);
    }
    return pattern == R"(\p{N})" ? std::optional(WordSplitter(1)) : std::nullopt;
}

WordSplitter::Character WordSplitter::at(std::string_view text, std::size_t pos) const
{
    const Utf8Character character = valid_utf8_at(text, pos);
    return {classes_->of(character.code_point), pos + character.length};
}

std::size_t WordSplitter::run_end(std::string_view text, std::size_t pos, CharacterClass of_class) const
{
    while (pos < text.size()) {
        const Character next = at(text, pos);
        if (next.of_class != of_class) {
            break;
        }
        pos = next.end;
    }
    return pos;
}

/// \p{N}{1,3} or \p{N}
std::size_t WordSplitter::number_end(std::string_view text, std::size_t pos) const
{
    for (std::size_t num_digits = 0; num_digits < max_digits_ && pos < text.size(); ++num_digits) {
        const Character next = at(text, pos);
        if (next.of_class != CharacterClass::Number) {
            break;
        }
        pos = next.end;
    }
    return pos;
}

/// [^\s\p{L}\p{N}]+[\r\n]*, from a character on that the first class has
std::size_t WordSplitter::symbols_end(std::string_view text, std::size_t pos) const
{
    return run_end(text, run_end(text, pos, CharacterClass::Other), CharacterClass::Newline);
}

/// \s*[\r\n]+|\s+(?!\S)|\s+
std::size_t WordSplitter::white_space_end(std::string_view text, std::size_t pos) const
{
    const std::size_t start = pos;
    std::size_t last_start = pos;   // of the run's last character
    std::size_t newlines_end = pos; // `pos`: there is no newline in the run
    while (pos < text.size()) {
        const Character next = at(text, pos);
        if (next.of_class == CharacterClass::Newline) {
            newlines_end = next.end;
        } else if (next.of_class != CharacterClass::Space) {
            break;
        }
        last_start = pos;
        pos = next.end;
    }
    if (newlines_end > start) {
        return newlines_end;
    }
    // A word keeps the space before it, unless it is the only one: then the word's own alternative did not want it.
    return pos < text.size() && last_start > start ? last_start : pos;
}

std::size_t WordSplitter::piece_end(std::string_view text, std::size_t pos) const
{
    const Character first = at(text, pos);
    if (first.of_class == CharacterClass::Letter) {
        return run_end(text, first.end, CharacterClass::Letter);
    }
    if (first.of_class == CharacterClass::Number) {
        return number_end(text, pos);
    }
    if (text[pos] == '\'') {
        if (const std::size_t length = contraction_length(text.substr(pos)); length > 0) {
            return pos + length;
        }
    }
    if (first.of_class == CharacterClass::Newline) {
        return white_space_end(text, pos);
    }
    const CharacterClass second = first.end < text.size() ? at(text, first.end).of_class : CharacterClass::Space;
    if (second == CharacterClass::Letter) {
        return run_end(text, first.end, CharacterClass::Letter);
    }
    if (first.of_class == CharacterClass::Other) {
        return symbols_end(text, pos);
    }
    return text[pos] == ' ' && second == CharacterClass::Other ? symbols_end(text, first.end)
                                                               : white_space_end(text, pos);
}

} // namespace kvscope
