#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace kvscope {

/// One look at a GPU. What could not be read is absent, and `missing` says why.
struct GpuReading {
    std::optional<std::uint64_t> memory_used_bytes; ///< by all programs
    std::optional<std::uint64_t> memory_total_bytes;
    std::optional<double> utilization; ///< percent of the last moments in which a kernel ran
    std::optional<double> power_w;
    std::optional<double> energy_j; ///< a counter: only differences mean something
    std::optional<double> sm_clock_mhz;
    std::optional<double> memory_clock_mhz;
    std::optional<double> temperature_c;
    std::optional<std::uint64_t> throttle_bits; ///< see throttle_names
    std::map<std::string, std::string> missing; ///< "power" → "Not Supported"
};

/// What the GPU did while a cell was timed: load, setting up and pauses left out, prefill included. A figure that could
/// not be read is absent, and `missing` says why.
struct GpuTelemetry {
    std::string gpu;    ///< its name
    std::string driver; ///< version
    int num_readings = 0;
    double measured_s = 0;
    std::int64_t num_tokens = 0;                    ///< generated in the measured time, each sequence's first included
    std::optional<std::uint64_t> memory_peak_bytes; ///< most seen in use, by all programs
    std::optional<std::uint64_t> memory_total_bytes;
    std::optional<double> utilization_mean; ///< percent of the time in which a kernel ran
    std::optional<double> utilization_max;
    std::optional<double> power_mean_w; ///< over time
    std::optional<double> power_max_w;
    std::optional<double> energy_j;
    bool energy_is_integrated = false; ///< power over time, where the GPU's own counter gave nothing
    std::optional<double> sm_clock_min_mhz;
    std::optional<double> sm_clock_mean_mhz;
    std::optional<double> memory_clock_mhz; ///< mean
    std::optional<double> temperature_max_c;
    std::optional<std::string> throttle_reasons; ///< names, separated by spaces; empty: none was seen
    int num_throttled = 0;                       ///< readings at which the clocks were held down
    std::string missing;                         ///< "power: Not Supported; …"; empty: all was read

    std::optional<double> tokens_per_joule() const
    {
        const bool is_known = energy_j && *energy_j > 0 && num_tokens > 0;
        return is_known ? std::optional(static_cast<double>(num_tokens) / *energy_j) : std::nullopt;
    }
    /// Share of the readings at which the clocks were held down, 0 … 1.
    double throttled_share() const { return num_readings > 0 ? static_cast<double>(num_throttled) / num_readings : 0; }

    friend bool operator==(const GpuTelemetry &, const GpuTelemetry &) = default;
};

} // namespace kvscope
