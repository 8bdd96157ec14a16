#include "insight/number_text.h"
#include "warnings/rules.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

using Severity = ResultWarning::Severity;

constexpr double much_truncated_percent = 5;
constexpr double mostly_misleading_percent = 20;
constexpr double many_without_answer_percent = 10;
constexpr double wide_points = 5;

double percent_of(int count, const CellResult &cell)
{
    return cell.num_samples > 0 ? 100.0 * count / cell.num_samples : 0;
}

double half_width(const CellResult &cell)
{
    return cell.pass_at_1_interval ? (cell.pass_at_1_interval->upper - cell.pass_at_1_interval->lower) / 2 : 0;
}

template <typename Figure>
double largest(const std::vector<JudgedCell> &cells, Figure figure)
{
    double most = 0;
    for (const JudgedCell &cell : cells) {
        most = std::max(most, figure(cell.figures));
    }
    return most;
}

void judge_invalid(Judgement &judgement)
{
    int num_invalid = 0;
    std::vector<std::string> keys; // of unfinished cells too: a sample that is invalid stays so
    for (const JudgedCell &cell : judgement.all) {
        if (cell.figures.num_invalid > 0) {
            num_invalid += cell.figures.num_invalid;
            keys.push_back(cell.figures.cell_key);
        }
    }
    judgement.warn(
        "invalid_samples", Severity::Serious, std::move(keys),
        "%3 samples in %1 cells are invalid (not-a-number logits or an error). They are left out of Pass@1, not "
        "counted as wrong.",
        {std::to_string(num_invalid)}, "Look up their reasons, and run these cells again once the cause is gone.");
}

} // namespace

void judge_answers(Judgement &judgement)
{
    judge_invalid(judgement);
    const auto truncated = [](const CellResult &cell) { return percent_of(cell.num_truncated, cell); };
    const double most = largest(judgement.finished, truncated);
    judgement.warn(
        "truncated", most > mostly_misleading_percent ? Severity::Serious : Severity::Caution,
        judgement.keys_where([&](const JudgedCell &cell) { return truncated(cell.figures) > much_truncated_percent; }),
        "More than 5 % of the answers were cut off at the token limit in %1 of %2 cells (up to %3 %): they have no "
        "final answer and count as 0.",
        {fixed_text(most, 1)}, "Raise the limit of new tokens, or read Pass@1 as that of this limit.");
    const auto unanswered = [](const CellResult &cell) {
        return percent_of(cell.num_no_answer - cell.num_truncated, cell); // a cut-off one has none in any case
    };
    judgement.warn(
        "no_answer", Severity::Caution, judgement.keys_where([&](const JudgedCell &cell) {
            return unanswered(cell.figures) > many_without_answer_percent;
        }),
        "More than 10 % of the answers ended by themselves without a final answer in %1 of %2 cells (up to %3 %).",
        {fixed_text(largest(judgement.finished, unanswered), 1)},
        "Look at some of them: the prompt or the grader may not fit, or eviction drops the question.");
    judgement.warn(
        "too_few_samples", Severity::Caution,
        judgement.keys_where([](const JudgedCell &cell) { return half_width(cell.figures) > wide_points; }),
        "The 95 % interval of Pass@1 is wider than ±5 points in %1 of %2 cells (up to ±%3): smaller differences "
        "cannot be read off the bars.",
        {fixed_text(largest(judgement.finished, half_width), 1)},
        "Add problems or samples per problem. The insight card compares problem by problem, which sees more.");
}

} // namespace kvscope::stats
