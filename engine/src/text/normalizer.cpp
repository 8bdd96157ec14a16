#include "text/normalizer.h"

#include "text/nfc_inert.h"
#include "text/utf8.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace kvscope {
namespace {

void append_nfc(std::string_view text, std::string &out)
{
    utf8proc_uint8_t *composed = nullptr;
    // With an explicit length a NUL is an ordinary character.
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                                               static_cast<utf8proc_ssize_t>(text.size()), &composed, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, std::free);
    if (size < 0) { // out of memory or a size overflow: the text as it is beats no text
        out += text;
        return;
    }
    out.append(reinterpret_cast<const char *>(composed), static_cast<std::size_t>(size));
}

/// Start of the first character from `pos` on that is inert (or that is not, when `inert` is false).
std::size_t find_character(std::string_view text, std::size_t pos, bool inert, std::size_t &last_start)
{
    while (pos < text.size()) {
        const Utf8Step step = next_utf8(text, pos);
        if (is_nfc_inert(step.code_point) == inert) {
            break;
        }
        last_start = pos;
        pos += static_cast<std::size_t>(step.length);
    }
    return pos;
}

} // namespace

std::string to_nfc(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t done = 0;
    std::size_t pos = 0;
    while (pos < text.size()) {
        std::size_t last_inert = pos;
        pos = find_character(text, pos, false, last_inert);
        if (pos == text.size()) {
            break;
        }
        // What may change is normalised together with the character that it may join.
        const std::size_t start = std::max(done, std::min(last_inert, pos));
        std::size_t ignored = pos;
        pos = find_character(text, pos, true, ignored);
        out += text.substr(done, start - done);
        append_nfc(text.substr(start, pos - start), out);
        done = pos;
    }
    out += text.substr(done);
    return out;
}

} // namespace kvscope
