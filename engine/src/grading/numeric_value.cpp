#include "grading/numeric_value.h"

#include "grading/exact_value.h"

#include <array>
#include <utility>

namespace kvscope {
namespace {

using Value = std::optional<ComplexNumber>;

/// MPFR keeps π and log 2 per thread; a thread that ends gives them back.
struct CacheOwner {
    ~CacheOwner() { mpfr_free_cache(); }
};

/// Larger arguments would make the reduction modulo π take memory in proportion to their exponent.
bool is_moderate(const ComplexNumber &value, mpfr_exp_t max_exponent = 64)
{
    for (mpfr_srcptr part : {value.real(), value.imaginary()}) {
        if (mpfr_regular_p(part) != 0 && mpfr_get_exp(part) > max_exponent) {
            return false;
        }
    }
    return true;
}

ComplexNumber from_exact(const mpq_class &exact)
{
    ComplexNumber value;
    mpc_set_q(value.get(), exact.get_mpq_t(), MPC_RNDNN);
    return value;
}

ComplexNumber pi()
{
    ComplexNumber value(0);
    mpfr_const_pi(value.real(), MPFR_RNDN);
    return value;
}

Value constant_value(const std::string &name)
{
    if (name == "pi") {
        return pi();
    }
    ComplexNumber value(1);
    if (name == "e") {
        mpc_exp(value.get(), value.get(), MPC_RNDNN);
    } else {
        mpc_mul_i(value.get(), value.get(), 1, MPC_RNDNN);
    }
    return value;
}

/// exp(y log x). For a real base ≥ 0 and a real exponent without the detour, so that the result is real.
Value general_power(const ComplexNumber &base, const ComplexNumber &exponent)
{
    ComplexNumber result(0);
    if (base.is_zero()) {
        return mpfr_sgn(exponent.real()) > 0 ? Value(result) : std::nullopt;
    }
    if (mpfr_zero_p(base.imaginary()) != 0 && mpfr_zero_p(exponent.imaginary()) != 0 && mpfr_sgn(base.real()) > 0) {
        mpfr_pow(result.real(), base.real(), exponent.real(), MPFR_RNDN);
        return result;
    }
    mpc_log(result.get(), base.get(), MPC_RNDNN);
    mpc_mul(result.get(), result.get(), exponent.get(), MPC_RNDNN);
    if (!is_moderate(result)) {
        return std::nullopt;
    }
    mpc_exp(result.get(), result.get(), MPC_RNDNN);
    return result;
}

using Unary = int (*)(mpc_ptr, mpc_srcptr, mpc_rnd_t);

Unary unary_function(const std::string &name)
{
    static constexpr std::array<std::pair<const char *, Unary>, 10> functions{{{"sin", mpc_sin},
                                                                               {"cos", mpc_cos},
                                                                               {"tan", mpc_tan},
                                                                               {"asin", mpc_asin},
                                                                               {"acos", mpc_acos},
                                                                               {"atan", mpc_atan},
                                                                               {"sinh", mpc_sinh},
                                                                               {"cosh", mpc_cosh},
                                                                               {"tanh", mpc_tanh},
                                                                               {"exp", mpc_exp}}};
    for (const auto &[known, function] : functions) {
        if (name == known) {
            return function;
        }
    }
    return nullptr;
}

Value reciprocal(const Value &value)
{
    if (!value || value->is_zero()) {
        return std::nullopt;
    }
    ComplexNumber result;
    mpc_ui_div(result.get(), 1, value->get(), MPC_RNDNN);
    return result;
}

/// Functions of one argument but factorial, which is left to exact arithmetic.
Value call_function(const std::string &name, const ComplexNumber &argument)
{
    ComplexNumber result(0);
    if (name == "abs") {
        mpc_abs(result.real(), argument.get(), MPFR_RNDN);
        return result;
    }
    if (name == "floor" || name == "ceil") {
        if (!argument.is_real()) {
            return std::nullopt;
        }
        (name == "floor" ? mpfr_floor : mpfr_ceil)(result.real(), argument.real());
        return result;
    }
    if (name == "ln" || name == "lg") {
        if (argument.is_zero()) {
            return std::nullopt;
        }
        (name == "ln" ? mpc_log : mpc_log10)(result.get(), argument.get(), MPC_RNDNN);
        return result;
    }
    if (!is_moderate(argument)) {
        return std::nullopt;
    }
    if (name == "sec" || name == "csc" || name == "cot") {
        return reciprocal(call_function(name == "sec" ? "cos" : name == "csc" ? "sin" : "tan", argument));
    }
    const Unary function = unary_function(name);
    if (!function) {
        return std::nullopt;
    }
    function(result.get(), argument.get(), MPC_RNDNN);
    return result;
}

/// n! and n over k of small whole numbers, such as variables are given where these occur.
Value count_ways(const std::string &name, const ComplexNumber &n, const Value &k)
{
    const auto is_count = [](const ComplexNumber &value) {
        return mpfr_zero_p(value.imaginary()) != 0 && mpfr_integer_p(value.real()) != 0 &&
               mpfr_sgn(value.real()) >= 0 && mpfr_cmp_ui(value.real(), 1000) <= 0;
    };
    if (!k || !is_count(n) || !is_count(*k)) {
        return std::nullopt;
    }
    mpz_class ways;
    if (name == "factorial") {
        mpz_fac_ui(ways.get_mpz_t(), mpfr_get_ui(n.real(), MPFR_RNDN));
    } else {
        mpz_bin_uiui(ways.get_mpz_t(), mpfr_get_ui(n.real(), MPFR_RNDN), mpfr_get_ui(k->real(), MPFR_RNDN));
    }
    return from_exact(mpq_class(ways));
}

bool is_trigonometric(const std::string &name)
{
    return name == "sin" || name == "cos" || name == "tan" || name == "cot" || name == "sec" || name == "csc";
}

} // namespace

std::optional<ComplexNumber> NumericEvaluator::evaluate(const MathExpr &expr)
{
    static const thread_local CacheOwner cache_owner;
    (void)cache_owner;
    if (--num_steps_left_ < 0) {
        return std::nullopt;
    }
    Value value = evaluate_known(expr);
    if (!value || !value->is_finite()) {
        return std::nullopt;
    }
    // A negative zero would put √−1 on the other side of the branch cut.
    for (mpfr_ptr part : {value->real(), value->imaginary()}) {
        if (mpfr_zero_p(part) != 0) {
            mpfr_set_zero(part, 1);
        }
    }
    return value;
}

NumericEvaluator::Value NumericEvaluator::evaluate_known(const MathExpr &expr)
{
    switch (expr.kind) {
    case MathKind::Number: {
        const std::optional<mpq_class> exact = exact_value(expr);
        return exact ? Value(from_exact(*exact)) : std::nullopt;
    }
    case MathKind::Symbol: {
        const auto found = symbols_.find(expr.name);
        return found == symbols_.end() ? std::nullopt : Value(found->second);
    }
    case MathKind::Constant:
        return constant_value(expr.name);
    case MathKind::Negate: {
        Value value = evaluate(expr.args[0]);
        if (value) {
            mpc_neg(value->get(), value->get(), MPC_RNDNN);
        }
        return value;
    }
    case MathKind::Sum:
    case MathKind::Product:
        return evaluate_fold(expr);
    case MathKind::Quotient: {
        const Value upper = evaluate(expr.args[0]);
        Value lower = upper ? reciprocal(evaluate(expr.args[1])) : std::nullopt;
        if (lower) {
            mpc_mul(lower->get(), lower->get(), upper->get(), MPC_RNDNN);
        }
        return lower;
    }
    case MathKind::Power:
        return evaluate_power(expr);
    case MathKind::Root:
        return evaluate_root(expr);
    case MathKind::Call:
        return evaluate_call(expr);
    case MathKind::Quantity:
        return evaluate(expr.args[0]);
    default:
        return std::nullopt;
    }
}

NumericEvaluator::Value NumericEvaluator::evaluate_fold(const MathExpr &expr)
{
    Value total;
    for (const MathExpr &arg : expr.args) {
        const Value value = evaluate(arg);
        if (!value) {
            return std::nullopt;
        }
        if (!total) {
            total = value;
        } else if (expr.kind == MathKind::Sum) {
            mpc_add(total->get(), total->get(), value->get(), MPC_RNDNN);
        } else {
            mpc_mul(total->get(), total->get(), value->get(), MPC_RNDNN);
        }
    }
    return total;
}

NumericEvaluator::Value NumericEvaluator::evaluate_power(const MathExpr &expr)
{
    const Value base = evaluate(expr.args[0]);
    if (!base) {
        return std::nullopt;
    }
    if (const std::optional<mpq_class> exponent = exact_value(expr.args[1]);
        exponent && exponent->get_den() == 1 && exponent->get_num().fits_sint_p()) {
        const long times = exponent->get_num().get_si();
        if (times >= -1000 && times <= 1000) {
            if (base->is_zero() && times <= 0) {
                return std::nullopt;
            }
            ComplexNumber result;
            mpc_pow_si(result.get(), base->get(), times, MPC_RNDNN);
            return result;
        }
    }
    const Value exponent = evaluate(expr.args[1]);
    return exponent ? general_power(*base, *exponent) : std::nullopt;
}

NumericEvaluator::Value NumericEvaluator::evaluate_root(const MathExpr &expr)
{
    Value radicand = evaluate(expr.args[0]);
    const Value degree = radicand ? evaluate(expr.args[1]) : std::nullopt;
    if (!degree || degree->is_zero()) {
        return std::nullopt;
    }
    const bool is_real = mpfr_zero_p(radicand->imaginary()) != 0;
    if (mpfr_cmp_ui(degree->real(), 2) == 0) {
        mpc_sqrt(radicand->get(), radicand->get(), MPC_RNDNN);
        return radicand;
    }
    // The cube root of −8 is −2, as in school, not the principal root.
    const bool is_odd = mpfr_integer_p(degree->real()) != 0 && is_moderate(*degree, 30) &&
                        mpfr_get_si(degree->real(), MPFR_RNDN) % 2 != 0;
    const bool is_negated = is_real && is_odd && mpfr_sgn(radicand->real()) < 0;
    if (is_negated) {
        mpc_neg(radicand->get(), radicand->get(), MPC_RNDNN);
        mpfr_set_zero(radicand->imaginary(), 1);
    }
    Value result = radicand->is_zero() ? radicand : general_power(*radicand, *reciprocal(degree));
    if (result && is_negated) {
        mpc_neg(result->get(), result->get(), MPC_RNDNN);
    }
    return result;
}

NumericEvaluator::Value NumericEvaluator::evaluate_call(const MathExpr &expr)
{
    if (const std::optional<mpq_class> exact = exact_value(expr)) {
        return from_exact(*exact);
    }
    Value argument = expr.args.empty() ? std::nullopt : evaluate(expr.args[0]);
    if (!argument) {
        return std::nullopt;
    }
    if (expr.name == "factorial" || expr.name == "binomial") {
        return count_ways(expr.name, *argument, expr.args.size() > 1 ? evaluate(expr.args[1]) : argument);
    }
    if (is_trigonometric(expr.name) && expr.args[0].kind == MathKind::Quantity && expr.args[0].name == "degree") {
        mpc_mul(argument->get(), argument->get(), pi().get(), MPC_RNDNN);
        mpc_div_ui(argument->get(), argument->get(), 180, MPC_RNDNN);
    }
    if (expr.name != "log") {
        return call_function(expr.name, *argument);
    }
    const Value base = evaluate(expr.args[1]);
    const Value upper = call_function("ln", *argument);
    Value lower = base ? reciprocal(call_function("ln", *base)) : std::nullopt;
    if (!upper || !lower) {
        return std::nullopt;
    }
    mpc_mul(lower->get(), lower->get(), upper->get(), MPC_RNDNN);
    return lower;
}

} // namespace kvscope
