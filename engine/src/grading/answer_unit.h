#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// Whether lower-case `words` name a unit that answers are given in ("cm", "square inches", "degrees", "dollars").
bool is_known_unit(std::string_view words);

/// One spelling per unit: "square inches" and "inch" with `exponent` 2 are "inch^2"; unknown words lose a plural s.
std::string canonical_unit(std::string_view words, int exponent = 1);

/// Whether two canonical units exclude each other. A unit left out, or words that are no unit, exclude nothing.
bool are_units_different(std::string_view a, std::string_view b);

} // namespace kvscope
