#include "grading/matrix_arithmetic.h"

#include <algorithm>
#include <optional>

namespace kvscope {
namespace {

constexpr std::size_t max_size = 8; ///< rows and columns; entries of a product grow with it
constexpr std::size_t max_factors = 3;

using Matrix = std::optional<MathExpr>;

bool is_matrix(const MathExpr &expr)
{
    return expr.kind == MathKind::Matrix;
}

/// Number of columns; 0 unless all rows have as many and the matrix is small.
std::size_t num_columns(const MathExpr &matrix)
{
    const std::size_t columns = matrix.args.front().args.size();
    const bool is_even = std::all_of(matrix.args.begin(), matrix.args.end(),
                                     [columns](const MathExpr &row) { return row.args.size() == columns; });
    return is_even && columns <= max_size && matrix.args.size() <= max_size ? columns : 0;
}

MathExpr scaled(MathExpr matrix, const MathExpr &factor)
{
    for (MathExpr &row : matrix.args) {
        for (MathExpr &entry : row.args) {
            entry = MathExpr{MathKind::Product, "", {factor, std::move(entry)}};
        }
    }
    return matrix;
}

Matrix added(MathExpr a, const MathExpr &b)
{
    if (num_columns(a) == 0 || num_columns(a) != num_columns(b) || a.args.size() != b.args.size()) {
        return std::nullopt;
    }
    for (std::size_t row = 0; row < a.args.size(); ++row) {
        for (std::size_t column = 0; column < num_columns(b); ++column) {
            MathExpr &entry = a.args[row].args[column];
            entry = MathExpr{MathKind::Sum, "", {std::move(entry), b.args[row].args[column]}};
        }
    }
    return a;
}

Matrix multiplied(const MathExpr &a, const MathExpr &b)
{
    if (num_columns(a) == 0 || num_columns(b) == 0 || num_columns(a) != b.args.size()) {
        return std::nullopt;
    }
    MathExpr product{MathKind::Matrix, "", {}};
    for (const MathExpr &row : a.args) {
        MathExpr result{MathKind::Tuple, "()", {}};
        for (std::size_t column = 0; column < num_columns(b); ++column) {
            MathExpr entry{MathKind::Sum, "", {}};
            for (std::size_t k = 0; k < row.args.size(); ++k) {
                entry.args.push_back(MathExpr{MathKind::Product, "", {row.args[k], b.args[k].args[column]}});
            }
            result.args.push_back(std::move(entry));
        }
        product.args.push_back(std::move(result));
    }
    return product;
}

Matrix sum_of(const std::vector<MathExpr> &terms)
{
    Matrix total;
    for (const MathExpr &term : terms) {
        MathExpr matrix = with_matrix_arithmetic(term);
        if (!is_matrix(matrix)) {
            return std::nullopt;
        }
        total = total ? added(std::move(*total), matrix) : std::move(matrix);
        if (!total) {
            return std::nullopt;
        }
    }
    return total;
}

Matrix product_of(const std::vector<MathExpr> &factors)
{
    MathExpr scalars{MathKind::Product, "", {}};
    Matrix total;
    for (const MathExpr &factor : factors) {
        if (!is_matrix(factor)) {
            scalars.args.push_back(factor);
            continue;
        }
        total = total ? multiplied(*total, factor) : factor;
        if (!total) {
            return std::nullopt;
        }
    }
    return total && !scalars.args.empty() ? scaled(std::move(*total), scalars) : total;
}

} // namespace

MathExpr with_matrix_arithmetic(MathExpr expr)
{
    Matrix result;
    if (expr.kind == MathKind::Negate) {
        MathExpr inner = with_matrix_arithmetic(expr.args.front());
        if (is_matrix(inner)) {
            result = scaled(std::move(inner), MathExpr{MathKind::Negate, "", {MathExpr{MathKind::Number, "1", {}}}});
        }
    } else if (expr.kind == MathKind::Sum) {
        result = sum_of(expr.args);
    } else if (expr.kind == MathKind::Product) {
        const auto num_matrices = std::count_if(expr.args.begin(), expr.args.end(), is_matrix);
        if (num_matrices > 0 && num_matrices <= static_cast<std::ptrdiff_t>(max_factors)) {
            result = product_of(expr.args);
        }
    }
    return result ? std::move(*result) : expr;
}

} // namespace kvscope
