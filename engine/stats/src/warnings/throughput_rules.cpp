#include "types/sentence.h"
#include "types/stored_reason.h"
#include "warnings/rules.h"

#include <algorithm>
#include <optional>
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
                return timing.overall_tps > 0 && timing.batch_requested > 0 &&
                       timing.batch_reached < timing.batch_requested && timing.batch_shrunk == 0;
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

void judge_resumed(Judgement &judgement)
{
    judgement.warn(
        "resumed_tail", Severity::Caution, judgement.keys_where([](const JudgedCell &cell) {
            return !cell.figures.tps && any_timing(cell, [](const CellTiming &timing) {
                return matched(stored_reason::resumed_tail, timing.sustained_missing).has_value();
            });
        }),
        "%1 of %2 cells have no throughput: they were resumed with fewer samples left than ran at once before.", {},
        "Ask for one more repeat: it times these cells as a whole, and their samples stay.");
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

/// Fewer readings than this may be a moment's.
constexpr double kThrottledShare = 0.05;

bool was_slowed_by(const JudgedCell &cell, const std::set<std::string> &reasons)
{
    const std::optional<GpuTelemetry> &gpu = cell.figures.gpu;
    if (!gpu || !gpu->throttle_reasons || gpu->throttled_share() < kThrottledShare) {
        return false;
    }
    std::size_t from = 0;
    const std::string &names = *gpu->throttle_reasons;
    while (from < names.size()) {
        const std::size_t to = std::min(names.find(' ', from), names.size());
        if (reasons.contains(names.substr(from, to - from))) {
            return true;
        }
        from = to + 1;
    }
    return false;
}

void judge_clocks(Judgement &judgement)
{
    const auto warn = [&judgement](const char *id, Severity severity, const std::set<std::string> &reasons,
                                   const char *sentence, const char *advice) {
        double most = 0;
        for (const JudgedCell &cell : judgement.finished) {
            most = was_slowed_by(cell, reasons) ? std::max(most, cell.figures.gpu->throttled_share()) : most;
        }
        judgement.warn(id, severity,
                       judgement.keys_where([&](const JudgedCell &cell) { return was_slowed_by(cell, reasons); }),
                       sentence, {std::to_string(static_cast<int>(100 * most))}, advice);
    };
    warn("slowed_by_heat", Severity::Caution, {"sw_thermal_slowdown", "hw_thermal_slowdown"},
         "The throughput of %1 of %2 cells was measured while the GPU was slowed by its temperature (at up to %3 % of "
         "the readings).",
         "Cool the GPU better and measure again: how warm it was depends on what ran before.");
    warn("slowed_by_other", Severity::Caution, {"hw_slowdown", "hw_power_brake", "sync_boost", "other"},
         "The throughput of %1 of %2 cells was measured while the GPU was slowed by something outside it (at up to %3 "
         "% of the readings): its power supply, the machine or another GPU.",
         "The column \"Throttled\" of the cells names it. Measure again when that is settled.");
    warn("slowed_by_power", Severity::Note, {"sw_power_cap"},
         "The throughput of %1 of %2 cells was measured while the GPU was slowed by its power limit (at up to %3 % of "
         "the readings).",
         "That is usual under full load. State the limit with the figures; cells compare under the same one.");
}

} // namespace

void judge_throughput(Judgement &judgement)
{
    judge_devices(judgement);
    judge_memory(judgement);
    judge_clocks(judgement);
    judge_batches(judgement);
    judge_resumed(judgement);
    judge_kind_of_rate(judgement);
}

} // namespace kvscope::stats
