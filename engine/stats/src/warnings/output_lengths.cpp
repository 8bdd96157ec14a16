#include "insight/number_text.h"
#include "student_t.h"
#include "warnings/rules.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

namespace kvscope::stats {
namespace {

constexpr int min_problems = 10;
constexpr double much_longer = 1.05;

/// The largest finished budget of the same model, policy and dataset, `full` above all; null when it is the cell
/// itself.
const JudgedCell *reference_of(const JudgedCell &cell, const std::vector<JudgedCell> &finished)
{
    const auto size = [](const CellResult &figures) {
        return figures.budget.is_full() ? std::pair(1, 0) : std::pair(0, figures.budget.tokens);
    };
    const JudgedCell *best = &cell;
    for (const JudgedCell &other : finished) {
        const CellResult &a = cell.figures;
        const CellResult &b = other.figures;
        const bool is_same_series = a.model == b.model && a.dataset == b.dataset && a.kv_dtype == b.kv_dtype &&
                                    (b.budget.is_full() || (a.policy == b.policy && a.params == b.params));
        if (is_same_series && size(b) > size(best->figures)) {
            best = &other;
        }
    }
    return best == &cell ? nullptr : best;
}

/// Mean length in `cell` / mean length in `reference` over their common problems, where the paired t test says at 95 %
/// that outputs are longer (Student 1908); else 1.
double growth(const CellRows &cell, const CellRows &reference)
{
    std::map<std::string_view, double> lengths;
    for (const ProblemOutcome &outcome : reference.problems) {
        lengths[outcome.problem_id] = outcome.mean_output_tokens;
    }
    double n = 0;
    double before = 0;
    double sum = 0;
    double squares = 0;
    for (const ProblemOutcome &outcome : cell.problems) {
        const auto found = lengths.find(outcome.problem_id);
        if (found == lengths.end() || !(found->second > 0) || !(outcome.mean_output_tokens > 0)) {
            continue;
        }
        const double difference = outcome.mean_output_tokens - found->second;
        n += 1;
        before += found->second;
        sum += difference;
        squares += difference * difference;
    }
    if (n < min_problems) {
        return 1;
    }
    const double mean = sum / n;
    const double error = std::sqrt(std::max(0.0, squares - n * mean * mean) / (n - 1) / n);
    return mean - student_t_quantile(0.05, n - 1) * error > 0 ? (before + sum) / before : 1;
}

} // namespace

void judge_output_lengths(Judgement &judgement)
{
    std::vector<std::string> keys;
    double most = 1;
    for (const JudgedCell &cell : judgement.finished) {
        const JudgedCell *reference = reference_of(cell, judgement.finished);
        const double factor = reference != nullptr ? growth(cell.rows, reference->rows) : 1;
        if (factor >= much_longer) {
            keys.push_back(cell.figures.cell_key);
            most = std::max(most, factor);
        }
    }
    judgement.warn(
        "longer_outputs", ResultWarning::Severity::Caution, std::move(keys),
        "Outputs are longer than at the largest budget in %1 of %2 cells (up to %3 %, paired by problem, 95 %): a "
        "token rate flatters cells that need more tokens for an answer.",
        {"+" + fixed_text(100 * (most - 1), 0)}, "Compare answers per hour beside tokens per second.");
}

} // namespace kvscope::stats
