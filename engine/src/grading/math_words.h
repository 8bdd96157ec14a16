#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// What a LaTeX command (without its backslash) or a plain word stands for in an answer.
enum class WordMeaning {
    Unknown,
    Layout,    ///< says nothing: \left, \displaystyle, \quad, \mathbf
    TextBlock, ///< its braces hold words: \text, \mathrm
    Operator,  ///< `name`: token text
    Name,      ///< `name`: function, constant or symbol
};

struct Word {
    WordMeaning meaning = WordMeaning::Unknown;
    std::string_view name;
};

Word command_meaning(std::string_view command);
/// A word without a backslash: only what people write so ("sqrt", "pi", "sin", "and", "infinity").
Word plain_word_meaning(std::string_view word);
bool is_function_name(std::string_view name); ///< "sin", "ln", …: takes its argument with or without parentheses

} // namespace kvscope
