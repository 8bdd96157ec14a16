#pragma once

#include "jinja/lexer.h"
#include "jinja/syntax.h"

#include <string_view>

namespace kvscope::jinja {

/// Recursive descent over the tokens of a template. Nesting is limited; what is not supported (include, import,
/// extends, call, filter blocks, recursion of loops) is refused by name. Throws Failure.
class Parser {
public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    Block parse();

private:
    class Depth;

    // parser.cpp: statements
    Block parse_block(const std::vector<std::string_view> &ends);
    Statement parse_tag();
    Statement parse_if();
    Statement parse_for();
    Statement parse_set();
    Statement parse_macro();
    void end_block(std::string_view name);
    void expect_tag_end();

    // parser_expression.cpp
    ExpressionPtr parse_expression(); ///< a if b else c
    ExpressionPtr parse_or();
    ExpressionPtr parse_and();
    ExpressionPtr parse_not();
    ExpressionPtr parse_compare();
    ExpressionPtr parse_sum();
    ExpressionPtr parse_concat();
    ExpressionPtr parse_product();
    ExpressionPtr parse_unary(bool with_filters = true);
    ExpressionPtr parse_postfix(ExpressionPtr operand);
    ExpressionPtr parse_filters(ExpressionPtr operand);
    ExpressionPtr parse_test(ExpressionPtr operand);
    ExpressionPtr parse_primary();
    ExpressionPtr parse_brackets();
    ExpressionPtr parse_subscript(ExpressionPtr operand);
    void parse_arguments(Expression &call);

    const Token &peek(std::size_t ahead = 0) const;
    bool at_symbol(std::string_view text) const;
    bool at_name(std::string_view text) const;
    bool take_symbol(std::string_view text);
    bool take_name(std::string_view text);
    void expect_symbol(std::string_view text);
    std::string expect_name();
    [[noreturn]] void fail(const std::string &what) const;

    std::vector<Token> tokens_; ///< the last is End
    std::size_t pos_ = 0;
    int depth_ = 0;
};

/// Counts how deep the parser has descended, for as long as it lives.
class Parser::Depth {
public:
    explicit Depth(Parser &parser) : parser_(parser)
    {
        if (++parser_.depth_ > max_depth) {
            parser_.fail("is nested too deeply");
        }
    }
    ~Depth() { --parser_.depth_; }
    Depth(const Depth &) = delete;
    Depth &operator=(const Depth &) = delete;

private:
    static constexpr int max_depth = 60;
    Parser &parser_;
};

} // namespace kvscope::jinja
