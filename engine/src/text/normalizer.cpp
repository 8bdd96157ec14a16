#include "text/normalizer.h"

#include "text/utf8.h"

#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace kvscope {

std::string to_nfc(std::string_view text)
{
    if (is_ascii(text)) {
        return std::string(text);
    }
    utf8proc_uint8_t *composed = nullptr;
    // With an explicit length a NUL is an ordinary character.
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                                               static_cast<utf8proc_ssize_t>(text.size()), &composed, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, std::free);
    if (size < 0) { // out of memory or a size overflow: the text as it is beats no text
        return std::string(text);
    }
    return std::string(reinterpret_cast<const char *>(composed), static_cast<std::size_t>(size));
}

} // namespace kvscope
