#pragma once

#include "grading/math_expr.h"

#include <string>

namespace kvscope {

struct AnswerComparison {
    bool is_equal = false;
    std::string reason; ///< one sentence
};

/// Whether an answer means the same as the gold answer. What is compared with what:
/// - expressions by value (scalar_compare.h); a decimal that rounds a number without a finite decimal expansion counts
///   from six significant digits on;
/// - finite sums and products by value; other ones, integrals and limits if they are the same up to the name and the
///   first value of the variable (bound_variable.h), alone or inside expressions;
/// - units may be left out on either side, but not differ; "%" is such a unit, so 50 % is 50 and never 0.5;
/// - points, intervals and matrices entry by entry; sets and lists in any order; ± as two answers;
/// - a list like a point if it has its order; "x = 5" like 5; an inequality like its interval;
/// - a number in another base like its digits with the base left out, or by value if both name one.
AnswerComparison compare_answers(const MathExpr &gold, const MathExpr &answer);

} // namespace kvscope
