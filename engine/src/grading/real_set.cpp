#include "grading/real_set.h"

#include "grading/answer_relation.h"
#include "grading/scalar_compare.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::size_t max_pieces = 64;

MathExpr infinity(bool is_negative)
{
    MathExpr value{MathKind::Infinity, "", {}};
    return is_negative ? MathExpr{MathKind::Negate, "", {std::move(value)}} : value;
}

RealInterval whole_line()
{
    return {infinity(true), infinity(false), false, false};
}

bool is_inequality(char relation)
{
    return relation == '<' || relation == '>' || relation == 'L' || relation == 'G';
}

/// What is left of the intervals without these points.
std::optional<RealSet> without_points(const RealSet &set, const std::vector<MathExpr> &points)
{
    RealSet left = set;
    for (const MathExpr &point : points) {
        RealSet next;
        for (const RealInterval &piece : left) {
            const int from_low = compare_order(piece.low, point);
            const int from_high = compare_order(point, piece.high);
            if (from_low == 2 || from_high == 2) {
                return std::nullopt;
            }
            if (from_low > 0 || from_high > 0) {
                next.push_back(piece);
                continue;
            }
            if (from_low < 0) {
                next.push_back({piece.low, point, piece.is_low_closed, false});
            }
            if (from_high < 0) {
                next.push_back({point, piece.high, false, piece.is_high_closed});
            }
        }
        left = std::move(next);
        if (left.size() > max_pieces) {
            return std::nullopt;
        }
    }
    return left;
}

/// x < 5, 1 ≤ x < 3, 5 > x, x ≠ 2
std::optional<RealSet> from_relation(const MathExpr &relation)
{
    const std::string &operators = relation.name;
    const std::vector<MathExpr> &args = relation.args;
    const auto is_symbol = [](const MathExpr &expr) { return expr.kind == MathKind::Symbol; };
    if (operators == "i") {
        return real_set(args[1]);
    }
    if (operators == "N" && is_symbol(args[0])) {
        return without_points({whole_line()}, {args[1]});
    }
    const auto variable = std::find_if(args.begin(), args.end(), is_name);
    if (variable == args.end() || operators.size() > 2 ||
        !std::all_of(operators.begin(), operators.end(), is_inequality)) {
        return std::nullopt;
    }
    const auto at = static_cast<std::size_t>(variable - args.begin());
    if (operators.size() == 2 && at != 1) {
        return std::nullopt;
    }
    RealInterval interval = whole_line();
    for (std::size_t i = 0; i < operators.size(); ++i) {
        const bool is_bound_left = at == i + 1;
        const MathExpr &bound = is_bound_left ? args[i] : args[i + 1];
        const bool is_less = operators[i] == '<' || operators[i] == 'L';
        const bool is_closed = operators[i] == 'L' || operators[i] == 'G';
        if (is_bound_left == is_less) {
            interval.low = bound;
            interval.is_low_closed = is_closed;
        } else {
            interval.high = bound;
            interval.is_high_closed = is_closed;
        }
    }
    return RealSet{interval};
}

/// Sorts the pieces and joins those that touch; nothing if they cannot be ordered.
std::optional<RealSet> joined(RealSet pieces)
{
    if (pieces.size() > max_pieces) {
        return std::nullopt;
    }
    RealSet sorted;
    for (RealInterval &piece : pieces) {
        auto position = sorted.begin();
        for (; position != sorted.end(); ++position) {
            const int order = compare_order(piece.low, position->low);
            if (order == 2) {
                return std::nullopt;
            }
            if (order < 0 || (order == 0 && piece.is_low_closed && !position->is_low_closed)) {
                break;
            }
        }
        sorted.insert(position, std::move(piece));
    }
    RealSet result;
    for (RealInterval &piece : sorted) {
        const int gap = result.empty() ? 1 : compare_order(piece.low, result.back().high);
        if (gap == 2) {
            return std::nullopt;
        }
        if (gap > 0 || (gap == 0 && !piece.is_low_closed && !result.back().is_high_closed)) {
            result.push_back(std::move(piece));
            continue;
        }
        const int reach = compare_order(piece.high, result.back().high);
        if (reach == 1) {
            result.back().high = piece.high;
            result.back().is_high_closed = piece.is_high_closed;
        } else if (reach == 0) {
            result.back().is_high_closed = result.back().is_high_closed || piece.is_high_closed;
        }
    }
    return result;
}

std::optional<RealSet> union_of(const std::vector<MathExpr> &parts)
{
    RealSet pieces;
    for (const MathExpr &part : parts) {
        std::optional<RealSet> set = real_set(part);
        if (!set || pieces.size() + set->size() > max_pieces) {
            return std::nullopt;
        }
        std::move(set->begin(), set->end(), std::back_inserter(pieces));
    }
    return joined(std::move(pieces));
}

} // namespace

std::optional<RealSet> real_set(const MathExpr &expr)
{
    switch (expr.kind) {
    case MathKind::Tuple:
        if (expr.args.size() != 2) {
            return std::nullopt;
        }
        return RealSet{{expr.args[0], expr.args[1], expr.name.front() == '[', expr.name.back() == ']'}};
    case MathKind::Set: {
        RealSet points;
        for (const MathExpr &point : expr.args) {
            points.push_back({point, point, true, true});
        }
        return joined(std::move(points));
    }
    case MathKind::SetUnion:
        return union_of(expr.args);
    case MathKind::List: {
        const bool is_all_relations = std::all_of(expr.args.begin(), expr.args.end(), [](const MathExpr &arg) {
            return arg.kind == MathKind::Relation && arg.name != "=";
        });
        return is_all_relations ? union_of(expr.args) : std::nullopt;
    }
    case MathKind::Difference: {
        const std::optional<RealSet> set = real_set(expr.args[0]);
        if (!set || expr.args[1].kind != MathKind::Set) {
            return std::nullopt;
        }
        return without_points(*set, expr.args[1].args);
    }
    case MathKind::Symbol:
        return expr.name == "R" ? std::optional(RealSet{whole_line()}) : std::nullopt;
    case MathKind::Relation:
        return from_relation(expr);
    default:
        return std::nullopt;
    }
}

bool are_equal(const RealSet &a, const RealSet &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RealInterval &x, const RealInterval &y) {
        return x.is_low_closed == y.is_low_closed && x.is_high_closed == y.is_high_closed &&
               compare_order(x.low, y.low) == 0 && compare_order(x.high, y.high) == 0;
    });
}

} // namespace kvscope
