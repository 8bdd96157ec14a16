#include "text/nfc_inert.h"

#include <array>
#include <bitset>
#include <memory>
#include <utf8proc.h>

namespace kvscope {
namespace {

constexpr char32_t first_that_may_change = 0x300; // below is composed text whose parts begin with combining marks
constexpr char32_t table_end = 0x30000;           // planes 0 to 2: all canonical decompositions lie here

using Table = std::bitset<table_end>;

/// Whether composing what `c` decomposes into gives `c` again; composition leaves some characters out.
bool composes_again(char32_t c, std::array<utf8proc_int32_t, 8> parts, utf8proc_ssize_t num_parts)
{
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t left = utf8proc_normalize_utf32(parts.data(), num_parts, options);
    return left == 1 && static_cast<char32_t>(parts[0]) == c;
}

std::unique_ptr<const Table> make_table()
{
    auto table = std::make_unique<Table>();
    table->set();
    for (char32_t c = first_that_may_change; c < table_end; ++c) {
        if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class != 0) {
            table->reset(c);
        }
    }
    for (char32_t c = 0; c < table_end; ++c) {
        std::array<utf8proc_int32_t, 8> parts{};
        int last_class = 0;
        const utf8proc_ssize_t num_parts =
            utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                    static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE), &last_class);
        if (num_parts < 1 || num_parts > static_cast<utf8proc_ssize_t>(parts.size())) {
            table->reset(c);
            continue;
        }
        for (std::size_t i = 1; i < static_cast<std::size_t>(num_parts); ++i) {
            table->reset(static_cast<std::size_t>(parts[i])); // it may join what stands before it
        }
        const bool is_itself = num_parts == 1 && static_cast<char32_t>(parts[0]) == c;
        if (!is_itself && !composes_again(c, parts, num_parts)) {
            table->reset(c);
        }
    }
    return table;
}

} // namespace

bool is_nfc_inert(char32_t code_point)
{
    if (code_point < first_that_may_change) {
        return true;
    }
    static const std::unique_ptr<const Table> table = make_table();
    return code_point < table_end && table->test(code_point);
}

} // namespace kvscope
