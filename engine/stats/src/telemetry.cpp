#include "telemetry.h"

#include <algorithm>
#include <set>
#include <string>

namespace kvscope::stats {
namespace {

/// The mean of what `a` (over `weight_a`) and `b` know.
std::optional<double> mean_of(const std::optional<double> &a, double weight_a, const std::optional<double> &b,
                              double weight_b)
{
    if (!a || !b || weight_a + weight_b <= 0) {
        return a ? a : b;
    }
    return (*a * weight_a + *b * weight_b) / (weight_a + weight_b);
}

template <typename T>
std::optional<T> larger(const std::optional<T> &a, const std::optional<T> &b)
{
    return a && b ? std::optional(std::max(*a, *b)) : a ? a : b;
}

std::optional<double> smaller(const std::optional<double> &a, const std::optional<double> &b)
{
    return a && b ? std::optional(std::min(*a, *b)) : a ? a : b;
}

/// Each of the texts' parts once, in order of the alphabet.
std::string joined_parts(const std::string &a, const std::string &b, const std::string &separator)
{
    std::set<std::string> parts;
    for (const std::string *text : {&a, &b}) {
        std::size_t from = 0;
        while (from < text->size()) {
            const std::size_t to = std::min(text->find(separator, from), text->size());
            parts.insert(text->substr(from, to - from));
            from = to + separator.size();
        }
    }
    std::string joined;
    for (const std::string &part : parts) {
        joined += (joined.empty() ? "" : separator) + part;
    }
    return joined;
}

void add_energy(GpuTelemetry &sum, const GpuTelemetry &one)
{
    if (sum.energy_j && one.energy_j) {
        *sum.energy_j += *one.energy_j;
        sum.num_tokens += one.num_tokens;
        sum.energy_is_integrated = sum.energy_is_integrated || one.energy_is_integrated;
    } else if (one.energy_j) {
        sum.energy_j = one.energy_j;
        sum.num_tokens = one.num_tokens;
        sum.energy_is_integrated = one.energy_is_integrated;
    } else if (!sum.energy_j) {
        sum.num_tokens += one.num_tokens;
    }
}

void add(GpuTelemetry &sum, const GpuTelemetry &one)
{
    const double before_s = sum.measured_s;
    const double before = sum.num_readings;
    sum.gpu = sum.gpu == one.gpu ? sum.gpu : joined_parts(sum.gpu, one.gpu, " / ");
    sum.driver = sum.driver == one.driver ? sum.driver : joined_parts(sum.driver, one.driver, " / ");
    sum.memory_peak_bytes = larger(sum.memory_peak_bytes, one.memory_peak_bytes);
    sum.memory_total_bytes = larger(sum.memory_total_bytes, one.memory_total_bytes);
    sum.utilization_mean = mean_of(sum.utilization_mean, before, one.utilization_mean, one.num_readings);
    sum.utilization_max = larger(sum.utilization_max, one.utilization_max);
    sum.power_mean_w = mean_of(sum.power_mean_w, before_s, one.power_mean_w, one.measured_s);
    sum.power_max_w = larger(sum.power_max_w, one.power_max_w);
    add_energy(sum, one);
    sum.sm_clock_min_mhz = smaller(sum.sm_clock_min_mhz, one.sm_clock_min_mhz);
    sum.sm_clock_mean_mhz = mean_of(sum.sm_clock_mean_mhz, before, one.sm_clock_mean_mhz, one.num_readings);
    sum.memory_clock_mhz = mean_of(sum.memory_clock_mhz, before, one.memory_clock_mhz, one.num_readings);
    sum.temperature_max_c = larger(sum.temperature_max_c, one.temperature_max_c);
    if (one.throttle_reasons) {
        sum.throttle_reasons = joined_parts(sum.throttle_reasons.value_or(""), *one.throttle_reasons, " ");
    }
    sum.num_throttled += one.num_throttled;
    sum.num_readings += one.num_readings;
    sum.measured_s += one.measured_s;
    sum.missing = joined_parts(sum.missing, one.missing, "; ");
}

} // namespace

std::optional<GpuTelemetry> combined_telemetry(const std::vector<CellTiming> &timings)
{
    std::optional<GpuTelemetry> sum;
    for (const CellTiming &timing : timings) {
        if (timing.telemetry && sum) {
            add(*sum, *timing.telemetry);
        } else if (timing.telemetry) {
            sum = timing.telemetry;
        }
    }
    return sum;
}

} // namespace kvscope::stats
