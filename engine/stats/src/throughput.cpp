#include "throughput.h"

#include "stats/summarize.h"
#include "student_t.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {
namespace {

constexpr int min_windows = 10; // fewer batch means say too little about their own spread

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

int num_finite(const std::vector<double> &values)
{
    return static_cast<int>(
        std::count_if(values.begin(), values.end(), [](double value) { return std::isfinite(value); }));
}

void take_spread(Rate &rate, const Interval &interval, int num_values, const char *method)
{
    rate.degrees = num_values - 1;
    rate.standard_error = (interval.upper - interval.lower) / 2 / student_t_975(rate.degrees);
    rate.method = method;
}

} // namespace

std::optional<Rate> measured_rate(const std::vector<CellTiming> &timings, bool sustained)
{
    const std::vector<double> repeats =
        measured(timings, sustained ? &CellTiming::sustained_tps : &CellTiming::overall_tps);
    if (repeats.empty()) {
        return std::nullopt;
    }
    const RateEstimate over_repeats = batch_means(repeats);
    Rate rate;
    rate.mean = over_repeats.mean;
    if (over_repeats.interval) {
        take_spread(rate, *over_repeats.interval, static_cast<int>(repeats.size()), "repeats, Student t");
        return rate;
    }
    for (const CellTiming &timing : timings) {
        // Windows weigh alike and the figure weighs by time, so the spread is theirs and the centre is the figure.
        const std::vector<double> &windows = sustained ? timing.window_tps : timing.overall_window_tps;
        if (const int num_windows = num_finite(windows); num_windows >= min_windows) {
            take_spread(rate, *batch_means(windows).interval, num_windows, "batch means, Student t");
            return rate;
        }
    }
    return rate;
}

} // namespace kvscope::stats
