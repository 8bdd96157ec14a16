#include "text/normalizer.h"

#include "text/nfc_class.h"
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

/// Characters below U+0300 are inert.
constexpr unsigned char first_lead_that_may_change = 0xCC;

/// Start of the first character from `pos` on that is not inert; `last_inert`: start of the one before it.
std::size_t find_not_inert(std::string_view text, std::size_t pos, std::size_t &last_inert)
{
    while (pos < text.size()) {
        std::size_t length = 1;
        if (static_cast<unsigned char>(text[pos]) < 0x80) {
            length += ascii_run(text, pos + 1);
            last_inert = pos + length - 1;
        } else {
            const Utf8Character character = valid_utf8_at(text, pos);
            if (static_cast<unsigned char>(text[pos]) >= first_lead_that_may_change &&
                nfc_class(character.code_point) != nfc_inert) {
                break;
            }
            last_inert = pos;
            length = character.length;
        }
        pos += length;
    }
    return pos;
}

/// Characters that are not inert, up to the next one that is.
struct Run {
    std::size_t end = 0;
    bool may_change = false;
};

Run run_from(std::string_view text, std::size_t pos)
{
    Run run{pos};
    NfcClass last = nfc_inert;
    while (run.end < text.size()) {
        const Utf8Character character = valid_utf8_at(text, run.end);
        const NfcClass next = nfc_class(character.code_point);
        if (next == nfc_inert) {
            break;
        }
        run.may_change = run.may_change || next == nfc_may_change || next < last;
        last = next;
        run.end += character.length;
    }
    return run;
}

} // namespace

std::string to_nfc(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t done = 0;
    std::size_t pos = 0;
    std::size_t last_inert = 0;
    while ((pos = find_not_inert(text, pos, last_inert)) < text.size()) {
        const Run run = run_from(text, pos);
        if (run.may_change) { // together with the character that it may join
            const std::size_t start = std::max(done, last_inert);
            out += text.substr(done, start - done);
            append_nfc(text.substr(start, run.end - start), out);
            done = run.end;
        }
        pos = run.end;
    }
    out += text.substr(done);
    return out;
}

} // namespace kvscope
