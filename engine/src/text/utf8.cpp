#include "text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace kvscope {
namespace {

struct LeadByte {
    int length = 0; ///< 0: cannot start a character
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xBF;
};

/// The second byte's range is what excludes overlong forms, surrogates and values above U+10FFFF.
LeadByte classify(unsigned char lead)
{
    if (lead >= 0xC2 && lead <= 0xDF) {
        return {2, 0x80, 0xBF};
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = lead == 0xED ? 0x9F : 0xBF;
        return {3, low, high};
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned char low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;
        return {4, low, high};
    }
    return {};
}

} // namespace

Utf8Step next_utf8(std::string_view text, std::size_t pos)
{
    const auto lead = static_cast<unsigned char>(text[pos]);
    if (lead < 0x80) {
        return {Utf8Step::Kind::Valid, 1, lead};
    }
    const LeadByte form = classify(lead);
    if (form.length == 0) {
        return {Utf8Step::Kind::Broken, 1, 0};
    }
    char32_t code_point = lead & (0xFFu >> (form.length + 1));
    for (int i = 1; i < form.length; ++i) {
        if (pos + i >= text.size()) {
            return {Utf8Step::Kind::Incomplete, i, 0};
        }
        const auto byte = static_cast<unsigned char>(text[pos + i]);
        const unsigned char low = i == 1 ? form.second_min : 0x80;
        const unsigned char high = i == 1 ? form.second_max : 0xBF;
        if (byte < low || byte > high) {
            return {Utf8Step::Kind::Broken, i, 0};
        }
        code_point = (code_point << 6) | (byte & 0x3Fu);
    }
    return {Utf8Step::Kind::Valid, form.length, code_point};
}

std::size_t append_repaired_utf8(std::string_view text, bool keep_incomplete, std::string &out)
{
    std::size_t pos = 0;
    while (pos < text.size()) {
        const Utf8Step step = next_utf8(text, pos);
        if (step.kind == Utf8Step::Kind::Incomplete && keep_incomplete) {
            break;
        }
        if (step.kind == Utf8Step::Kind::Valid) {
            out.append(text, pos, static_cast<std::size_t>(step.length));
        } else {
            out += "\xEF\xBF\xBD";
        }
        pos += static_cast<std::size_t>(step.length);
    }
    return pos;
}

std::size_t ascii_run(std::string_view text, std::size_t pos)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080u;
    const std::size_t start = pos;
    std::uint64_t word = 0;
    for (; pos + sizeof word <= text.size(); pos += sizeof word) {
        std::memcpy(&word, text.data() + pos, sizeof word);
        if (word & high_bits) {
            break;
        }
    }
    return pos - start;
}

bool is_valid_utf8(std::string_view text)
{
    std::size_t pos = 0;
    while (pos < text.size()) {
        const auto lead = static_cast<unsigned char>(text[pos]);
        if (lead < 0x80) {
            pos += 1 + ascii_run(text, pos + 1);
            continue;
        }
        const LeadByte form = classify(lead);
        const auto length = static_cast<std::size_t>(form.length);
        if (length == 0 || text.size() - pos < length) {
            return false;
        }
        const auto second = static_cast<unsigned char>(text[pos + 1]);
        bool is_valid = second >= form.second_min && second <= form.second_max;
        for (std::size_t i = 2; i < length; ++i) {
            is_valid = is_valid && (static_cast<unsigned char>(text[pos + i]) & 0xC0) == 0x80;
        }
        if (!is_valid) {
            return false;
        }
        pos += length;
    }
    return true;
}

bool is_ascii(std::string_view text)
{
    const auto rest = text.substr(ascii_run(text, 0));
    return std::all_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_white_space(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

} // namespace kvscope
