#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kvscope {

/// Reads the number that starts at `pos` (a digit or a point), which moves behind it: "12", ".5", "1,234.5" with its
/// separators left out, "1.5e10", "1\,234", "1{,}234", "1 234 567". Commas separate thousands, or the fraction, only if
/// told to.
std::string read_math_number(std::string_view text, std::size_t &pos, bool has_thousands_commas, bool is_decimal_comma);

} // namespace kvscope
