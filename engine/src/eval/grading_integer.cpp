#include "eval/grading_integer.h"

#include <algorithm>
#include <array>

namespace kvscope {
namespace {

/// Layers of $…$ and \text{…} taken off before giving up; keeps hostile nesting linear.
constexpr int max_layers = 16;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_all_zero(std::string_view digits)
{
    return digits.find_first_not_of('0') == std::string_view::npos;
}

void replace_all(std::string &text, std::string_view from, std::string_view to)
{
    std::string out;
    std::size_t pos = 0;
    for (std::size_t hit = text.find(from); hit != std::string::npos; hit = text.find(from, pos)) {
        out.append(text, pos, hit - pos).append(to);
        pos = hit + from.size();
    }
    text = out.append(text, pos);
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n\f\v";
    const std::size_t start = text.find_first_not_of(space);
    if (start == std::string_view::npos) {
        return {};
    }
    return text.substr(start, text.find_last_not_of(space) - start + 1);
}

/// Whether the brace at the start of `text` is closed by its last character.
bool is_one_group(std::string_view text)
{
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
        if (depth == 0) {
            return i + 1 == text.size();
        }
    }
    return false;
}

/// Takes one wrapper off; false when there is none.
bool unwrap(std::string_view &text)
{
    constexpr std::array<std::string_view, 8> commands{"",         "\\text",  "\\mathrm", "\\mathbf",
                                                       "\\textbf", "\\boxed", "\\mathit", "\\textrm"};
    if (text.size() >= 2 && text.front() == '$' && text.back() == '$') {
        text = trimmed(text.substr(1, text.size() - 2));
        return true;
    }
    if (text.size() >= 4 &&
        ((text.starts_with("\\(") && text.ends_with("\\)")) || (text.starts_with("\\[") && text.ends_with("\\]")))) {
        text = trimmed(text.substr(2, text.size() - 4));
        return true;
    }
    for (const std::string_view command : commands) {
        if (text.starts_with(command)) {
            const std::string_view group = trimmed(text.substr(command.size()));
            if (group.size() >= 2 && group.front() == '{' && is_one_group(group)) {
                text = trimmed(group.substr(1, group.size() - 2));
                return true;
            }
        }
    }
    return false;
}

/// Digits with optional thousands separators, all of one kind: 1–3 digits, then groups of exactly three.
std::optional<std::string> ungrouped(std::string_view text)
{
    if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) {
        return std::nullopt;
    }
    const std::size_t first = text.find_first_not_of("0123456789");
    if (first == std::string_view::npos) {
        return std::string(text);
    }
    const char separator = text[first];
    if (first > 3 || (separator != ',' && separator != ' ')) {
        return std::nullopt;
    }
    std::string digits(text.substr(0, first));
    for (std::size_t pos = first; pos < text.size(); pos += 4) {
        const std::string_view group = text.substr(pos + 1, 3);
        if (text[pos] != separator || group.size() != 3 || !std::all_of(group.begin(), group.end(), is_digit)) {
            return std::nullopt;
        }
        digits += group;
    }
    return digits;
}

/// `text` without wrappers and LaTeX spacing, thin spaces as plain ones.
std::string plain_number_text(std::string_view text)
{
    std::string plain(text);
    replace_all(plain, "{,}", ",");
    replace_all(plain, "\\!", "");
    for (const std::string_view space : {"\\,", "\\;", "\\:", "\\ ", "~", "\u2009", "\u202F", "\u00A0"}) {
        replace_all(plain, space, " ");
    }
    replace_all(plain, "\u2212", "-");
    std::string_view rest = trimmed(plain);
    for (int layer = 0; layer < max_layers; ++layer) {
        if (rest.ends_with('.')) {
            rest = trimmed(rest.substr(0, rest.size() - 1));
        } else if (!unwrap(rest)) {
            break;
        }
    }
    return std::string(rest);
}

} // namespace

std::optional<std::string> parse_integer(std::string_view text)
{
    const std::string plain = plain_number_text(text);
    std::string_view rest = plain;
    const bool is_negative = rest.starts_with('-');
    if (is_negative || rest.starts_with('+')) {
        rest = trimmed(rest.substr(1));
    }
    if (const std::size_t point = rest.find('.'); point != std::string_view::npos) {
        const std::string_view fraction = rest.substr(point + 1);
        if (fraction.empty() || !is_all_zero(fraction)) {
            return std::nullopt;
        }
        rest = rest.substr(0, point);
    }
    const std::optional<std::string> digits = ungrouped(rest);
    if (!digits) {
        return std::nullopt;
    }
    if (is_all_zero(*digits)) {
        return "0";
    }
    const std::string magnitude = digits->substr(digits->find_first_not_of('0'));
    return is_negative ? "-" + magnitude : magnitude;
}

} // namespace kvscope
