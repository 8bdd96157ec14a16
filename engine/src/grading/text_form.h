#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// An answer as text to compare where it is no mathematics: without layout commands, spaces and a final period; in
/// lower case if it holds words. "\text{East}" and "east" are the same.
std::string text_form(std::string_view answer);

} // namespace kvscope
