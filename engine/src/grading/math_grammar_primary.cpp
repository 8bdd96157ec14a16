#include "grading/math_grammar.h"

#include "grading/math_words.h"

namespace kvscope {

MathGrammar::Parsed MathGrammar::parse_primary()
{
    const Depth depth(depth_);
    const MathToken *token = peek();
    if (!token || depth.is_too_deep()) {
        return std::nullopt;
    }
    switch (token->kind) {
    case MathTokenKind::Number:
        return parse_number();
    case MathTokenKind::Letter:
        return parse_letter();
    case MathTokenKind::Word:
        return parse_word();
    case MathTokenKind::Text: {
        MathExpr text{MathKind::Text, token->text, {}};
        ++pos_;
        return text;
    }
    case MathTokenKind::Operator:
        break;
    }
    if (token->text == "{") {
        return parse_group();
    }
    if (token->text == "(" || token->text == "[") {
        return parse_bracketed();
    }
    if (token->text == "\\{") {
        return parse_braced_set();
    }
    if (token->text == "|" && num_open_bars_ == 0) {
        ++pos_;
        ++num_open_bars_;
        Parsed inner = parse_sum();
        --num_open_bars_;
        return inner && accept("|") ? Parsed(MathExpr{MathKind::Call, "abs", {std::move(*inner)}}) : std::nullopt;
    }
    return std::nullopt;
}

/// A literal, with its base if one is written: 52_8.
MathGrammar::Parsed MathGrammar::parse_number()
{
    MathExpr number = number_expr(tokens_[pos_++].text);
    if (is_operator("_")) {
        const std::optional<std::string> base = parse_subscript();
        if (!base) {
            return std::nullopt;
        }
        number.args.push_back(number_expr(*base));
    }
    return number;
}

/// A subscript as text without spaces: "1", "n", "max".
std::optional<std::string> MathGrammar::parse_subscript()
{
    if (!accept("_")) {
        return std::nullopt;
    }
    if (!accept("{")) {
        const MathToken *token = peek();
        if (!token || token->kind == MathTokenKind::Operator) {
            return std::nullopt;
        }
        ++pos_;
        return token->text;
    }
    std::string text;
    while (peek() && !is_operator("}")) {
        if (is_operator("{")) {
            return std::nullopt;
        }
        text += tokens_[pos_++].text;
    }
    return accept("}") && !text.empty() ? std::optional(text) : std::nullopt;
}

MathGrammar::Parsed MathGrammar::parse_letter()
{
    std::string name = tokens_[pos_++].text;
    if (is_operator("_")) {
        const std::optional<std::string> subscript = parse_subscript();
        if (!subscript) {
            return std::nullopt;
        }
        name += "_" + *subscript;
    }
    if (name == "e" || name == "i") {
        return MathExpr{MathKind::Constant, name, {}};
    }
    return MathExpr{MathKind::Symbol, name, {}};
}

MathGrammar::Parsed MathGrammar::parse_word()
{
    const std::string name = tokens_[pos_++].text;
    if (name == "frac" || name == "binom") {
        Parsed upper = parse_argument();
        Parsed lower = upper ? parse_argument() : std::nullopt;
        if (!lower) {
            return std::nullopt;
        }
        if (name == "binom") {
            return MathExpr{MathKind::Call, "binomial", {std::move(*upper), std::move(*lower)}};
        }
        return MathExpr{MathKind::Quotient, "", {std::move(*upper), std::move(*lower)}};
    }
    if (name == "sqrt") {
        return parse_root();
    }
    if (name == "matrix") {
        return parse_matrix();
    }
    if (name == "lfloor" || name == "lceil") {
        return parse_between(name == "lfloor" ? "rfloor" : "rceil", name == "lfloor" ? "floor" : "ceil");
    }
    if (name == "infty") {
        return MathExpr{MathKind::Infinity, "", {}};
    }
    if (name == "emptyset") {
        return MathExpr{MathKind::Set, "", {}};
    }
    if (name == "pi" || name == "e") {
        return MathExpr{MathKind::Constant, name, {}};
    }
    if (name.front() == '$') {
        --pos_;
        return parse_currency();
    }
    if (name == "max" || name == "min") {
        Parsed values = parse_primary();
        return values && values->kind == MathKind::Tuple
                   ? Parsed(MathExpr{MathKind::Call, name, std::move(values->args)})
                   : std::nullopt;
    }
    if (name == "sum" || name == "prod" || name == "int" || name == "lim") {
        return parse_bound(name);
    }
    if (is_function_name(name)) {
        return parse_function(name);
    }
    if (name == "circ" || name == "endmatrix" || name == "rfloor" || name == "rceil") {
        return std::nullopt;
    }
    --pos_;
    return parse_letter(); // a Greek letter
}

MathGrammar::Parsed MathGrammar::parse_currency()
{
    const std::string unit = tokens_[pos_++].text == "$dollar" ? "dollar" : tokens_[pos_ - 1].text.substr(1);
    if (!is_kind(MathTokenKind::Number)) {
        return std::nullopt;
    }
    Parsed value = parse_number();
    return value ? Parsed(MathExpr{MathKind::Quantity, unit, {std::move(*value)}}) : std::nullopt;
}

/// {…}: braces that LaTeX does not print.
MathGrammar::Parsed MathGrammar::parse_group()
{
    ++pos_;
    Parsed inner = parse_list(MathKind::List);
    if (!inner || !accept("}")) {
        return std::nullopt;
    }
    return inner;
}

/// An argument of \frac and the like: a group, one digit or one other piece.
MathGrammar::Parsed MathGrammar::parse_argument()
{
    const MathToken *token = peek();
    if (token && token->kind == MathTokenKind::Number && token->text.size() > 1) {
        const MathExpr digit = number_expr(token->text.substr(0, 1));
        tokens_[pos_].text.erase(0, 1);
        tokens_[pos_].has_space_before = false;
        return digit;
    }
    return parse_primary();
}

MathGrammar::Parsed MathGrammar::parse_root()
{
    MathExpr degree = number_expr("2");
    if (accept("[")) {
        Parsed written = parse_sum();
        if (!written || !accept("]")) {
            return std::nullopt;
        }
        degree = std::move(*written);
    }
    // Models write \sqrt 12 and \sqrt12 for the root of twelve.
    Parsed radicand = parse_primary();
    return radicand ? Parsed(MathExpr{MathKind::Root, "", {std::move(*radicand), std::move(degree)}}) : std::nullopt;
}

MathGrammar::Parsed MathGrammar::parse_between(std::string_view close, const char *call)
{
    Parsed inner = parse_sum();
    if (!inner || !is_word(close)) {
        return std::nullopt;
    }
    ++pos_;
    return MathExpr{MathKind::Call, call, {std::move(*inner)}};
}

/// sin x, \sin^2 x, \log_2 8, \sin^{-1} x. The natural reading of \log is settled here, so that trees say what is
/// meant.
MathGrammar::Parsed MathGrammar::parse_function(const std::string &name)
{
    MathExpr call{MathKind::Call, name, {}};
    if (name == "log" && !is_operator("_")) {
        call.name = reading_.is_log_natural ? "ln" : "lg";
    }
    Parsed base;
    if (name == "log" && accept("_")) {
        base = parse_argument();
        if (!base) {
            return std::nullopt;
        }
    }
    Parsed exponent;
    if (accept("^")) {
        exponent = parse_exponent();
        if (!exponent) {
            return std::nullopt;
        }
    }
    Parsed operand = parse_function_operand();
    if (!operand) {
        return std::nullopt;
    }
    const MathExpr minus_one{MathKind::Negate, "", {number_expr("1")}};
    const bool is_inverse = exponent && *exponent == minus_one && (name == "sin" || name == "cos" || name == "tan");
    if (is_inverse) {
        call.name = "a" + name;
    }
    call.args.push_back(std::move(*operand));
    if (base) {
        call.args.push_back(std::move(*base));
    }
    if (exponent && !is_inverse) {
        return MathExpr{MathKind::Power, "", {std::move(call), std::move(*exponent)}};
    }
    return call;
}

/// What a function is applied to: one group, or factors up to the next function or sign (\sin 2x).
MathGrammar::Parsed MathGrammar::parse_function_operand()
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    if (is_operator("(") || is_operator("{") || is_operator("|")) {
        return parse_primary();
    }
    const bool is_function = is_kind(MathTokenKind::Word) && is_function_name(peek()->text);
    Parsed operand = is_function ? parse_primary() : parse_power();
    while (operand && !is_function && starts_factor() && !is_operator("(") && !is_operator("[") &&
           !(is_kind(MathTokenKind::Word) && is_function_name(peek()->text))) {
        Parsed factor = parse_power();
        if (!factor) {
            return std::nullopt;
        }
        if (operand->kind != MathKind::Product) {
            operand = MathExpr{MathKind::Product, "", {std::move(*operand)}};
        }
        operand->args.push_back(std::move(*factor));
    }
    return operand;
}

} // namespace kvscope
