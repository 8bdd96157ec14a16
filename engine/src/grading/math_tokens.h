#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// How an answer that can be read in two ways is read.
struct AnswerReading {
    bool has_thousands_commas = true; ///< "1,234" is one number, not two answers
    bool is_log_natural = false;      ///< \log without a base is \ln, not base 10
    bool is_decimal_comma = false;    ///< "3,5" is three and a half
};

enum class MathTokenKind {
    Number,  ///< text: literal without separators
    Letter,  ///< text: one letter
    Word,    ///< text: several letters that name something: "pi", "sqrt", "infty", "frac", "sin"
    Text,    ///< text: words in lower case
    Operator ///< text: one character, or a relation: "<=", ">=", "!=", "~", "in", "\\\\", "{,"…
};

struct MathToken {
    MathTokenKind kind = MathTokenKind::Operator;
    std::string text;
    bool has_space_before = false;
};

/// Longest answer that is looked at as mathematics; longer ones are compared as text. Keeps hostile answers cheap.
inline constexpr std::size_t max_math_bytes = 4000;

/// Splits an answer (LaTeX, plain mathematics or a mixture) into tokens; layout commands ($, \left, \displaystyle,
/// spaces) are dropped. Nothing for text that is too long or not UTF-8-like mathematics at all.
std::optional<std::vector<MathToken>> tokenize_math(std::string_view text, AnswerReading reading);

} // namespace kvscope
