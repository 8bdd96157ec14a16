#pragma once

#include "types/result_frame.h"

#include <string>
#include <vector>

namespace kvscope::test {

inline ResultFrame emptyFrame(const std::vector<std::string> &models,
                              const std::vector<std::string> &datasets = {"tasks"})
{
    ResultFrame frame;
    for (const std::string &label : models) {
        ModelRef model;
        model.label = label;
        frame.models.push_back(model);
    }
    for (const std::string &label : datasets) {
        DatasetRef dataset;
        dataset.label = label;
        frame.datasets.push_back(dataset);
    }
    return frame;
}

/// The published figure: no samples, no intervals, budgets that are trigger lengths.
inline ResultFrame publishedFrame()
{
    static constexpr double pass[2][6] = {{44.2, 50.4, 51.0, 50.8, 49.9, 53.0}, {49.8, 52.6, 54.1, 54.3, 54.3, 56.3}};
    static constexpr double tps[2][6] = {{790, 710, 640, 570, 500, 430}, {770, 730, 680, 620, 570, 530}};
    ResultFrame frame = emptyFrame({"R1-Llama", "R1-Qwen"});
    frame.title = "Published figure";
    frame.is_complete = true;
    frame.reference = ReferenceSource{"DynTS, arXiv 2601.18383", "read off the figure", ""};
    for (int i = 0; i < 6; ++i) {
        for (int model = 0; model < 2; ++model) {
            CellResult cell;
            cell.cell_key = "m" + std::to_string(model) + "b" + std::to_string(2500 + 500 * i);
            cell.model = model;
            cell.policy = "dynts";
            cell.budget = {2500 + 500 * i};
            cell.peak = cell.budget.tokens;
            cell.state = CellState::Complete;
            cell.pass_at_1 = pass[model][i];
            cell.tps = tps[model][i];
            frame.cells.push_back(cell);
        }
    }
    return frame;
}

/// A finished cell of one's own run with intervals of ±3 points and ±20 tokens/s.
inline CellResult finishedCell(int model, int budget, double pass, double tps, const std::string &policy = "r_kv")
{
    CellResult cell;
    cell.cell_key = policy + "-" + std::to_string(model) + "-" + std::to_string(budget);
    cell.model = model;
    cell.policy = budget == 0 ? "full" : policy;
    cell.budget = {budget};
    cell.state = CellState::Complete;
    cell.num_samples_planned = 720;
    cell.num_samples = 720;
    cell.num_problems = 360;
    cell.pass_at_1 = pass;
    cell.pass_at_1_interval = Interval{pass - 3, pass + 3, "bootstrap over problems"};
    cell.tps = tps;
    cell.tps_interval = Interval{tps - 20, tps + 20, "batch means"};
    cell.mean_final_kv_len = budget == 0 ? 320 : 0;
    cell.batch_label = "batch 32";
    return cell;
}

/// Both models at 96, 128, 160: the first finished, 128 running at 312/1920, 160 pending.
inline ResultFrame runningFrame()
{
    ResultFrame frame = emptyFrame({"tiny-r1-llama", "tiny-r1-qwen"});
    for (int model = 0; model < 2; ++model) {
        frame.cells.push_back(finishedCell(model, 96, 23, 2100));
        CellResult running = finishedCell(model, 128, 47, 1900);
        running.state = CellState::Running;
        running.num_samples = 312;
        running.num_samples_planned = 1920;
        frame.cells.push_back(running);
        CellResult pending;
        pending.cell_key = "pending" + std::to_string(model);
        pending.model = model;
        pending.policy = "r_kv";
        pending.budget = {160};
        pending.num_samples_planned = 1920;
        frame.cells.push_back(pending);
    }
    return frame;
}

/// The same with the full cache finished, for views that compare with it.
inline ResultFrame frameWithFull()
{
    ResultFrame frame = runningFrame();
    for (int model = 0; model < 2; ++model) {
        frame.cells.push_back(finishedCell(model, 0, 62, 1500));
    }
    return frame;
}

/// The same problems' results as those of a second dataset too, for views that compare datasets.
inline ResultFrame frameWithTwoDatasets()
{
    ResultFrame frame = frameWithFull();
    frame.datasets.push_back(frame.datasets.front());
    frame.datasets.back().label = "more tasks";
    const std::vector<CellResult> first = frame.cells;
    for (CellResult cell : first) {
        cell.cell_key += "-more";
        cell.dataset = 1;
        frame.cells.push_back(cell);
    }
    return frame;
}

} // namespace kvscope::test
