#include "text/nfc_class.h"

#include <array>
#include <utf8proc.h>
#include <vector>

namespace kvscope {
namespace {

constexpr char32_t first_that_may_change = 0x300; // below is composed text whose parts begin with combining marks
constexpr char32_t table_end = 0x30000;           // planes 0 to 2: all canonical decompositions lie here

/// Whether composing what `c` decomposes into gives `c` again; composition leaves some characters out.
bool composes_again(char32_t c, std::array<utf8proc_int32_t, 8> parts, utf8proc_ssize_t num_parts)
{
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t left = utf8proc_normalize_utf32(parts.data(), num_parts, options);
    return left == 1 && static_cast<char32_t>(parts[0]) == c;
}

std::vector<NfcClass> make_table()
{
    std::vector<NfcClass> table(table_end, nfc_inert);
    for (char32_t c = first_that_may_change; c < table_end; ++c) {
        const auto combining_class = utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
        table[c] = static_cast<NfcClass>(combining_class); // 0 to 240
    }
    for (char32_t c = 0; c < table_end; ++c) {
        std::array<utf8proc_int32_t, 8> parts{};
        int last_class = 0;
        const utf8proc_ssize_t num_parts =
            utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                    static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE), &last_class);
        if (num_parts < 1 || num_parts > static_cast<utf8proc_ssize_t>(parts.size())) {
            table[c] = nfc_may_change;
            continue;
        }
        for (std::size_t i = 1; i < static_cast<std::size_t>(num_parts); ++i) {
            table[static_cast<std::size_t>(parts[i])] = nfc_may_change; // it may join what stands before it
        }
        const bool is_itself = num_parts == 1 && static_cast<char32_t>(parts[0]) == c;
        if (!is_itself && !composes_again(c, parts, num_parts)) {
            table[c] = nfc_may_change;
        }
    }
    return table;
}

} // namespace

NfcClass nfc_class(char32_t code_point)
{
    static const std::vector<NfcClass> table = make_table();
    return code_point < table_end ? table[code_point] : nfc_may_change;
}

} // namespace kvscope
