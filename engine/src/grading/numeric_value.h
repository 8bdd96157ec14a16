#pragma once

#include "grading/complex_number.h"
#include "grading/math_expr.h"

#include <map>
#include <optional>
#include <string>

namespace kvscope {

using SymbolValues = std::map<std::string, ComplexNumber>;

/// Evaluates an expression at one point, principal branches throughout. Nothing where it is not defined or not finite,
/// has a symbol without a value, is no number at all (a set, a text), or takes more than the steps that are left.
class NumericEvaluator {
public:
    explicit NumericEvaluator(const SymbolValues &symbols) : symbols_(symbols) {}
    std::optional<ComplexNumber> evaluate(const MathExpr &expr);

private:
    using Value = std::optional<ComplexNumber>;
    Value evaluate_known(const MathExpr &expr);
    Value evaluate_fold(const MathExpr &expr);
    Value evaluate_power(const MathExpr &expr);
    Value evaluate_root(const MathExpr &expr);
    Value evaluate_call(const MathExpr &expr);

    const SymbolValues &symbols_;
    int num_steps_left_ = 4000; ///< operations; a millisecond holds about a hundred of the dearest
};

} // namespace kvscope
