#pragma once

#include "grading/math_expr.h"
#include "grading/math_tokens.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kvscope {

/// Recursive descent over the tokens of one answer. Each parse_* returns nothing when the tokens do not fit; a parser
/// that has failed is of no further use.
class MathGrammar {
public:
    MathGrammar(std::vector<MathToken> tokens, AnswerReading reading) : tokens_(std::move(tokens)), reading_(reading) {}

    /// The whole answer; every token has to be used.
    std::optional<MathExpr> parse_answer();

private:
    using Parsed = std::optional<MathExpr>;

    // math_grammar_structure.cpp: what stands around expressions
    Parsed parse_list(MathKind kind);
    Parsed parse_relation();
    Parsed parse_set_operation();
    Parsed parse_ratio();
    Parsed parse_bracketed();
    Parsed parse_braced_set();
    Parsed parse_matrix();
    Parsed parse_row();

    // math_grammar.cpp: expressions
    Parsed parse_sum();
    Parsed parse_term();
    Parsed parse_unary();
    Parsed parse_power();
    Parsed parse_postfix(MathExpr base);
    Parsed parse_exponent();
    Parsed parse_unit(MathExpr value);
    Parsed parse_mixed_number(MathExpr whole);

    // math_grammar_primary.cpp: the smallest pieces
    Parsed parse_primary();
    Parsed parse_number();
    Parsed parse_letter();
    Parsed parse_word();
    Parsed parse_group();
    Parsed parse_argument();
    Parsed parse_root();
    Parsed parse_function(const std::string &name);
    Parsed parse_function_operand();
    Parsed parse_currency();
    // math_grammar_bound.cpp: sums, products, integrals, limits
    Parsed parse_bound(const std::string &name);
    bool parse_bounds(Parsed &variable, Parsed &lower, Parsed &upper);
    Parsed parse_limit();
    Parsed parse_variable();
    Parsed parse_bound_value();
    Parsed parse_body();
    Parsed parse_integrand(Parsed &variable);

    Parsed parse_between(std::string_view close, const char *call);
    std::optional<std::string> parse_subscript();

    const MathToken *peek(std::size_t ahead = 0) const
    {
        return pos_ + ahead < tokens_.size() ? &tokens_[pos_ + ahead] : nullptr;
    }
    bool is_operator(std::string_view text, std::size_t ahead = 0) const;
    bool is_word(std::string_view text, std::size_t ahead = 0) const;
    bool is_kind(MathTokenKind kind, std::size_t ahead = 0) const;
    bool accept(std::string_view operator_text);
    bool starts_factor() const;

    /// Counts nested rules; too deep ends the parse.
    class Depth {
    public:
        explicit Depth(int &depth) : depth_(depth) { ++depth_; }
        ~Depth() { --depth_; }
        Depth(const Depth &) = delete;
        Depth &operator=(const Depth &) = delete;
        bool is_too_deep() const { return depth_ > max_depth; }

    private:
        static constexpr int max_depth = 200; ///< rules, about eight per pair of brackets
        int &depth_;
    };

    std::vector<MathToken> tokens_;
    AnswerReading reading_;
    std::size_t pos_ = 0;
    int depth_ = 0;
    int num_open_bars_ = 0; ///< |…| that wait for their end
};

MathExpr number_expr(std::string_view literal);

} // namespace kvscope
