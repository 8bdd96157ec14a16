#include "frame_averages.h"
#include "stats/summarize.h"
#include "student_t.h"
#include "telemetry.h"
#include "throughput.h"
#include "types/stored_reason.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvscope::stats {
namespace {

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

std::optional<Interval> interval_of(const Rate &rate)
{
    if (rate.degrees <= 0) {
        return std::nullopt;
    }
    const double half_width = student_t_975(rate.degrees) * rate.standard_error;
    return Interval{std::max(0.0, rate.mean - half_width), rate.mean + half_width, rate.method};
}

std::optional<double> mean_dynts_tps(const std::vector<CellTiming> &timings)
{
    std::vector<double> values;
    for (const CellTiming &timing : timings) {
        if (std::isfinite(timing.dynts_tps) && timing.dynts_tps > 0) { // 0 stands for "not measured"
            values.push_back(timing.dynts_tps);
        }
    }
    return values.empty() ? std::nullopt : std::optional(batch_means(values).mean);
}

std::string missing_reason(const std::vector<CellTiming> &timings)
{
    for (const CellTiming &timing : timings) {
        if (!timing.sustained_missing.empty()) {
            return timing.sustained_missing;
        }
    }
    return stored_reason::not_measured;
}

void complete_throughput(CellResult &cell, const std::vector<CellTiming> &timings)
{
    const std::optional<Rate> sustained = measured_rate(timings, true);
    const std::optional<Rate> overall = measured_rate(timings, false);
    cell.dynts_tps = mean_dynts_tps(timings);
    if (overall) {
        cell.overall_tps = overall->mean;
        cell.overall_tps_interval = interval_of(*overall);
    }
    if (sustained) {
        cell.tps = sustained->mean;
        cell.tps_interval = interval_of(*sustained);
        return;
    }
    cell.sustained_missing = missing_reason(timings);
    if (overall) {
        cell.tps = overall->mean;
        cell.tps_is_overall = true;
        cell.tps_interval = cell.overall_tps_interval;
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
        if (timing.overall_tps > 0) { // the end of a resumed cell has no rate, and its batch is nobody's
            batches.push_back(batch_label(timing));
        }
        cell.kv_bytes_held_peak = std::max(cell.kv_bytes_held_peak, timing.kv_bytes_held_peak);
    }
    cell.gpu = combined_telemetry(timings);
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
