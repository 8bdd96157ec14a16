#include "warnings/rules.h"

#include <algorithm>

namespace kvscope::stats {
namespace {

using Severity = ResultWarning::Severity;

bool is_same_point(const CellResult &a, const CellResult &b)
{
    return a.model == b.model && a.dataset == b.dataset && a.policy == b.policy && a.params == b.params &&
           a.budget == b.budget && a.kv_dtype == b.kv_dtype;
}

/// Cells that lie where an earlier one does: a chart has one place for both.
void judge_repeated_points(Judgement &judgement)
{
    std::vector<std::string> repeated;
    for (auto cell = judgement.all.begin(); cell != judgement.all.end(); ++cell) {
        if (std::any_of(judgement.all.begin(), cell,
                        [cell](const JudgedCell &earlier) { return is_same_point(earlier.figures, cell->figures); })) {
            repeated.push_back(cell->figures.cell_key);
        }
    }
    judgement.warn("repeated_points", Severity::Caution, std::move(repeated),
                   "%1 of %3 cells have the model, dataset, policy and budget of an earlier cell, and another seed, "
                   "buffer or sampling: charts and insights show the earlier one.",
                   {std::to_string(judgement.all.size())},
                   "The table lists them all. Keep settings that are to be compared in sessions of their own.");
}

} // namespace

void judge_session(Judgement &judgement)
{
    std::vector<std::string> failed;
    std::vector<std::string> begun;
    std::size_t num_pending = 0;
    for (const JudgedCell &cell : judgement.all) {
        if (cell.figures.state == CellState::Failed) {
            failed.push_back(cell.figures.cell_key);
        } else if (cell.figures.state == CellState::Running) {
            begun.push_back(cell.figures.cell_key);
        } else if (cell.figures.state == CellState::Pending) {
            ++num_pending;
        }
    }
    judge_repeated_points(judgement);
    const std::string num_all = std::to_string(judgement.all.size());
    std::vector<std::string> ungraded;
    std::string reason;
    for (const JudgedCell &cell : judgement.all) {
        if (!cell.figures.accuracy_missing.empty()) {
            ungraded.push_back(cell.figures.cell_key);
            reason = cell.figures.accuracy_missing;
        }
    }
    judgement.warn("not_graded", Severity::Note, std::move(ungraded),
                   "No accuracy in %1 of %4 cells (%3): their answers were not graded, throughput alone was measured.",
                   {reason, num_all}, "Run them with a checkpoint to see what a budget costs in accuracy.");
    judgement.warn("failed_cells", Severity::Serious, std::move(failed),
                   "%1 of %3 cells failed: what they hold is no result.", {num_all},
                   "Read the reason in the cell list, and run them again.");
    judgement.warn(
        "interim", Severity::Caution, std::move(begun),
        "%1 of %3 cells are unfinished: interim figures favour short answers, and nothing is concluded from them.",
        {num_all}, "Let the sweep finish.");
    if (num_pending > 0) {
        judgement.warnings.push_back({"pending_cells",
                                      Severity::Note,
                                      {},
                                      {"%1 of %2 cells have not begun.", {std::to_string(num_pending), num_all}},
                                      {"Let the sweep finish.", {}}});
    }
    for (const DatasetRef &dataset : judgement.session.frame.datasets) {
        if (dataset.num_quarantined > 0) {
            judgement.warnings.push_back(
                {"quarantined",
                 Severity::Note,
                 {},
                 {"%1 lines of %2 could not be used.", {std::to_string(dataset.num_quarantined), dataset.label}},
                 {"Read the dataset's quarantine report: the figures are those of the other problems.", {}}});
        }
    }
}

} // namespace kvscope::stats
