#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kvscope {

/// The integer that a short answer states, in canonical form ("-5", "33", "0"), of any length. Understands what models
/// wrap around one: $…$, \text{…}, braces, thousands separators ("1,234", "1\,234", "1{,}234"), a plus sign, leading
/// zeros, a zero fraction ("33.0"), a final period. Nothing for all else: ".5", "1/2", "3.7", "1,23", "x=5", "5 cm".
std::optional<std::string> parse_integer(std::string_view text);

} // namespace kvscope
