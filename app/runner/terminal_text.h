#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kvscope {

/// `text` on one line and without power over the terminal: control characters (escape sequences among them), line
/// breaks and marks that reverse the reading direction become U+FFFD. Labels, ids and error texts come from files.
std::string printable(std::string_view text);

/// `text` as one word of a shell's command line: in quotes where it needs them.
std::string shell_word(const std::string &text);

/// Columns a text takes: one for each UTF-8 character.
std::size_t text_columns(std::string_view text);

/// `text` cut to at most `columns`, with "…" where something was left out.
std::string fitted(std::string text, std::size_t columns);

} // namespace kvscope
