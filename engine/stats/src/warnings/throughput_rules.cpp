#include "warnings/rules.h"

#include <algorithm>
#include <set>

namespace kvscope::stats {
namespace {

using Severity = ResultWarning::Severity;

template <typename Holds>
bool any_timing(const JudgedCell &cell, Holds holds)
{
    return std::any_of(cell.rows.timings.begin(), cell.rows.timings.end(), holds);
}

/// It goes into a sentence.
std::string without_full_stop(std::string text)
{
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

void judge_kind_of_rate(Judgement &judgement)
{
    const std::vector<std::string> overall =
        judgement.keys_where([](const JudgedCell &cell) { return cell.figures.tps_is_overall; });
    const auto first = std::find_if(judgement.finished.begin(), judgement.finished.end(),
                                    [](const JudgedCell &cell) { return cell.figures.tps_is_overall; });
    const bool is_mixed = !overall.empty() && overall.size() < judgement.finished.size();
    judgement.warn(
        "no_sustained_phase", is_mixed ? Severity::Caution : Severity::Note, overall,
        "No sustained phase in %1 of %2 cells (%3): their throughput is that of the whole cell, with its tail.",
        {overall.empty() ? "" : without_full_stop(first->figures.sustained_missing)},
        is_mixed ? "Compare the overall figures of all cells: hollow and filled markers are not the same measure."
                 : "Use more samples than the batch holds, or a smaller batch.");
}

void judge_memory(Judgement &judgement)
{
    const auto is_shrunk = [](const CellTiming &timing) { return timing.batch_shrunk > 0; };
    int fewest = 0;
    for (const JudgedCell &cell : judgement.finished) {
        for (const CellTiming &timing : cell.rows.timings) {
            fewest = is_shrunk(timing) && (fewest == 0 || timing.batch_shrunk < fewest) ? timing.batch_shrunk : fewest;
        }
    }
    judgement.warn("batch_shrunk", Severity::Caution,
                   judgement.keys_where([&](const JudgedCell &cell) { return any_timing(cell, is_shrunk); }),
                   "The device ran out of memory in %1 of %2 cells, which went on with fewer sequences at once (down "
                   "to %3): their throughput is that of a smaller batch.",
                   {std::to_string(fewest)},
                   "Ask for a smaller batch, lower the budget, or end other programs that use the device.");
}

void judge_batches(Judgement &judgement)
{
    judgement.warn(
        "batch_not_reached", Severity::Caution, judgement.keys_where([](const JudgedCell &cell) {
            return any_timing(cell, [](const CellTiming &timing) {
                return timing.batch_requested > 0 && timing.batch_reached < timing.batch_requested &&
                       timing.batch_shrunk == 0;
            });
        }),
        "The batch asked for was not reached in %1 of %2 cells: their throughput is that of a smaller batch.", {},
        "Give the KV cache more memory, use more samples, or ask for a batch that every cell reaches.");
    std::set<int> requested;
    for (const JudgedCell &cell : judgement.finished) {
        for (const CellTiming &timing : cell.rows.timings) {
            requested.insert(timing.batch_requested);
        }
    }
    if (requested.size() > 1) {
        judgement.warn("mixed_batches", Severity::Caution,
                       judgement.keys_where([](const JudgedCell &cell) { return !cell.rows.timings.empty(); }),
                       "Cells were measured with different batch policies: their throughputs do not compare.", {},
                       "Compare cells of one batch policy, or run the others again.");
    }
    judgement.warn("preempted", Severity::Note, judgement.keys_where([](const JudgedCell &cell) {
        return any_timing(cell, [](const CellTiming &timing) { return timing.num_preemptions > 0; });
    }),
                   "In %1 of %2 cells sequences lost their memory and started again: that work is in their throughput.",
                   {}, "Give the KV cache more memory to measure without it.");
}

void judge_devices(Judgement &judgement)
{
    std::set<std::string> devices;
    for (const JudgedCell &cell : judgement.finished) {
        for (const CellTiming &timing : cell.rows.timings) {
            devices.insert(timing.device);
        }
    }
    if (devices.size() < 2) {
        return;
    }
    std::string names;
    for (const std::string &device : devices) {
        names += (names.empty() ? "" : "; ") + (device.empty() ? "?" : device);
    }
    judgement.warn("mixed_devices", Severity::Serious,
                   judgement.keys_where([](const JudgedCell &cell) { return !cell.rows.timings.empty(); }),
                   "Cells were measured on different devices (%3): their throughputs do not compare.", {names},
                   "Run the sweep on one device.");
}

} // namespace

void judge_throughput(Judgement &judgement)
{
    judge_devices(judgement);
    judge_memory(judgement);
    judge_batches(judgement);
    judge_kind_of_rate(judgement);
}

} // namespace kvscope::stats
