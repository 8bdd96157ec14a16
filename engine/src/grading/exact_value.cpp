#include "grading/exact_value.h"

#include <algorithm>
#include <cctype>

namespace kvscope {
namespace {

using Exact = std::optional<mpq_class>;

constexpr long max_decimal_exponent = 4000;
constexpr unsigned long max_factorial = 1000;

bool is_small_enough(const mpq_class &value)
{
    return mpz_sizeinbase(value.get_num_mpz_t(), 2) <= max_exact_bits &&
           mpz_sizeinbase(value.get_den_mpz_t(), 2) <= max_exact_bits;
}

Exact bounded(mpq_class value)
{
    return is_small_enough(value) ? Exact(std::move(value)) : std::nullopt;
}

mpz_class power_of_ten(unsigned long exponent)
{
    mpz_class result;
    mpz_ui_pow_ui(result.get_mpz_t(), 10, exponent);
    return result;
}

mpz_class integer_of(const std::string &digits, int base = 10)
{
    mpz_class value;
    if (digits.empty() || mpz_set_str(value.get_mpz_t(), digits.c_str(), base) != 0) {
        return 0;
    }
    return value;
}

/// "12", "0.5", "1.2e-3", "0.1(6)"
Exact literal_value(const std::string &literal)
{
    const std::size_t exponent_at = literal.find('e');
    const std::string mantissa = literal.substr(0, exponent_at);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t repeat = std::min(mantissa.find('('), mantissa.size());
    const std::string whole = mantissa.substr(0, point);
    const std::string fraction = point < repeat ? mantissa.substr(point + 1, repeat - point - 1) : "";
    mpq_class value(integer_of(whole + fraction), power_of_ten(fraction.size()));
    if (repeat < mantissa.size()) {
        const std::string period = mantissa.substr(repeat + 1, mantissa.size() - repeat - 2);
        if (period.empty() || !std::all_of(period.begin(), period.end(), [](char c) { return c >= '0' && c <= '9'; })) {
            return std::nullopt;
        }
        value += mpq_class(integer_of(period), (power_of_ten(period.size()) - 1) * power_of_ten(fraction.size()));
    }
    value.canonicalize();
    if (exponent_at != std::string::npos) {
        const std::string digits = literal.substr(exponent_at + 1);
        if (digits.size() > 5) {
            return std::nullopt;
        }
        const long exponent = std::strtol(digits.c_str(), nullptr, 10);
        if (std::abs(exponent) > max_decimal_exponent) {
            return std::nullopt;
        }
        const mpz_class scale = power_of_ten(static_cast<unsigned long>(std::abs(exponent)));
        value = exponent < 0 ? mpq_class(value / scale) : mpq_class(value * scale);
    }
    return bounded(std::move(value));
}

/// 52_8 is forty-two. A digit that the base does not have makes it no number.
Exact based_value(const MathExpr &expr)
{
    if (expr.args.front().name.size() > 2) {
        return std::nullopt;
    }
    const int base = std::atoi(expr.args.front().name.c_str());
    mpz_class value;
    if (base < 2 || base > 36 || mpz_set_str(value.get_mpz_t(), expr.name.c_str(), base) != 0) {
        return std::nullopt;
    }
    return mpq_class(value);
}

Exact integer_power(const mpq_class &base, const mpz_class &exponent)
{
    if (base == 0) {
        return exponent > 0 ? Exact(0) : std::nullopt;
    }
    const std::size_t base_bits =
        std::max(mpz_sizeinbase(base.get_num_mpz_t(), 2), mpz_sizeinbase(base.get_den_mpz_t(), 2));
    const bool is_unit = base == 1 || base == -1;
    if (!is_unit && (!exponent.fits_sint_p() ||
                     base_bits * static_cast<std::size_t>(std::abs(exponent.get_si())) > max_exact_bits)) {
        return std::nullopt;
    }
    if (is_unit) {
        return base == 1 || mpz_even_p(exponent.get_mpz_t()) ? Exact(1) : Exact(-1);
    }
    const auto times = static_cast<unsigned long>(std::abs(exponent.get_si()));
    mpq_class result;
    mpz_pow_ui(result.get_num_mpz_t(), base.get_num_mpz_t(), times);
    mpz_pow_ui(result.get_den_mpz_t(), base.get_den_mpz_t(), times);
    return exponent < 0 ? mpq_class(1 / result) : result;
}

/// A root that is rational; the real one of a negative radicand where the degree is odd and small.
Exact rational_root(const mpq_class &radicand, unsigned long degree)
{
    if (degree == 0 || degree > 64 || (radicand < 0 && degree % 2 == 0)) {
        return std::nullopt;
    }
    mpq_class root;
    const bool is_exact = mpz_root(root.get_num_mpz_t(), radicand.get_num_mpz_t(), degree) != 0 &&
                          mpz_root(root.get_den_mpz_t(), radicand.get_den_mpz_t(), degree) != 0;
    return is_exact ? Exact(root) : std::nullopt;
}

Exact power_value(const MathExpr &expr)
{
    const Exact base = exact_value(expr.args[0]);
    const Exact exponent = exact_value(expr.args[1]);
    if (!base || !exponent) {
        return std::nullopt;
    }
    if (exponent->get_den() == 1) {
        return integer_power(*base, exponent->get_num());
    }
    if (!exponent->get_den().fits_uint_p() || *base < 0) {
        return std::nullopt; // the principal root of a negative number is complex
    }
    const Exact root = rational_root(*base, exponent->get_den().get_ui());
    return root ? integer_power(*root, exponent->get_num()) : std::nullopt;
}

Exact root_value(const MathExpr &expr)
{
    const Exact radicand = exact_value(expr.args[0]);
    const Exact degree = exact_value(expr.args[1]);
    if (!radicand || !degree || degree->get_den() != 1 || !degree->get_num().fits_uint_p()) {
        return std::nullopt;
    }
    return rational_root(*radicand, degree->get_num().get_ui());
}

Exact rounded(const mpq_class &value, bool is_up)
{
    mpz_class result;
    (is_up ? mpz_cdiv_q : mpz_fdiv_q)(result.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
    return mpq_class(result);
}

Exact call_value(const MathExpr &expr)
{
    std::vector<mpq_class> values;
    for (const MathExpr &arg : expr.args) {
        Exact value = exact_value(arg);
        if (!value) {
            return std::nullopt;
        }
        values.push_back(std::move(*value));
    }
    const auto is_count = [](const mpq_class &value) {
        return value.get_den() == 1 && value >= 0 && value <= max_factorial;
    };
    if (values.empty()) {
        return std::nullopt;
    }
    const mpq_class &first = values.front();
    if (expr.name == "abs") {
        return mpq_class(::abs(first));
    }
    if (expr.name == "floor" || expr.name == "ceil") {
        return rounded(first, expr.name == "ceil");
    }
    if (expr.name == "max" || expr.name == "min") {
        return expr.name == "max" ? *std::max_element(values.begin(), values.end())
                                  : *std::min_element(values.begin(), values.end());
    }
    mpz_class result;
    if (expr.name == "factorial" && is_count(first)) {
        mpz_fac_ui(result.get_mpz_t(), first.get_num().get_ui());
        return mpq_class(result);
    }
    if (expr.name == "binomial" && is_count(first) && is_count(values[1])) {
        mpz_bin_ui(result.get_mpz_t(), first.get_num().get_mpz_t(), values[1].get_num().get_ui());
        return mpq_class(result);
    }
    return std::nullopt;
}

/// Folds the arguments of a sum or product; nothing once one of them is no rational number or the result too large.
template <class Combine>
Exact fold(const MathExpr &expr, Combine combine)
{
    Exact total;
    for (const MathExpr &arg : expr.args) {
        const Exact value = exact_value(arg);
        if (!value) {
            return std::nullopt;
        }
        total = total ? bounded(combine(*total, *value)) : value;
        if (!total) {
            return std::nullopt;
        }
    }
    return total;
}

} // namespace

std::optional<mpq_class> exact_value(const MathExpr &expr)
{
    switch (expr.kind) {
    case MathKind::Number:
        return expr.args.empty() ? literal_value(expr.name) : based_value(expr);
    case MathKind::Negate: {
        const Exact value = exact_value(expr.args[0]);
        return value ? Exact(-*value) : std::nullopt;
    }
    case MathKind::Sum:
        return fold(expr, [](const mpq_class &a, const mpq_class &b) { return mpq_class(a + b); });
    case MathKind::Product:
        return fold(expr, [](const mpq_class &a, const mpq_class &b) { return mpq_class(a * b); });
    case MathKind::Quotient: {
        const Exact lower = exact_value(expr.args[1]);
        const Exact upper = lower && *lower != 0 ? exact_value(expr.args[0]) : std::nullopt;
        return upper ? bounded(*upper / *lower) : std::nullopt;
    }
    case MathKind::Power:
        return power_value(expr);
    case MathKind::Root:
        return root_value(expr);
    case MathKind::Call:
        return call_value(expr);
    case MathKind::Quantity:
        return expr.name == "degree" ? std::nullopt : exact_value(expr.args[0]);
    default:
        return std::nullopt;
    }
}

std::optional<DecimalLiteral> decimal_literal(const MathExpr &expr)
{
    const MathExpr &number = expr.kind == MathKind::Negate ? expr.args[0] : expr;
    if (number.kind != MathKind::Number || !number.args.empty()) {
        return std::nullopt;
    }
    const std::size_t point = number.name.find('.');
    if (point == std::string::npos || number.name.find_first_of("e(") != std::string::npos) {
        return std::nullopt;
    }
    std::string digits = number.name.substr(0, point) + number.name.substr(point + 1);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return DecimalLiteral{static_cast<int>(number.name.size() - point - 1), static_cast<int>(digits.size())};
}

bool is_terminating(const mpq_class &value)
{
    mpz_class rest = value.get_den();
    for (const unsigned long prime : {2ul, 5ul}) {
        const mpz_class factor(prime);
        mpz_remove(rest.get_mpz_t(), rest.get_mpz_t(), factor.get_mpz_t());
    }
    return rest == 1;
}

} // namespace kvscope
