#include "grading/bound_variable.h"

#include "grading/exact_value.h"
#include "grading/scalar_compare.h"

#include <algorithm>
#include <optional>

namespace kvscope {
namespace {

constexpr int max_bound = 6; ///< in both expressions, those inside others included

bool is_series(const MathExpr &expr)
{
    return expr.kind == MathKind::Bound && (expr.name == "sum" || expr.name == "prod");
}

int num_nodes(const MathExpr &expr)
{
    int total = 1;
    for (const MathExpr &arg : expr.args) {
        total += num_nodes(arg);
    }
    return total;
}

int num_bound(const MathExpr &expr)
{
    int total = expr.kind == MathKind::Bound ? 1 : 0;
    for (const MathExpr &arg : expr.args) {
        total += num_bound(arg);
    }
    return total;
}

MathExpr integer_expr(const mpz_class &value)
{
    MathExpr number{MathKind::Number, mpz_class(::abs(value)).get_str(), {}};
    return value < 0 ? MathExpr{MathKind::Negate, "", {std::move(number)}} : number;
}

MathExpr rational_expr(const mpq_class &value)
{
    if (value.get_den() == 1) {
        return integer_expr(value.get_num());
    }
    return MathExpr{MathKind::Quotient, "", {integer_expr(value.get_num()), integer_expr(value.get_den())}};
}

std::optional<mpz_class> whole_value(const MathExpr &expr)
{
    const std::optional<mpq_class> value = exact_value(expr);
    return value && value->get_den() == 1 ? std::optional(value->get_num()) : std::nullopt;
}

class Writer {
public:
    MathExpr written(MathExpr expr)
    {
        if (!is_series(expr)) {
            for (MathExpr &arg : expr.args) {
                arg = written(std::move(arg));
            }
            return expr;
        }
        expr.args[2] = written(std::move(expr.args[2]));
        expr.args[3] = written(std::move(expr.args[3]));
        std::optional<MathExpr> terms = terms_of(expr);
        if (!terms) {
            return expr;
        }
        if (num_bound(*terms) == 0) {
            if (const std::optional<mpq_class> value = exact_value(*terms)) {
                return rational_expr(*value);
            }
        }
        return std::move(*terms);
    }

private:
    std::optional<MathExpr> terms_of(const MathExpr &series)
    {
        const std::optional<mpz_class> first = whole_value(series.args[2]);
        const std::optional<mpz_class> last = whole_value(series.args[3]);
        const bool is_sum = series.name == "sum";
        if (!first || !last || *last < *first - 1) {
            return std::nullopt;
        }
        if (*last < *first) {
            return integer_expr(is_sum ? 0 : 1);
        }
        const mpz_class needed = (*last - *first + 1) * num_nodes(series.args[1]);
        if (needed > num_nodes_left_) {
            return std::nullopt;
        }
        num_nodes_left_ -= static_cast<int>(needed.get_si());
        MathExpr all{is_sum ? MathKind::Sum : MathKind::Product, "", {}};
        for (mpz_class value = *first; value <= *last; ++value) {
            all.args.push_back(written(substituted(series.args[1], series.args[0].name, integer_expr(value))));
        }
        return all;
    }

    int num_nodes_left_ = max_written_nodes;
};

/// A series that begins at 0 if it begins at a number: \sum_{k=1}^n f(k) is \sum_{k=0}^{n-1} f(k+1).
MathExpr begun_at_zero(MathExpr series)
{
    const std::optional<mpz_class> first = is_series(series) ? whole_value(series.args[2]) : std::nullopt;
    if (!first || *first == 0) {
        return series;
    }
    const MathExpr shift = integer_expr(*first);
    series.args[1] = substituted(std::move(series.args[1]), series.args[0].name,
                                 MathExpr{MathKind::Sum, "", {series.args[0], shift}});
    series.args[2] = integer_expr(0);
    if (series.args[3].kind != MathKind::Infinity) {
        MathExpr minus{MathKind::Negate, "", {shift}};
        series.args[3] = MathExpr{MathKind::Sum, "", {std::move(series.args[3]), std::move(minus)}};
    }
    return series;
}

bool is_infinite(const MathExpr &expr)
{
    return expr.kind == MathKind::Infinity || (expr.kind == MathKind::Negate && is_infinite(expr.args[0]));
}

bool is_same_place(const MathExpr &a, const MathExpr &b)
{
    return is_infinite(a) || is_infinite(b) ? a == b : compare_scalars(a, b) == Likeness::Equal;
}

/// Equal as functions. The product with i asks for equal complex values, since (-1)^k is real at whole k only.
bool is_same_function(const MathExpr &a, const MathExpr &b)
{
    const MathExpr i{MathKind::Constant, "i", {}};
    return compare_scalars(MathExpr{MathKind::Product, "", {i, a}}, MathExpr{MathKind::Product, "", {i, b}}) ==
           Likeness::Equal;
}

void collect_bound(MathExpr &expr, std::vector<MathExpr *> &found)
{
    if (expr.kind == MathKind::Bound) {
        found.push_back(&expr);
        return;
    }
    for (MathExpr &arg : expr.args) {
        collect_bound(arg, found);
    }
}

} // namespace

bool hides_variable(const MathExpr &bound)
{
    return bound.name != "int" || bound.args.size() > 2;
}

MathExpr substituted(MathExpr expr, const std::string &symbol, const MathExpr &value)
{
    if (expr.kind == MathKind::Symbol && expr.name == symbol) {
        return value;
    }
    const bool is_hidden = expr.kind == MathKind::Bound && expr.args[0].name == symbol;
    for (std::size_t i = expr.kind == MathKind::Bound ? 1 : 0; i < expr.args.size(); ++i) {
        if (!is_hidden || i != 1) {
            expr.args[i] = substituted(std::move(expr.args[i]), symbol, value);
        }
    }
    return expr;
}

MathExpr with_finite_sums(MathExpr expr)
{
    return num_bound(expr) == 0 ? expr : Writer().written(std::move(expr));
}

bool are_bound_equal(const MathExpr &a, const MathExpr &b)
{
    if (a.name != b.name || a.args.size() != b.args.size()) {
        return false;
    }
    const MathExpr x = begun_at_zero(a);
    const MathExpr y = begun_at_zero(b);
    for (std::size_t i = 2; i < x.args.size(); ++i) {
        if (!is_same_place(x.args[i], y.args[i])) {
            return false;
        }
    }
    if (!hides_variable(x)) {
        return x.args[0] == y.args[0] && is_same_function(x.args[1], y.args[1]);
    }
    // A name that nobody can write, and another one at each depth.
    const MathExpr common{MathKind::Symbol, "#" + std::to_string(std::max(num_bound(x), num_bound(y))), {}};
    return is_same_function(substituted(x.args[1], x.args[0].name, common),
                            substituted(y.args[1], y.args[0].name, common));
}

bool replace_bound(MathExpr &a, MathExpr &b)
{
    if (num_bound(a) + num_bound(b) > max_bound) {
        return false;
    }
    std::vector<MathExpr *> found;
    collect_bound(a, found);
    collect_bound(b, found);
    std::vector<MathExpr> kinds;
    for (MathExpr *each : found) {
        std::size_t kind = 0;
        while (kind < kinds.size() && !are_bound_equal(kinds[kind], *each)) {
            ++kind;
        }
        MathExpr symbol{MathKind::Symbol, "#bound" + std::to_string(kind), {}};
        if (kind == kinds.size()) {
            kinds.push_back(std::move(*each));
        }
        *each = std::move(symbol);
    }
    return true;
}

} // namespace kvscope
