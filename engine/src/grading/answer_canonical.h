#pragma once

#include "grading/math_expr.h"

namespace kvscope {

/// The same answer with fewer ways to say it: a ± b as the list of both values, lists in lists flattened, sums and
/// products of matrices worked out.
MathExpr canonical_answer(MathExpr expr);

} // namespace kvscope
