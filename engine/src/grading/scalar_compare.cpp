#include "grading/scalar_compare.h"

#include "grading/bound_variable.h"
#include "grading/exact_value.h"
#include "grading/numeric_value.h"

#include <algorithm>
#include <optional>

namespace kvscope {
namespace {

constexpr int num_sample_points = 7;
constexpr int min_common_points = 2;
constexpr int min_rounded_digits = 6;

template <class Predicate>
bool any_node(const MathExpr &expr, const Predicate &predicate)
{
    return predicate(expr) || std::any_of(expr.args.begin(), expr.args.end(),
                                          [&](const MathExpr &arg) { return any_node(arg, predicate); });
}

void collect_symbols(const MathExpr &expr, std::set<std::string> &symbols)
{
    if (expr.kind == MathKind::Symbol) {
        symbols.insert(expr.name);
    }
    if (expr.kind == MathKind::Bound && hides_variable(expr)) {
        std::set<std::string> inner;
        collect_symbols(expr.args[1], inner);
        inner.erase(expr.args[0].name);
        symbols.merge(inner);
        for (std::size_t i = 2; i < expr.args.size(); ++i) {
            collect_symbols(expr.args[i], symbols);
        }
        return;
    }
    for (const MathExpr &arg : expr.args) {
        collect_symbols(arg, symbols);
    }
}

bool has_bound(const MathExpr &expr)
{
    return any_node(expr, [](const MathExpr &node) { return node.kind == MathKind::Bound; });
}

bool needs_whole_numbers(const MathExpr &expr)
{
    return any_node(expr, [](const MathExpr &node) {
        return node.kind == MathKind::Call && (node.name == "factorial" || node.name == "binomial");
    });
}

bool has_imaginary_unit(const MathExpr &expr)
{
    return any_node(expr, [](const MathExpr &node) { return node.kind == MathKind::Constant && node.name == "i"; });
}

std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/// A whole number from 2 to 8: each symbol takes every one of them, so that (-1)^n is seen with both signs, and the
/// first six do so in different orders.
long whole_number(std::uint64_t symbol, int point)
{
    const std::uint64_t step = 1 + symbol % 6;
    return static_cast<long>(2 + (static_cast<std::uint64_t>(point) * step + mixed(symbol) % 7) % 7);
}

/// Values for all symbols at one point: the first three points are positive, one lies below 1, the rest have either
/// sign.
SymbolValues sample_point(const std::set<std::string> &symbols, int point, bool is_whole)
{
    SymbolValues values;
    std::uint64_t index = 0;
    for (const std::string &symbol : symbols) {
        if (is_whole) {
            values.emplace(symbol, ComplexNumber(whole_number(index++, point)));
            continue;
        }
        const std::uint64_t bits = mixed(static_cast<std::uint64_t>(point) * 1000 + index++);
        ComplexNumber value(static_cast<long>(bits % 99991)); // below 1, in units of 1/99991
        mpc_div_ui(value.get(), value.get(), 99991, MPC_RNDNN);
        const bool is_signed = point >= 4;
        mpc_mul_ui(value.get(), value.get(), is_signed ? 6 : point == 3 ? 1 : 3, MPC_RNDNN);
        if (is_signed) {
            mpfr_sub_ui(value.real(), value.real(), 3, MPFR_RNDN);
        }
        values.emplace(symbol, value);
    }
    return values;
}

struct Sample {
    ComplexNumber a;
    ComplexNumber b;
};

/// Both values at a point, if both are defined there, and real unless the imaginary unit is written.
std::optional<Sample> sample(const MathExpr &a, const MathExpr &b, const SymbolValues &values, bool is_complex)
{
    const auto value_a = NumericEvaluator(values).evaluate(a);
    const auto value_b = value_a ? NumericEvaluator(values).evaluate(b) : std::nullopt;
    if (!value_b || (!is_complex && (!value_a->is_real() || !value_b->is_real()))) {
        return std::nullopt;
    }
    return Sample{*value_a, *value_b};
}

/// Whether the decimal `literal` is `other` rounded to its last digit.
bool is_rounding_of(const MathExpr &literal, const MathExpr &other)
{
    const std::optional<DecimalLiteral> decimal = decimal_literal(literal);
    if (!decimal || decimal->num_significant_digits < min_rounded_digits) {
        return false;
    }
    const std::optional<mpq_class> exact = exact_value(other);
    if (exact && is_terminating(*exact)) {
        return false; // it could have been written out
    }
    const std::optional<Sample> values = sample(literal, other, {}, false);
    if (!values) {
        return false;
    }
    ComplexNumber difference;
    mpc_sub(difference.get(), values->a.get(), values->b.get(), MPC_RNDNN);
    mpfr_abs(difference.real(), difference.real(), MPFR_RNDN);
    ComplexNumber half_unit(10);
    mpfr_pow_si(half_unit.real(), half_unit.real(), -decimal->num_fraction_digits, MPFR_RNDN);
    mpfr_div_ui(half_unit.real(), half_unit.real(), 2, MPFR_RNDN);
    return mpfr_lessequal_p(difference.real(), half_unit.real()) != 0;
}

Likeness compare_constants(const MathExpr &a, const MathExpr &b)
{
    const std::optional<mpq_class> exact_a = exact_value(a);
    const std::optional<mpq_class> exact_b = exact_value(b);
    bool is_equal = false;
    if (exact_a && exact_b) {
        is_equal = *exact_a == *exact_b;
    } else {
        const std::optional<Sample> values = sample(a, b, {}, true);
        if (!values) {
            return Likeness::Undecided;
        }
        is_equal = are_close(values->a, values->b);
    }
    if (is_equal) {
        return Likeness::Equal;
    }
    return is_rounding_of(a, b) || is_rounding_of(b, a) ? Likeness::Rounded : Likeness::Different;
}

/// The infinite ends of the line as −1 and 1; 0 for all else.
int infinity_sign(const MathExpr &expr)
{
    if (expr.kind == MathKind::Negate) {
        return -infinity_sign(expr.args[0]);
    }
    return expr.kind == MathKind::Infinity ? 1 : 0;
}

} // namespace

std::set<std::string> symbols_of(const MathExpr &expr)
{
    std::set<std::string> symbols;
    collect_symbols(expr, symbols);
    return symbols;
}

Likeness compare_scalars(const MathExpr &a, const MathExpr &b)
{
    if (a == b) {
        return Likeness::Equal;
    }
    if (has_bound(a) || has_bound(b)) {
        MathExpr x = a;
        MathExpr y = b;
        return replace_bound(x, y) ? compare_scalars(x, y) : Likeness::Undecided;
    }
    std::set<std::string> symbols = symbols_of(a);
    symbols.merge(symbols_of(b));
    if (symbols.empty()) {
        return compare_constants(a, b);
    }
    const bool is_whole = needs_whole_numbers(a) || needs_whole_numbers(b);
    const bool is_complex = has_imaginary_unit(a) || has_imaginary_unit(b);
    int num_common = 0;
    for (int point = 0; point < num_sample_points; ++point) {
        const std::optional<Sample> values = sample(a, b, sample_point(symbols, point, is_whole), is_complex);
        if (!values) {
            continue;
        }
        if (!are_close(values->a, values->b)) {
            return Likeness::Different;
        }
        ++num_common;
    }
    return num_common >= min_common_points ? Likeness::Equal : Likeness::Undecided;
}

bool are_proportional(const MathExpr &a, const MathExpr &b, bool is_positive)
{
    const std::set<std::string> symbols = symbols_of(a);
    if (symbols != symbols_of(b)) {
        return false;
    }
    const bool is_complex = has_imaginary_unit(a) || has_imaginary_unit(b);
    std::optional<ComplexNumber> factor;
    int num_common = 0;
    for (int point = 0; point < num_sample_points; ++point) {
        std::optional<Sample> values = sample(a, b, sample_point(symbols, point, false), is_complex);
        if (!values || values->a.is_zero() || values->b.is_zero()) {
            continue;
        }
        mpc_div(values->a.get(), values->a.get(), values->b.get(), MPC_RNDNN);
        if (factor && !are_close(*factor, values->a)) {
            return false;
        }
        factor = values->a;
        ++num_common;
    }
    return num_common >= min_common_points && (!is_positive || mpfr_sgn(factor->real()) > 0);
}

int compare_order(const MathExpr &a, const MathExpr &b)
{
    const int infinity_a = infinity_sign(a);
    const int infinity_b = infinity_sign(b);
    if (infinity_a != 0 || infinity_b != 0) {
        return infinity_a == infinity_b ? 0 : infinity_a < infinity_b ? -1 : 1;
    }
    if (!symbols_of(a).empty() || !symbols_of(b).empty()) {
        return a == b ? 0 : 2;
    }
    const Likeness likeness = compare_constants(a, b);
    if (likeness == Likeness::Equal || likeness == Likeness::Undecided) {
        return likeness == Likeness::Equal ? 0 : 2;
    }
    const std::optional<Sample> values = sample(a, b, {}, false);
    return !values ? 2 : mpfr_cmp(values->a.real(), values->b.real()) < 0 ? -1 : 1;
}

} // namespace kvscope
