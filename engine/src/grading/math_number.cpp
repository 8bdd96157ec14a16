#include "grading/math_number.h"

#include <array>

namespace kvscope {
namespace {

bool is_digit_at(std::string_view text, std::size_t pos)
{
    return pos < text.size() && text[pos] >= '0' && text[pos] <= '9';
}

std::string_view digits_at(std::string_view text, std::size_t pos)
{
    std::size_t end = pos;
    while (is_digit_at(text, end)) {
        ++end;
    }
    return text.substr(pos, end - pos);
}

/// Length of a thousands separator at `pos` that is followed by exactly three digits; 0: there is none.
std::size_t separator_length(std::string_view text, std::size_t pos, bool has_thousands_commas)
{
    constexpr std::array<std::string_view, 9> separators{",\\!\\! ", ",\\! ", ",\\!", "{,}", "{,}\\!",
                                                         "\\,",      "\\;",   "\\ ",  ","};
    for (const std::string_view separator : separators) {
        if (separator == "," && !has_thousands_commas) {
            continue;
        }
        if (text.substr(pos).starts_with(separator) && digits_at(text, pos + separator.size()).size() == 3) {
            return separator.size();
        }
    }
    // A plain space only where no mixed number can be meant ("2 125/3").
    const bool is_space = pos < text.size() && text[pos] == ' ' && digits_at(text, pos + 1).size() == 3;
    return is_space && (pos + 4 >= text.size() || text[pos + 4] != '/') ? 1 : 0;
}

} // namespace

std::string read_math_number(std::string_view text, std::size_t &pos, bool has_thousands_commas, bool is_decimal_comma)
{
    std::string number(digits_at(text, pos));
    pos += number.size();
    if (!number.empty() && number.size() <= 3 && number.front() != '0') {
        for (;;) {
            const std::size_t length = separator_length(text, pos, has_thousands_commas);
            if (length == 0) {
                break;
            }
            number += text.substr(pos + length, 3);
            pos += length + 3;
        }
    }
    if (is_decimal_comma && pos < text.size() && text[pos] == ',' && is_digit_at(text, pos + 1)) {
        const std::string_view fraction = digits_at(text, pos + 1);
        pos += 1 + fraction.size();
        return number + "." + std::string(fraction);
    }
    if (pos < text.size() && text[pos] == '.' &&
        (is_digit_at(text, pos + 1) || text.substr(pos + 1).starts_with("\\overline"))) {
        const std::string_view fraction = digits_at(text, pos + 1);
        number += "." + std::string(fraction);
        pos += 1 + fraction.size();
    } else if (pos + 1 < text.size() && text[pos] == '.' && text[pos + 1] == ' ') {
        ++pos; // "3. " ends a sentence
    }
    if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
        const std::size_t sign = pos + 1 < text.size() && (text[pos + 1] == '+' || text[pos + 1] == '-') ? 1 : 0;
        const std::string_view exponent = digits_at(text, pos + 1 + sign);
        if (!exponent.empty()) {
            number += "e" + std::string(text.substr(pos + 1, sign)) + std::string(exponent);
            pos += 1 + sign + exponent.size();
        }
    }
    return number;
}

} // namespace kvscope
