#pragma once

#include "grading/math_expr.h"

#include <optional>
#include <vector>

namespace kvscope {

struct RealInterval {
    MathExpr low;
    MathExpr high;
    bool is_low_closed = false;
    bool is_high_closed = false;
};

/// Disjoint intervals from left to right.
using RealSet = std::vector<RealInterval>;

/// A set of real numbers however it is written: interval, union, set, "all but", inequality in one variable, ∈. Nothing
/// for what is none, or has ends that cannot be ordered.
std::optional<RealSet> real_set(const MathExpr &expr);

bool are_equal(const RealSet &a, const RealSet &b);

} // namespace kvscope
