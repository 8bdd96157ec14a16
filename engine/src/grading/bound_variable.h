#pragma once

#include "grading/math_expr.h"

#include <vector>

namespace kvscope {

/// Sums, products, integrals and limits: whatever gives a variable its meaning (MathKind::Bound).

/// Finite sums and products whose bounds are whole numbers, written out, and as one number where that is rational.
/// At most `max_written_nodes` parts of expressions are made; what is longer stays as it is.
MathExpr with_finite_sums(MathExpr expr);

inline constexpr int max_written_nodes = 10000;

/// Whether the value knows the variable no more; \int f dx is still a function of x.
bool hides_variable(const MathExpr &bound);

/// Whether both mean the same for the same reason: bounds of the same value, and what stands behind them equal once the
/// variable has one name. \sum_{k=0}^{n} f(k+1) and \sum_{j=1}^{n+1} f(j) are; a sum and its closed form are not, nor
/// is an integral that was substituted.
bool are_bound_equal(const MathExpr &a, const MathExpr &b);

/// Replaces what is Bound in both expressions by symbols, the same one for those that are equal, so that they can be
/// compared by value: equal whatever those are. False: there are more of them than are compared.
bool replace_bound(MathExpr &a, MathExpr &b);

/// `expr` with `value` in place of the symbol, except where a Bound inside gives the name another meaning.
MathExpr substituted(MathExpr expr, const std::string &symbol, const MathExpr &value);

} // namespace kvscope
