#include "grading/math_grammar.h"

#include "grading/answer_unit.h"
#include "grading/math_words.h"

namespace kvscope {

MathExpr number_expr(std::string_view literal)
{
    return {MathKind::Number, std::string(literal), {}};
}

bool MathGrammar::is_kind(MathTokenKind kind, std::size_t ahead) const
{
    const MathToken *token = peek(ahead);
    return token && token->kind == kind;
}

bool MathGrammar::is_operator(std::string_view text, std::size_t ahead) const
{
    return is_kind(MathTokenKind::Operator, ahead) && peek(ahead)->text == text;
}

bool MathGrammar::is_word(std::string_view text, std::size_t ahead) const
{
    return is_kind(MathTokenKind::Word, ahead) && peek(ahead)->text == text;
}

bool MathGrammar::accept(std::string_view operator_text)
{
    if (!is_operator(operator_text)) {
        return false;
    }
    ++pos_;
    return true;
}

/// Whether the next token begins a factor without a multiplication sign.
bool MathGrammar::starts_factor() const
{
    const MathToken *token = peek();
    if (!token || token->kind == MathTokenKind::Text) {
        return false;
    }
    if (token->kind == MathTokenKind::Operator) {
        return token->text == "(" || token->text == "{" || (token->text == "[" && num_open_bars_ == 0) ||
               (token->text == "|" && num_open_bars_ == 0);
    }
    if (token->kind == MathTokenKind::Number && pos_ > 0 && tokens_[pos_ - 1].kind == MathTokenKind::Number) {
        return false; // "3 5" is no product
    }
    return token->text != "endmatrix" && token->text != "rfloor" && token->text != "rceil";
}

MathGrammar::Parsed MathGrammar::parse_sum()
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    (void)accept("+");
    Parsed left;
    if (is_operator("+-") || is_operator("-+")) {
        left = number_expr("0");
    } else {
        left = parse_term();
    }
    while (left) {
        const bool is_plus_minus = is_operator("+-") || is_operator("-+");
        if (!is_plus_minus && !is_operator("+") && !is_operator("-")) {
            break;
        }
        const std::string sign = tokens_[pos_++].text;
        Parsed right = parse_term();
        if (!right) {
            return std::nullopt;
        }
        if (is_plus_minus) {
            left = MathExpr{MathKind::PlusMinus, sign, {std::move(*left), std::move(*right)}};
            continue;
        }
        if (sign == "-") {
            right = MathExpr{MathKind::Negate, "", {std::move(*right)}};
        }
        if (left->kind != MathKind::Sum) {
            left = MathExpr{MathKind::Sum, "", {std::move(*left)}};
        }
        left->args.push_back(std::move(*right));
    }
    return left;
}

MathGrammar::Parsed MathGrammar::parse_term()
{
    Parsed left = parse_unary();
    while (left) {
        if (accept("/")) {
            Parsed right = parse_unary();
            if (!right) {
                return std::nullopt;
            }
            left = MathExpr{MathKind::Quotient, "", {std::move(*left), std::move(*right)}};
        } else if (accept("*") || starts_factor()) {
            Parsed right = parse_unary();
            if (!right) {
                return std::nullopt;
            }
            if (left->kind != MathKind::Product) {
                left = MathExpr{MathKind::Product, "", {std::move(*left)}};
            }
            left->args.push_back(std::move(*right));
        } else if (is_kind(MathTokenKind::Text)) {
            left = parse_unit(std::move(*left));
        } else {
            break;
        }
    }
    return left;
}

MathGrammar::Parsed MathGrammar::parse_unary()
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    if (accept("-")) {
        Parsed operand = parse_unary();
        return operand ? Parsed(MathExpr{MathKind::Negate, "", {std::move(*operand)}}) : std::nullopt;
    }
    if (accept("+")) {
        return parse_unary();
    }
    return parse_power();
}

MathGrammar::Parsed MathGrammar::parse_power()
{
    const bool is_digits = is_kind(MathTokenKind::Number);
    Parsed base = parse_primary();
    if (base && is_digits && base->kind == MathKind::Number) {
        base = parse_mixed_number(std::move(*base));
    }
    return base ? parse_postfix(std::move(*base)) : std::nullopt;
}

