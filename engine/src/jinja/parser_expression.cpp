#include "jinja/parser.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kvscope::jinja {
namespace {

using Kind = Expression::Kind;

constexpr int max_tree_depth = 100;

/// A long chain like a + b + c is a deep tree too, and evaluating goes down all of it.
void add_part(Expression &expression, ExpressionPtr part)
{
    expression.depth = std::max(expression.depth, part ? part->depth + 1 : 1);
    if (expression.depth > max_tree_depth) {
        throw Failure("line " + std::to_string(expression.line) + " has an expression that is nested too deeply");
    }
    expression.parts.push_back(std::move(part));
}

template <typename... Parts>
std::unique_ptr<Expression> make(Kind kind, int line, std::string text, Parts... parts)
{
    auto expression = std::make_unique<Expression>();
    expression->kind = kind;
    expression->line = line;
    expression->text = std::move(text);
    (add_part(*expression, std::move(parts)), ...);
    return expression;
}

std::unique_ptr<Expression> literal(int line, Value value)
{
    auto expression = make(Kind::Literal, line, "");
    expression->value = std::move(value);
    return expression;
}

} // namespace

ExpressionPtr Parser::parse_expression()
{
    const Depth depth(*this);
    ExpressionPtr value = parse_or();
    while (at_name("if")) {
        const int line = tokens_[pos_++].line;
        ExpressionPtr condition = parse_or();
        ExpressionPtr other = take_name("else") ? parse_expression() : nullptr;
        value = make(Kind::Condition, line, "", std::move(value), std::move(condition), std::move(other));
    }
    return value;
}

ExpressionPtr Parser::parse_or()
{
    ExpressionPtr left = parse_and();
    while (at_name("or")) {
        const int line = tokens_[pos_++].line;
        left = make(Kind::Binary, line, "or", std::move(left), parse_and());
    }
    return left;
}

ExpressionPtr Parser::parse_and()
{
    ExpressionPtr left = parse_not();
    while (at_name("and")) {
        const int line = tokens_[pos_++].line;
        left = make(Kind::Binary, line, "and", std::move(left), parse_not());
    }
    return left;
}

ExpressionPtr Parser::parse_not()
{
    if (at_name("not")) {
        const Depth depth(*this);
        const int line = tokens_[pos_++].line;
        return make(Kind::Unary, line, "not", parse_not());
    }
    return parse_compare();
}

ExpressionPtr Parser::parse_compare()
{
    auto chain = make(Kind::Compare, peek().line, "", parse_sum());
    while (true) {
        const Token &token = peek();
        const bool is_operator =
            token.kind == Token::Kind::Symbol &&
            std::ranges::count(std::initializer_list<std::string_view>{"==", "!=", "<", ">", "<=", ">="}, token.text) >
                0;
        const bool is_not_in = at_name("not") && peek(1).kind == Token::Kind::Name && peek(1).text == "in";
        if (!is_operator && !is_not_in && !at_name("in")) {
            break;
        }
        chain->words.push_back(is_not_in ? "not in" : token.text);
        pos_ += is_not_in ? 2 : 1;
        add_part(*chain, parse_sum());
    }
    return chain->words.empty() ? std::move(chain->parts.front()) : ExpressionPtr(std::move(chain));
}

ExpressionPtr Parser::parse_sum()
{
    ExpressionPtr left = parse_concat();
    while (at_symbol("+") || at_symbol("-")) {
        const Token &token = tokens_[pos_++];
        left = make(Kind::Binary, token.line, token.text, std::move(left), parse_concat());
    }
    return left;
}

ExpressionPtr Parser::parse_concat()
{
    ExpressionPtr left = parse_product();
    while (at_symbol("~")) {
        const int line = tokens_[pos_++].line;
        left = make(Kind::Binary, line, "~", std::move(left), parse_product());
    }
    return left;
}

ExpressionPtr Parser::parse_product()
{
    ExpressionPtr left = parse_unary();
    while (at_symbol("*") || at_symbol("/") || at_symbol("//") || at_symbol("%")) {
        const Token &token = tokens_[pos_++];
        if (token.text == "/") {
            fail("divides into a fraction, which is not supported (// is)");
        }
        left = make(Kind::Binary, token.line, token.text, std::move(left), parse_unary());
    }
    return left;
}

/// A sign binds closer than a filter: -1|abs is (-1)|abs.
ExpressionPtr Parser::parse_unary(bool with_filters)
{
    const Depth depth(*this);
    ExpressionPtr value;
    if (at_symbol("-") || at_symbol("+")) {
        const Token &token = tokens_[pos_++];
        value = make(Kind::Unary, token.line, token.text, parse_unary(false));
    } else {
        value = parse_postfix(parse_primary());
    }
    return with_filters ? parse_filters(std::move(value)) : std::move(value);
}

ExpressionPtr Parser::parse_postfix(ExpressionPtr operand)
{
    while (true) {
        const int line = peek().line;
        if (take_symbol(".")) {
            operand = make(Kind::Member, line, expect_name(), std::move(operand));
        } else if (take_symbol("[")) {
            operand = parse_subscript(std::move(operand));
        } else if (take_symbol("(")) {
            auto call = make(Kind::Call, line, "", std::move(operand));
            parse_arguments(*call);
            operand = std::move(call);
        } else {
            return operand;
        }
    }
}

