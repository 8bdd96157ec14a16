#include "grading/math_grammar.h"

#include "grading/math_parser.h"

namespace kvscope {

namespace {

/// "p = 5, q = 2; p = 7, q = 2" is two points. Where commas or semicolons alone separate, they mean the same.
MathExpr grouped(MathExpr list, const std::vector<std::size_t> &group_ends)
{
    if (group_ends.empty() || group_ends.size() + 1 >= list.args.size()) {
        return list;
    }
    MathExpr groups{MathKind::List, "", {}};
    std::size_t start = 0;
    for (std::size_t group = 0; group <= group_ends.size(); ++group) {
        const std::size_t end = group < group_ends.size() ? group_ends[group] : list.args.size();
        MathExpr point{MathKind::Tuple, "()", {}};
        for (; start < end; ++start) {
            point.args.push_back(std::move(list.args[start]));
        }
        if (point.args.size() == 1) {
            groups.args.push_back(std::move(point.args.front()));
        } else if (!point.args.empty()) {
            groups.args.push_back(std::move(point));
        }
    }
    return groups;
}

} // namespace

std::optional<MathExpr> MathGrammar::parse_answer()
{
    Parsed answer = parse_list(MathKind::List);
    (void)accept(",");
    (void)accept(";");
    return answer && !peek() ? answer : std::nullopt;
}

/// Answers side by side: "3, 5", "3 and 5", "x = 1 or x = 2". One alone is itself.
MathGrammar::Parsed MathGrammar::parse_list(MathKind kind)
{
    const Depth depth(depth_);
    if (depth.is_too_deep()) {
        return std::nullopt;
    }
    MathExpr list{kind, "", {}};
    std::vector<std::size_t> group_ends; // behind each ";"
    for (;;) {
        Parsed item = parse_relation();
        if (!item) {
            return std::nullopt;
        }
        list.args.push_back(std::move(*item));
        bool goes_on = false;
        while (is_operator(",") || is_operator(";") || is_operator("and") || is_operator("or")) {
            if (is_operator(";")) {
                group_ends.push_back(list.args.size());
            }
            ++pos_;
            goes_on = true;
        }
        const bool is_closed =
            !peek() || is_operator("}") || is_operator("\\}") || is_operator(")") || is_operator("]");
        if (!goes_on || is_closed) {
            break;
        }
    }
    if (list.args.size() == 1 && kind == MathKind::List) {
        return std::move(list.args.front());
    }
    return kind == MathKind::List ? grouped(std::move(list), group_ends) : list;
}

MathGrammar::Parsed MathGrammar::parse_relation()
{
    // Nothing on the left: "= 5", "\approx 3.1", "\in [0, 1]".
    if (is_operator("=") || is_operator("~") || is_operator("in")) {
        ++pos_;
        return parse_relation();
    }
    Parsed first = parse_set_operation();
    if (!first) {
        return std::nullopt;
    }
    MathExpr relation{MathKind::Relation, "", {std::move(*first)}};
    for (;;) {
        const MathToken *token = peek();
        const bool is_relation =
            token && token->kind == MathTokenKind::Operator &&
            (token->text == "in" || std::string_view("=<>LGN~").find(token->text) != std::string_view::npos);
        if (!is_relation) {
            break;
        }
        relation.name += token->text.front();
        ++pos_;
        Parsed next = parse_set_operation();
        if (!next) {
            return std::nullopt;
        }
        relation.args.push_back(std::move(*next));
    }
    return relation.name.empty() ? std::move(relation.args.front()) : relation;
}

MathGrammar::Parsed MathGrammar::parse_set_operation()
{
    Parsed left = parse_ratio();
    while (left && (is_operator("cup") || is_operator("setminus"))) {
        const bool is_union = tokens_[pos_++].text == "cup";
        Parsed right = parse_ratio();
        if (!right) {
            return std::nullopt;
        }
        if (is_union && left->kind == MathKind::SetUnion) {
            left->args.push_back(std::move(*right));
        } else {
            left = MathExpr{
                is_union ? MathKind::SetUnion : MathKind::Difference, "", {std::move(*left), std::move(*right)}};
        }
    }
    return left;
}

MathGrammar::Parsed MathGrammar::parse_ratio()
{
    Parsed left = parse_sum();
    while (left && accept(":")) {
        Parsed right = parse_sum();
        if (!right) {
            return std::nullopt;
        }
        if (left->kind != MathKind::Ratio) {
            left = MathExpr{MathKind::Ratio, "", {std::move(*left)}};
        }
        // "3:30 pm": the unit belongs to the time.
        if (right->kind == MathKind::Quantity && (right->name == "am" || right->name == "pm")) {
            left->args.push_back(std::move(right->args.front()));
            return MathExpr{MathKind::Quantity, right->name, {std::move(*left)}};
        }
        left->args.push_back(std::move(*right));
    }
    return left;
}

/// (a), [a]: grouping. (a, b), (a, b], …: a point or an interval.
MathGrammar::Parsed MathGrammar::parse_bracketed()
{
    const std::string open = tokens_[pos_++].text;
    const int num_open_bars = std::exchange(num_open_bars_, 0);
    Parsed list = parse_list(MathKind::Tuple);
    num_open_bars_ = num_open_bars;
    if (!list || (!is_operator(")") && !is_operator("]"))) {
        return std::nullopt;
    }
    const std::string close = tokens_[pos_++].text;
    if (list->args.size() == 1) {
        return (open == "(") == (close == ")") ? Parsed(std::move(list->args.front())) : std::nullopt;
    }
    list->name = open + close;
    return list;
}

MathGrammar::Parsed MathGrammar::parse_braced_set()
{
    ++pos_;
    const int num_open_bars = std::exchange(num_open_bars_, 1); // a bar here is "such that", which we do not read
    if (accept("\\}")) {
        num_open_bars_ = num_open_bars;
        return MathExpr{MathKind::Set, "", {}};
    }
    Parsed set = parse_list(MathKind::Set);
    num_open_bars_ = num_open_bars;
    return set && accept("\\}") ? set : std::nullopt;
}

MathGrammar::Parsed MathGrammar::parse_matrix()
{
    MathExpr matrix{MathKind::Matrix, "", {}};
    for (;;) {
        if (is_word("endmatrix")) {
            break;
        }
        Parsed row = parse_row();
        if (!row) {
            return std::nullopt;
        }
        matrix.args.push_back(std::move(*row));
        if (!accept("\\\\") && !is_word("endmatrix")) {
            return std::nullopt;
        }
    }
    ++pos_;
    return matrix.args.empty() ? std::nullopt : Parsed(std::move(matrix));
}

MathGrammar::Parsed MathGrammar::parse_row()
{
    MathExpr row{MathKind::Tuple, "()", {}};
    do {
        Parsed entry = parse_sum();
        if (!entry) {
            return std::nullopt;
        }
        row.args.push_back(std::move(*entry));
    } while (accept("&"));
    return row;
}

std::optional<MathExpr> parse_math(std::string_view text, AnswerReading reading)
{
    std::optional<std::vector<MathToken>> tokens = tokenize_math(text, reading);
    if (!tokens || tokens->empty()) {
        return std::nullopt;
    }
    return MathGrammar(std::move(*tokens), reading).parse_answer();
}

} // namespace kvscope
