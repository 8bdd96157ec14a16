#pragma once

#include "grading/math_expr.h"

namespace kvscope {

/// Sums, negatives and products of small matrices as one matrix of unevaluated entries; all else as it is.
MathExpr with_matrix_arithmetic(MathExpr expr);

} // namespace kvscope
