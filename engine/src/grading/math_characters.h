#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// `text` with the Unicode characters of mathematics ("−", "×", "√", "π", "½", "²") written as LaTeX.
std::string latex_characters(std::string_view text);

/// Lower case, words separated by one space, punctuation at the ends, articles and LaTeX spacing removed.
std::string plain_words(std::string_view text);

} // namespace kvscope
