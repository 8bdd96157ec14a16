#include "grading/answer_relation.h"

#include "grading/real_set.h"
#include "grading/scalar_compare.h"

#include <algorithm>

namespace kvscope {

bool is_name(const MathExpr &expr)
{
    const auto is_symbol = [](const MathExpr &arg) {
        return arg.kind == MathKind::Symbol || arg.kind == MathKind::Constant;
    };
    switch (expr.kind) {
    case MathKind::Symbol:
    case MathKind::Text:
        return true;
    case MathKind::Constant:
        return expr.name != "pi";
    case MathKind::Product:
        return expr.args.front().kind == MathKind::Symbol &&
               std::all_of(expr.args.begin() + 1, expr.args.end(), [&](const MathExpr &arg) {
                   return is_symbol(arg) || arg.kind == MathKind::Number || arg.kind == MathKind::Tuple;
               });
    case MathKind::Quotient:
    case MathKind::Ratio:
    case MathKind::Tuple:
        return std::all_of(expr.args.begin(), expr.args.end(), is_name);
    case MathKind::Call:
        return std::all_of(expr.args.begin(), expr.args.end(), is_name);
    default:
        return false;
    }
}

namespace {

MathExpr difference(const MathExpr &left, const MathExpr &right)
{
    return {MathKind::Sum, "", {left, MathExpr{MathKind::Negate, "", {right}}}};
}

bool is_all(const std::string &operators, char relation)
{
    return operators.find_first_not_of(relation) == std::string::npos;
}

bool are_equations_equal(const MathExpr &a, const MathExpr &b)
{
    const MathExpr &value_a = a.args.back();
    const MathExpr &value_b = b.args.back();
    if (is_name(a.args.front()) && is_name(b.args.front())) {
        // Two names for one function are one answer, two unknowns with the same number are not.
        const bool is_function = !symbols_of(value_a).empty();
        const bool is_same_name = a.args.front() == b.args.front();
        if ((is_same_name || is_function) && compare_scalars(value_a, value_b) == Likeness::Equal) {
            return true;
        }
    }
    return are_proportional(difference(a.args.front(), value_a), difference(b.args.front(), value_b), false);
}

} // namespace

std::optional<MathExpr> stated_value(const MathExpr &relation)
{
    if (relation.kind != MathKind::Relation) {
        return std::nullopt;
    }
    const std::vector<MathExpr> &args = relation.args;
    if (const std::size_t approximate = relation.name.find('~'); approximate != std::string::npos) {
        const MathExpr &before = args[approximate];
        return is_name(before) ? args[approximate + 1] : before;
    }
    if (relation.name == "i") {
        return args[1];
    }
    if (!is_all(relation.name, '=')) {
        return std::nullopt;
    }
    if (is_name(args.front())) {
        return args.back();
    }
    if (symbols_of(relation).empty()) { // 2 + 3 = 5, as long as it is true
        const auto is_false = [](const MathExpr &left, const MathExpr &right) {
            const Likeness likeness = compare_scalars(left, right);
            return likeness != Likeness::Equal && likeness != Likeness::Rounded;
        };
        const bool holds = std::adjacent_find(args.begin(), args.end(), is_false) == args.end();
        return holds ? std::optional(args.back()) : std::nullopt;
    }
    return is_name(args.back()) ? std::optional(args.front()) : std::nullopt;
}

bool are_relations_equal(const MathExpr &a, const MathExpr &b)
{
    if (is_all(a.name, '=') && is_all(b.name, '=')) {
        return are_equations_equal(a, b);
    }
    const auto set_a = real_set(a);
    const auto set_b = set_a ? real_set(b) : std::nullopt;
    if (set_b && are_equal(*set_a, *set_b)) {
        return a.name == "i" || b.name == "i" || symbols_of(a) == symbols_of(b);
    }
    if (a.name.size() != 1 || b.name.size() != 1 || a.name == "=" || b.name == "=") {
        return false;
    }
    // Left minus right, turned so that it is below zero.
    const auto below_zero = [](const MathExpr &relation) {
        const bool is_less = relation.name == "<" || relation.name == "L";
        return is_less ? difference(relation.args[0], relation.args[1])
                       : difference(relation.args[1], relation.args[0]);
    };
    const auto is_strict = [](const MathExpr &relation) { return relation.name == "<" || relation.name == ">"; };
    if (a.name == "N" || b.name == "N") {
        return a.name == b.name && are_proportional(below_zero(a), below_zero(b), false);
    }
    return is_strict(a) == is_strict(b) && are_proportional(below_zero(a), below_zero(b), true);
}

std::string assigned_name(const MathExpr &expr)
{
    const bool is_assignment =
        expr.kind == MathKind::Relation && is_all(expr.name, '=') &&
        (expr.args.front().kind == MathKind::Symbol || expr.args.front().kind == MathKind::Constant);
    return is_assignment ? expr.args.front().name : std::string();
}

} // namespace kvscope
