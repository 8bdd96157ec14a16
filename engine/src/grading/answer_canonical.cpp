#include "grading/answer_canonical.h"

#include "grading/matrix_arithmetic.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::size_t max_list_size = 512;

bool has_plus_minus(const MathExpr &expr)
{
    return expr.kind == MathKind::PlusMinus || std::any_of(expr.args.begin(), expr.args.end(), has_plus_minus);
}

/// The expression with every ± read as + and every ∓ as −, or the other way round.
MathExpr with_sign(MathExpr expr, bool is_upper)
{
    for (MathExpr &arg : expr.args) {
        arg = with_sign(std::move(arg), is_upper);
    }
    if (expr.kind == MathKind::PlusMinus) {
        const bool is_plus = (expr.name == "+-") == is_upper;
        if (!is_plus) {
            expr.args[1] = MathExpr{MathKind::Negate, "", {std::move(expr.args[1])}};
        }
        expr.kind = MathKind::Sum;
        expr.name.clear();
    }
    return expr;
}

/// Entries of a list or set: ± gives two, a list gives its own.
void append_entries(MathExpr entry, std::vector<MathExpr> &entries)
{
    const bool is_list = entry.kind == MathKind::List;
    if (!is_list && entry.kind != MathKind::Set && has_plus_minus(entry)) {
        MathExpr lower = with_sign(entry, false);
        entries.push_back(with_sign(std::move(entry), true));
        entries.push_back(std::move(lower));
        return;
    }
    if (!is_list) {
        entries.push_back(canonical_answer(std::move(entry)));
        return;
    }
    for (MathExpr &inner : entry.args) {
        append_entries(std::move(inner), entries);
    }
}

} // namespace

MathExpr canonical_answer(MathExpr expr)
{
    if (expr.kind == MathKind::List || expr.kind == MathKind::Set) {
        std::vector<MathExpr> entries;
        for (MathExpr &arg : expr.args) {
            if (entries.size() < max_list_size) {
                append_entries(std::move(arg), entries);
            }
        }
        expr.args = std::move(entries);
        return expr;
    }
    if (has_plus_minus(expr)) {
        MathExpr list{MathKind::List, "", {}};
        append_entries(std::move(expr), list.args);
        return list;
    }
    return with_matrix_arithmetic(std::move(expr));
}

} // namespace kvscope
