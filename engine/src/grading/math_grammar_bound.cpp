#include "grading/math_grammar.h"

#include <algorithm>

namespace kvscope {
namespace {

/// Where the token list says "end of the integrand" in place of dx.
constexpr const char *differential = "differential";

/// "i" as a variable of the sum instead of the imaginary unit.
MathExpr with_index(MathExpr expr, const std::string &name)
{
    if (expr.kind == MathKind::Constant && expr.name == name) {
        expr.kind = MathKind::Symbol;
    }
    for (MathExpr &arg : expr.args) {
        arg = with_index(std::move(arg), name);
    }
    return expr;
}

/// Whether a name depends on the variable: a_k of k.
bool has_subscript(const MathExpr &expr, const std::string &variable)
{
    if (expr.kind == MathKind::Symbol && expr.name != variable) {
        const std::size_t at = expr.name.find('_');
        if (at != std::string::npos && expr.name.find(variable, at) != std::string::npos) {
            return true;
        }
    }
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [&](const MathExpr &arg) { return has_subscript(arg, variable); });
}

int nesting_step(const MathToken &token)
{
    const std::string &text = token.text;
    if (token.kind != MathTokenKind::Operator) {
        return 0;
    }
    return text == "{" || text == "(" || text == "[" ? 1 : text == "}" || text == ")" || text == "]" ? -1 : 0;
}

} // namespace

/// \sum_{k=1}^{n} f, \prod, \int_a^b f dx, \int f dx, \lim_{x \to a} f. What stands behind reaches to the next + or -.
MathGrammar::Parsed MathGrammar::parse_bound(const std::string &name)
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    Parsed bound;
    if (name == "lim") {
        bound = parse_limit();
    } else {
        Parsed variable;
        Parsed lower;
        Parsed upper;
        if (!parse_bounds(variable, lower, upper) || variable.has_value() == (name == "int") ||
            (!lower && name != "int")) {
            return std::nullopt;
        }
        Parsed body = name == "int" ? parse_integrand(variable) : parse_body();
        if (!body || has_subscript(*body, variable->name)) {
            return std::nullopt;
        }
        MathExpr inner = with_index(std::move(*body), variable->name);
        bound = MathExpr{MathKind::Bound, name, {std::move(*variable), std::move(inner)}};
        if (lower) {
            bound->args.push_back(std::move(*lower));
            bound->args.push_back(std::move(*upper));
        }
    }
    // "\int x dx^2" is nothing that somebody means.
    return is_operator("^") || is_operator("!") ? std::nullopt : bound;
}

/// _{k=1}^{n} or _a^b, in either order. Both bounds or none.
bool MathGrammar::parse_bounds(Parsed &variable, Parsed &lower, Parsed &upper)
{
    for (int i = 0; i < 2; ++i) {
        if (!lower && accept("_")) {
            const bool has_variable = is_operator("{") && is_operator("=", 2);
            if (has_variable) {
                ++pos_;
                variable = parse_variable();
                if (!variable || !accept("=")) {
                    return false;
                }
                lower = parse_sum();
                if (!lower || !accept("}")) {
                    return false;
                }
            } else {
                lower = parse_bound_value();
            }
        } else if (!upper && accept("^")) {
            upper = parse_bound_value();
        }
    }
    return lower.has_value() == upper.has_value();
}

/// One letter.
MathGrammar::Parsed MathGrammar::parse_variable()
{
    if (!is_kind(MathTokenKind::Letter) && !is_kind(MathTokenKind::Word)) {
        return std::nullopt;
    }
    Parsed variable = parse_primary();
    const bool is_letter =
        variable && (variable->kind == MathKind::Symbol || *variable == MathExpr{MathKind::Constant, "i", {}});
    return is_letter ? Parsed(MathExpr{MathKind::Symbol, variable->name, {}}) : std::nullopt;
}

