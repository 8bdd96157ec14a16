#pragma once

#include "grading/math_expr.h"

#include <set>
#include <string>

namespace kvscope {

enum class Likeness {
    Equal,   ///< as exact rationals, or at every sample point to 80 digits
    Rounded, ///< one is a decimal that rounds the other to six or more significant digits
    Different,
    Undecided, ///< no value, or too large to be evaluated
};

/// Whether two expressions are the same number or the same function of their symbols: exact rational arithmetic where
/// that applies, else complex numbers of 400 bits at fixed sample points (Schwartz–Zippel: functions of this kind that
/// agree to 80 digits at several points without structure are the same). Points where either is not real are passed
/// over, so √x·√x is x. Deterministic; costs at most some milliseconds.
Likeness compare_scalars(const MathExpr &a, const MathExpr &b);

/// Whether a = c·b for one constant c other than 0, which must be positive if `is_positive`: the same equation or
/// inequality.
bool are_proportional(const MathExpr &a, const MathExpr &b, bool is_positive);

/// −1, 0 or 1 as a < b, a = b, a > b; 2 if that cannot be said of them. ±∞ are ordered too.
int compare_order(const MathExpr &a, const MathExpr &b);

/// Names of the symbols in it.
std::set<std::string> symbols_of(const MathExpr &expr);

} // namespace kvscope
