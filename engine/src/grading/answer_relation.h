#pragma once

#include "grading/math_expr.h"

#include <optional>

namespace kvscope {

/// Whether an expression only names something: x, AB, f(x), P(2), \angle ABC, |AB|, NO/BO, (p, q), a word.
bool is_name(const MathExpr &expr);

/// The value that a relation states of something that only has a name: 5 of "x = 5", "f(2) = 2 + 3 = 5", "AB = 5", "5 =
/// x", "x ∈ …"; the exact side of "1/3 ≈ 0.333". Nothing for an equation such as x² = 4.
std::optional<MathExpr> stated_value(const MathExpr &relation);

/// Whether two relations say the same: x = 5 and 2x = 10, y = 2x + 3 and f(x) = 2x + 3, but not x = 5 and y = 5.
bool are_relations_equal(const MathExpr &a, const MathExpr &b);

/// The name that "x = 5" is about; empty for all else.
std::string assigned_name(const MathExpr &expr);

} // namespace kvscope
