#pragma once

#include "grading/math_expr.h"

#include <gmpxx.h>
#include <optional>

namespace kvscope {

/// The rational number that an expression is, by exact arithmetic. Nothing for all else: variables, roots that are not
/// rational, π, division by zero, and numbers of more than `max_exact_bits`.
std::optional<mpq_class> exact_value(const MathExpr &expr);

inline constexpr std::size_t max_exact_bits = 20000;

/// Whether the expression is a decimal literal as a person rounds one ("3.142", "-0.5"), and how finely.
struct DecimalLiteral {
    int num_fraction_digits = 0;
    int num_significant_digits = 0;
};
std::optional<DecimalLiteral> decimal_literal(const MathExpr &expr);

/// Whether the reduced fraction has a finite decimal expansion.
bool is_terminating(const mpq_class &value);

} // namespace kvscope
