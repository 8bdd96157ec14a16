#pragma once

#include "grading/math_expr.h"
#include "grading/math_tokens.h"

#include <optional>
#include <string_view>

namespace kvscope {

/// The tree of a short answer; nothing for what is no mathematics we know. A grammar of our own over LaTeX and plain
/// notation: numbers and expressions, points, intervals, sets, lists, matrices, equations and inequalities, units.
/// Depth and length are bounded, so that any text costs at most a few milliseconds.
std::optional<MathExpr> parse_math(std::string_view text, AnswerReading reading);

} // namespace kvscope
