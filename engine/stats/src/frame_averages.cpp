#include "frame_averages.h"

#include "stats/summarize.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace kvscope::stats {
namespace {

/// What two cells share whose samples answer the same question on different datasets.
using Setting = std::tuple<int, std::string, ParamValues, int, KvDType>; // model, policy, parameters, budget, storage

} // namespace

std::vector<DatasetAverage> frame_averages(const std::vector<CellRows> &cells)
{
    std::set<int> datasets;
    std::map<Setting, std::map<int, int>> settings; // dataset → its first cell
    for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
        const CellResult &cell = cells[static_cast<std::size_t>(i)].counts;
        datasets.insert(cell.dataset);
        settings[{cell.model, cell.policy, cell.params, cell.budget.tokens, cell.kv_dtype}].try_emplace(cell.dataset,
                                                                                                        i);
    }
    std::vector<DatasetAverage> averages;
    if (datasets.size() < 2) {
        return averages;
    }
    for (const auto &[setting, by_dataset] : settings) {
        if (by_dataset.size() < datasets.size()) {
            continue;
        }
        DatasetAverage average;
        std::vector<std::vector<ProblemOutcome>> outcomes;
        for (const auto &[dataset, cell] : by_dataset) {
            average.cells.push_back(cell);
            outcomes.push_back(cells[static_cast<std::size_t>(cell)].problems);
        }
        if (std::optional<PassEstimate> estimate = average_over_datasets(outcomes)) {
            average.pass_at_1 = estimate->percent;
            average.pass_at_1_interval = std::move(estimate->interval);
            averages.push_back(std::move(average));
        }
    }
    // In running order, not the settings'.
    std::sort(averages.begin(), averages.end(), [](const DatasetAverage &a, const DatasetAverage &b) {
        return *std::min_element(a.cells.begin(), a.cells.end()) < *std::min_element(b.cells.begin(), b.cells.end());
    });
    return averages;
}

} // namespace kvscope::stats