/// "3\frac{1}{2}" and "3 1/2": a whole number and a proper fraction of two whole numbers are added, not multiplied.
MathGrammar::Parsed MathGrammar::parse_mixed_number(MathExpr whole)
{
    const auto is_whole = [](const MathExpr &expr) {
        return expr.kind == MathKind::Number && expr.args.empty() &&
               expr.name.find_first_not_of("0123456789") == std::string::npos;
    };
    const auto is_shorter = [](const std::string &a, const std::string &b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    };
    if (!is_whole(whole)) {
        return whole;
    }
    Parsed fraction;
    const std::size_t start = pos_;
    if (is_word("frac")) {
        fraction = parse_word();
        if (!fraction) {
            return std::nullopt;
        }
    } else if (is_kind(MathTokenKind::Number) && peek()->has_space_before && is_operator("/", 1) &&
               is_kind(MathTokenKind::Number, 2)) {
        fraction =
            MathExpr{MathKind::Quotient, "", {number_expr(tokens_[pos_].text), number_expr(tokens_[pos_ + 2].text)}};
        pos_ += 3;
    } else {
        return whole;
    }
    if (fraction->kind == MathKind::Quotient && is_whole(fraction->args[0]) && is_whole(fraction->args[1]) &&
        is_shorter(fraction->args[0].name, fraction->args[1].name)) {
        return MathExpr{MathKind::Sum, "", {std::move(whole), std::move(*fraction)}};
    }
    pos_ = start; // a product after all
    return whole;
}

MathGrammar::Parsed MathGrammar::parse_postfix(MathExpr base)
{
    for (;;) {
        if (is_operator("^")) {
            const bool is_braced = is_operator("{", 1) && is_word("circ", 2) && is_operator("}", 3);
            if (is_braced || is_word("circ", 1)) {
                pos_ += is_braced ? 4 : 2;
                base = MathExpr{MathKind::Quantity, "degree", {std::move(base)}};
                continue;
            }
            ++pos_;
            Parsed exponent = parse_exponent();
            if (!exponent) {
                return std::nullopt;
            }
            base = MathExpr{MathKind::Power, "", {std::move(base), std::move(*exponent)}};
        } else if (accept("deg")) {
            base = MathExpr{MathKind::Quantity, "degree", {std::move(base)}};
        } else if (accept("%")) {
            base = MathExpr{MathKind::Quantity, "percent", {std::move(base)}};
        } else if (accept("!")) {
            base = MathExpr{MathKind::Call, "factorial", {std::move(base)}};
        } else {
            return base;
        }
    }
}

/// What follows "^": a group, or one piece with an optional sign; further powers nest to the right.
MathGrammar::Parsed MathGrammar::parse_exponent()
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    if (accept("-")) {
        Parsed operand = parse_exponent();
        return operand ? Parsed(MathExpr{MathKind::Negate, "", {std::move(*operand)}}) : std::nullopt;
    }
    Parsed exponent = parse_primary();
    if (exponent && accept("^")) {
        Parsed upper = parse_exponent();
        return upper ? Parsed(MathExpr{MathKind::Power, "", {std::move(*exponent), std::move(*upper)}}) : std::nullopt;
    }
    return exponent;
}

/// Words after a value: "cm", "cm^2", "miles / hour". Further words of a sentence are passed over.
MathGrammar::Parsed MathGrammar::parse_unit(MathExpr value)
{
    std::string unit;
    while (is_kind(MathTokenKind::Text)) {
        const std::string words = tokens_[pos_++].text;
        int exponent = 1;
        if (is_operator("^") && is_kind(MathTokenKind::Number, 1)) {
            exponent = tokens_[pos_ + 1].text.size() == 1 ? tokens_[pos_ + 1].text[0] - '0' : 0;
            pos_ += 2;
        } else if (is_operator("^") && is_operator("{", 1) && is_kind(MathTokenKind::Number, 2) &&
                   is_operator("}", 3)) {
            exponent = tokens_[pos_ + 2].text.size() == 1 ? tokens_[pos_ + 2].text[0] - '0' : 0;
            pos_ += 4;
        }
        unit += (unit.empty() ? "" : " ") + canonical_unit(words, exponent);
        if (is_operator("/") && is_kind(MathTokenKind::Text, 1)) {
            unit += "/" + canonical_unit(tokens_[pos_ + 1].text);
            pos_ += 2;
        }
    }
    return MathExpr{MathKind::Quantity, unit, {std::move(value)}};
}

} // namespace kvscope