/// After "[".
ExpressionPtr Parser::parse_subscript(ExpressionPtr operand)
{
    const int line = peek().line;
    ExpressionPtr bounds[3];
    int num_colons = 0;
    while (!at_symbol("]")) {
        if (take_symbol(":")) {
            if (++num_colons > 2) {
                fail("has a slice with too many colons");
            }
        } else if (!bounds[num_colons]) {
            bounds[num_colons] = parse_expression();
        } else {
            fail("needs \"]\" here");
        }
    }
    expect_symbol("]");
    if (num_colons > 0) {
        return make(Kind::Slice, line, "", std::move(operand), std::move(bounds[0]), std::move(bounds[1]),
                    std::move(bounds[2]));
    }
    if (!bounds[0]) {
        fail("has an empty index");
    }
    return make(Kind::Subscript, line, "", std::move(operand), std::move(bounds[0]));
}

/// After "("; takes the ")".
void Parser::parse_arguments(Expression &call)
{
    while (!take_symbol(")")) {
        if (peek().kind == Token::Kind::Name && peek(1).kind == Token::Kind::Symbol && peek(1).text == "=") {
            std::string name = expect_name();
            ++pos_;
            ExpressionPtr value = parse_expression();
            call.depth = std::max(call.depth, value->depth + 1);
            call.named.emplace_back(std::move(name), std::move(value));
        } else if (!call.named.empty()) {
            fail("has an argument without a name after one with a name");
        } else {
            add_part(call, parse_expression());
        }
        if (!at_symbol(")")) {
            expect_symbol(",");
        }
    }
}

ExpressionPtr Parser::parse_filters(ExpressionPtr operand)
{
    while (true) {
        const int line = peek().line;
        if (take_symbol("|")) {
            auto filter = make(Kind::Filter, line, expect_name(), std::move(operand));
            if (take_symbol("(")) {
                parse_arguments(*filter);
            }
            operand = std::move(filter);
        } else if (take_name("is")) {
            operand = parse_test(std::move(operand));
        } else if (take_symbol("(")) { // a filter's or a test's value is no function
            fail("calls what is no function");
        } else {
            return operand;
        }
    }
}

/// After "is".
ExpressionPtr Parser::parse_test(ExpressionPtr operand)
{
    const int line = peek().line;
    const bool is_negated = take_name("not");
    auto test = make(Kind::Test, line, expect_name(), std::move(operand));
    const Token &next = peek();
    const bool has_operand =
        next.kind == Token::Kind::Text || next.kind == Token::Kind::Number ||
        (next.kind == Token::Kind::Name &&
         std::ranges::count(std::initializer_list<std::string_view>{"and", "or", "not", "if", "else", "in", "is"},
                            next.text) == 0);
    if (take_symbol("(")) {
        parse_arguments(*test);
    } else if (has_operand || at_symbol("[")) {
        add_part(*test, parse_postfix(parse_primary()));
    }
    return is_negated ? make(Kind::Unary, line, "not", ExpressionPtr(std::move(test))) : std::move(test);
}

ExpressionPtr Parser::parse_primary()
{
    const Token &token = peek();
    if (token.kind == Token::Kind::Text) {
        ++pos_;
        std::string text = token.text;
        while (peek().kind == Token::Kind::Text) { // texts side by side are one, as in Python
            text += tokens_[pos_++].text;
        }
        return literal(token.line, Value::text(std::move(text)));
    }
    if (token.kind == Token::Kind::Number) {
        std::string digits = token.text;
        std::erase(digits, '_');
        std::int64_t number = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc()) {
            fail("has a number that is too large");
        }
        ++pos_;
        return literal(token.line, Value::integer(number));
    }
    if (token.kind == Token::Kind::Symbol) {
        return parse_brackets();
    }
    if (token.kind != Token::Kind::Name) {
        fail("needs an expression here");
    }
    ++pos_;
    if (token.text == "true" || token.text == "True" || token.text == "false" || token.text == "False") {
        return literal(token.line, Value::boolean(token.text == "true" || token.text == "True"));
    }
    if (token.text == "none" || token.text == "None") {
        return literal(token.line, Value::none());
    }
    return make(Kind::Name, token.line, token.text);
}

ExpressionPtr Parser::parse_brackets()
{
    const int line = peek().line;
    if (take_symbol("(")) {
        ExpressionPtr inner = parse_expression();
        if (at_symbol(",")) {
            auto tuple = make(Kind::ListItems, line, "", std::move(inner));
            while (take_symbol(",") && !at_symbol(")")) {
                add_part(*tuple, parse_expression());
            }
            inner = std::move(tuple);
        }
        expect_symbol(")");
        return inner;
    }
    const bool is_list = take_symbol("[");
    if (!is_list) {
        expect_symbol("{");
    }
    const std::string_view closing = is_list ? "]" : "}";
    auto collection = make(is_list ? Kind::ListItems : Kind::DictItems, line, "");
    while (!take_symbol(closing)) {
        add_part(*collection, parse_expression());
        if (!is_list) {
            expect_symbol(":");
            add_part(*collection, parse_expression());
        }
        if (!at_symbol(closing)) {
            expect_symbol(",");
        }
    }
    return collection;
}

} // namespace kvscope::jinja
