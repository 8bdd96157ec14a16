#include "jinja/text.h"

#include "jinja/value.h"
#include "text/utf8.h"

#include <algorithm>
#include <cctype>

namespace kvscope::jinja {
namespace {

/// str.isspace, which adds four separators to Unicode's White_Space.
bool is_python_space(std::string_view character)
{
    const Utf8Step step = next_utf8(character, 0);
    return is_white_space(step.code_point) || (step.code_point >= 0x1C && step.code_point <= 0x1F);
}

void check_case(std::string_view text)
{
    if (!is_ascii(text)) {
        throw Failure("changes the case of letters outside ASCII, which is not supported");
    }
}

char upper(char c)
{
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

char lower(char c)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

} // namespace

std::vector<std::string_view> characters_of(std::string_view text)
{
    std::vector<std::string_view> characters;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto length = static_cast<std::size_t>(next_utf8(text, pos).length);
        characters.push_back(text.substr(pos, length));
        pos += length;
    }
    return characters;
}

std::int64_t num_characters(std::string_view text)
{
    std::int64_t count = 0;
    for (std::size_t pos = 0; pos < text.size(); ++count) {
        pos += static_cast<std::size_t>(next_utf8(text, pos).length);
    }
    return count;
}

std::string_view strip(std::string_view text, const std::string *set, bool left, bool right)
{
    const std::vector<std::string_view> characters = characters_of(text);
    const std::vector<std::string_view> stripped = set ? characters_of(*set) : std::vector<std::string_view>();
    const auto goes = [&](std::string_view c) {
        return set ? std::ranges::find(stripped, c) != stripped.end() : is_python_space(c);
    };
    std::size_t first = 0;
    std::size_t last = characters.size();
    while (left && first < last && goes(characters[first])) {
        text.remove_prefix(characters[first++].size());
    }
    while (right && last > first && goes(characters[last - 1])) {
        text.remove_suffix(characters[--last].size());
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator, std::int64_t max_splits)
{
    std::vector<std::string_view> parts;
    while (max_splits < 0 || static_cast<std::int64_t>(parts.size()) < max_splits) {
        const std::size_t at = text.find(separator);
        if (at == std::string_view::npos) {
            break;
        }
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + separator.size());
    }
    parts.push_back(text);
    return parts;
}

std::vector<std::string_view> split_words(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t start = 0;
    std::size_t pos = 0;
    for (const std::string_view character : characters_of(text)) {
        if (is_python_space(character)) {
            if (pos > start) {
                words.push_back(text.substr(start, pos - start));
            }
            start = pos + character.size();
        }
        pos += character.size();
    }
    if (pos > start) {
        words.push_back(text.substr(start));
    }
    return words;
}

std::string to_upper(std::string_view text)
{
    check_case(text);
    std::string out(text);
    std::ranges::transform(out, out.begin(), upper);
    return out;
}

std::string to_lower(std::string_view text)
{
    check_case(text);
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

std::string capitalize(std::string_view text)
{
    std::string out = to_lower(text);
    if (!out.empty()) {
        out.front() = upper(out.front());
    }
    return out;
}

/// Jinja's filter: a capital after a blank or one of -({[<.
std::string title(std::string_view text)
{
    std::string out = to_lower(text);
    bool starts = true;
    for (char &c : out) {
        c = starts ? upper(c) : c;
        starts =
            std::isspace(static_cast<unsigned char>(c)) || std::string_view("-({[<").find(c) != std::string_view::npos;
    }
    return out;
}

} // namespace kvscope::jinja