/// A group, or one piece: the "_" behind it begins the other bound.
MathGrammar::Parsed MathGrammar::parse_bound_value()
{
    if (accept("-")) {
        Parsed value = parse_bound_value();
        return value ? Parsed(MathExpr{MathKind::Negate, "", {std::move(*value)}}) : std::nullopt;
    }
    (void)accept("+");
    if (is_kind(MathTokenKind::Number)) {
        return number_expr(tokens_[pos_++].text);
    }
    if (is_kind(MathTokenKind::Letter)) {
        const std::string name = tokens_[pos_++].text;
        return MathExpr{name == "e" || name == "i" ? MathKind::Constant : MathKind::Symbol, name, {}};
    }
    return is_operator("{") || is_kind(MathTokenKind::Word) ? parse_primary() : std::nullopt;
}

/// Factors and quotients, without a unit: it belongs to the whole.
MathGrammar::Parsed MathGrammar::parse_body()
{
    Parsed body = parse_unary();
    while (body) {
        const bool is_quotient = accept("/");
        if (!is_quotient && !accept("*") && !starts_factor()) {
            break;
        }
        Parsed next = parse_unary();
        if (!next) {
            return std::nullopt;
        }
        body = MathExpr{is_quotient ? MathKind::Quotient : MathKind::Product, "", {std::move(*body), std::move(*next)}};
    }
    return body;
}

/// Up to its dx, which may also stand at the end of a numerator: \int \frac{dx}{x}.
MathGrammar::Parsed MathGrammar::parse_integrand(Parsed &variable)
{
    int nesting = 0;
    int num_inner = 0; // integrals inside whose dx comes first
    std::size_t end = pos_;
    for (; end < tokens_.size() && nesting >= 0; ++end) {
        const MathToken &token = tokens_[end];
        nesting += nesting_step(token);
        num_inner += token.kind == MathTokenKind::Word && token.text == "int" ? 1 : 0;
        const bool is_d =
            token.text == "d" && (token.kind == MathTokenKind::Letter || token.kind == MathTokenKind::Text);
        const bool is_in_numerator = nesting == 1 && is_word("frac") && end + 2 < tokens_.size() &&
                                     tokens_[end + 2].kind == MathTokenKind::Operator && tokens_[end + 2].text == "}";
        if (is_d && (nesting == 0 || is_in_numerator) && num_inner-- == 0) {
            break;
        }
    }
    if (end + 1 >= tokens_.size() || nesting < 0 || tokens_[end + 1].text == "d") {
        return std::nullopt;
    }
    const std::size_t start = pos_;
    pos_ = end + 1;
    variable = parse_variable();
    if (!variable || pos_ != end + 2) {
        return std::nullopt;
    }
    pos_ = start;
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(end));
    tokens_[end] = {MathTokenKind::Operator, differential, false};
    if (nesting == 1) {
        if (tokens_[end - 1].text == "{") {
            tokens_[end] = {MathTokenKind::Number, "1", false};
        } else {
            tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(end));
        }
        return parse_body();
    }
    Parsed body = pos_ == end ? Parsed(number_expr("1")) : parse_sum();
    return body && accept(differential) ? body : std::nullopt;
}

/// _{x \to a}, \to a^+, \to \infty, and the function.
MathGrammar::Parsed MathGrammar::parse_limit()
{
    if (!accept("_") || !accept("{")) {
        return std::nullopt;
    }
    Parsed variable = parse_variable();
    if (!variable || !accept("to")) {
        return std::nullopt;
    }
    std::string name = "lim";
    Parsed point;
    if (is_kind(MathTokenKind::Number) || is_kind(MathTokenKind::Letter)) {
        point = parse_bound_value(); // "0^+", which is no power
    }
    if (point && accept("^")) {
        const bool is_braced = accept("{");
        name += is_operator("+") ? "+" : is_operator("-") ? "-" : "?";
        ++pos_;
        if (name == "lim?" || (is_braced && !accept("}"))) {
            return std::nullopt;
        }
    } else if (!point) {
        point = parse_sum();
    }
    Parsed body = point && accept("}") ? parse_body() : std::nullopt;
    if (!body || has_subscript(*body, variable->name)) {
        return std::nullopt;
    }
    return MathExpr{MathKind::Bound, name, {std::move(*variable), std::move(*body), std::move(*point)}};
}

} // namespace kvscope
