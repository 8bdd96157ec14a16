#include "frame_averages.h"
#include "stats/summarize.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvscope::stats {
namespace {

constexpr std::size_t min_windows = 10; // fewer batch means say too little about their own spread

void complete_accuracy(CellResult &cell, const std::vector<ProblemOutcome> &problems)
{
    const bool any_valid = std::any_of(problems.begin(), problems.end(),
                                       [](const ProblemOutcome &problem) { return problem.num_valid > 0; });
    if (!any_valid) {
        return;
    }
    PassEstimate estimate = pass_at_1(problems);
    cell.pass_at_1 = estimate.percent;
    cell.pass_at_1_interval = std::move(estimate.interval);
}

/// The positive finite values of one figure over the repeats: 0 stands for "not measured".
std::vector<double> measured(const std::vector<CellTiming> &timings, double CellTiming::*figure)
{
    std::vector<double> values;
    for (const CellTiming &timing : timings) {
        if (std::isfinite(timing.*figure) && timing.*figure > 0) {
            values.push_back(timing.*figure);
        }
    }
    return values;
}

Interval around(double mean, const Interval &interval, const std::string &method)
{
    const double half_width = (interval.upper - interval.lower) / 2;
    return {std::max(0.0, mean - half_width), mean + half_width, method};
}

/// The interval comes from the repeats where there are several, else from the windows of the one pass.
std::optional<Interval> rate_interval(const std::vector<double> &repeats, const std::vector<CellTiming> &timings,
                                      bool sustained)
{
    const RateEstimate over_repeats = batch_means(repeats);
    if (over_repeats.interval) {
        return around(over_repeats.mean, *over_repeats.interval, "repeats, Student t");
    }
    for (const CellTiming &timing : timings) {
        const std::vector<double> &windows = sustained ? timing.window_tps : timing.overall_window_tps;
        if (windows.size() < min_windows) {
            continue;
        }
        // Windows weigh alike and the figure weighs by time, so the spread is theirs and the centre is the figure.
        if (const RateEstimate over_windows = batch_means(windows); over_windows.interval) {
            return around(over_repeats.mean, *over_windows.interval, "batch means, Student t");
        }
    }
    return std::nullopt;
}

std::string missing_reason(const std::vector<CellTiming> &timings)
{
    for (const CellTiming &timing : timings) {
        if (!timing.sustained_missing.empty()) {
            return timing.sustained_missing;
        }
    }
    return "no sustained phase was measured";
}

void complete_throughput(CellResult &cell, const std::vector<CellTiming> &timings)
{
    const std::vector<double> sustained = measured(timings, &CellTiming::sustained_tps);
    const std::vector<double> overall = measured(timings, &CellTiming::overall_tps);
    const std::vector<double> dynts = measured(timings, &CellTiming::dynts_tps);
    if (!overall.empty()) {
        cell.overall_tps = batch_means(overall).mean;
    }
    if (!dynts.empty()) {
        cell.dynts_tps = batch_means(dynts).mean;
    }
    if (!sustained.empty()) {
        cell.tps = batch_means(sustained).mean;
        cell.tps_interval = rate_interval(sustained, timings, true);
        return;
    }
    cell.sustained_missing = missing_reason(timings);
    if (cell.overall_tps) {
        cell.tps = cell.overall_tps;
        cell.tps_is_overall = true;
        cell.tps_interval = rate_interval(overall, timings, false);
    }
}

/// "batch 32", "batch 32, 20 reached", or "fill memory, batch 57 reached".
std::string batch_label(const CellTiming &timing)
{
    if (timing.batch_requested <= 0) {
        return "fill memory, batch " + std::to_string(timing.batch_reached) + " reached";
    }
    std::string label = "batch " + std::to_string(timing.batch_requested);
    if (timing.batch_reached >= timing.batch_requested) {
        return label;
    }
    return label + ", " + std::to_string(timing.batch_reached) + " reached";
}

/// Each distinct text once, in order: a cell that was continued elsewhere says so.
std::string join_distinct(const std::vector<std::string> &texts)
{
    std::vector<std::string> distinct;
    for (const std::string &text : texts) {
        if (!text.empty() && std::find(distinct.begin(), distinct.end(), text) == distinct.end()) {
            distinct.push_back(text);
        }
    }
    std::string joined;
    for (const std::string &text : distinct) {
        joined += (joined.empty() ? "" : " / ") + text;
    }
    return joined;
}

void complete_conditions(CellResult &cell, const std::vector<CellTiming> &timings)
{
    std::vector<std::string> devices;
    std::vector<std::string> batches;
    for (const CellTiming &timing : timings) {
        devices.push_back(timing.device);
        batches.push_back(batch_label(timing));
        cell.kv_bytes_held_peak = std::max(cell.kv_bytes_held_peak, timing.kv_bytes_held_peak);
    }
    cell.device = join_distinct(devices);
    cell.batch_label = join_distinct(batches);
}

CellResult complete_cell(const CellRows &rows)
{
    CellResult cell = rows.counts;
    complete_accuracy(cell, rows.problems);
    if (!rows.timings.empty()) {
        complete_throughput(cell, rows.timings);
        complete_conditions(cell, rows.timings);
    }
    return cell;
}

} // namespace

ResultFrame complete(const SessionRows &rows)
{
    ResultFrame frame = rows.frame;
    const bool is_published = frame.reference.has_value();
    frame.cells.reserve(rows.cells.size());
    for (const CellRows &cell : rows.cells) {
        frame.cells.push_back(is_published ? cell.counts : complete_cell(cell));
    }
    if (!is_published) {
        frame.averages = frame_averages(rows.cells);
    }
    return frame;
}

} // namespace kvscope::stats
