#pragma once

#include "types/session_rows.h"

#include <cstdint>
#include <string>
#include <vector>

/// Session rows for tests of statistics: finished cells with outcomes and windows given outright.
namespace kvscope::test {

/// One finished cell. `correct`[p] of `num_samples` samples of problem p are correct; windows are batch means of the
/// sustained rate.
inline CellRows finishedRows(int model, int budget_tokens, const std::vector<int> &correct, int num_samples,
                             const std::vector<double> &windows)
{
    CellRows cell;
    CellResult &counts = cell.counts;
    counts.cell_key = "m" + std::to_string(model) + "b" + std::to_string(budget_tokens);
    counts.model = model;
    counts.budget.tokens = budget_tokens;
    counts.policy = budget_tokens == 0 ? "full" : "r_kv";
    counts.retained = budget_tokens;
    counts.state = CellState::Complete;
    counts.num_problems = static_cast<int>(correct.size());
    counts.num_samples = counts.num_problems * num_samples;
    counts.num_samples_planned = counts.num_samples;
    counts.mean_evictions = budget_tokens == 0 ? 0 : 3;
    counts.mean_final_kv_len = 10000;
    counts.mean_output_tokens = 500;
    for (std::size_t p = 0; p < correct.size(); ++p) {
        cell.problems.push_back({"problem " + std::to_string(p), correct[p], num_samples, 500});
    }
    if (!windows.empty()) {
        CellTiming timing;
        timing.window_tps = windows;
        for (const double rate : windows) {
            timing.sustained_tps += rate / static_cast<double>(windows.size());
        }
        timing.overall_tps = timing.sustained_tps;
        timing.batch_requested = 32;
        timing.batch_reached = 32;
        timing.device = "2 cores";
        cell.timings.push_back(timing);
    }
    return cell;
}

inline SessionRows emptyRows(const std::vector<std::string> &models)
{
    SessionRows rows;
    for (const std::string &label : models) {
        rows.frame.models.emplace_back().label = label;
    }
    rows.frame.datasets.emplace_back().label = "tasks";
    return rows;
}

/// A small generator for simulations, the same everywhere.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_(seed) {}

    double uniform() ///< [0, 1)
    {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t bits = state_;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<double>((bits ^ (bits >> 31U)) >> 11U) * 0x1.0p-53;
    }

private:
    std::uint64_t state_;
};

} // namespace kvscope::test
