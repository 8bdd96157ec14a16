#include "telemetry_view.h"

#include "text_table.h"

#include <optional>

namespace kvscope {

namespace {

using Json = nlohmann::json;

template <typename T>
Json or_null(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

} // namespace

Result<GpuMonitor> monitor_of(const Device &device)
{
    if (device.uuid.empty()) {
        return make_error(ErrorCode::NotFound, "The device " + device.name + " has no UUID to find it by.");
    }
    return GpuMonitor::open(device.uuid);
}

nlohmann::json telemetry_json(const GpuTelemetry &telemetry)
{
    return {{"gpu", telemetry.gpu},
            {"driver", telemetry.driver},
            {"num_readings", telemetry.num_readings},
            {"measured_s", telemetry.measured_s},
            {"num_tokens", telemetry.num_tokens},
            {"memory_peak_bytes", or_null(telemetry.memory_peak_bytes)},
            {"memory_total_bytes", or_null(telemetry.memory_total_bytes)},
            {"utilization_mean", or_null(telemetry.utilization_mean)},
            {"utilization_max", or_null(telemetry.utilization_max)},
            {"power_mean_w", or_null(telemetry.power_mean_w)},
            {"power_max_w", or_null(telemetry.power_max_w)},
            {"energy_j", or_null(telemetry.energy_j)},
            {"energy_source", !telemetry.energy_j              ? "none"
                              : telemetry.energy_is_integrated ? "power"
                                                               : "counter"},
            {"tokens_per_joule", or_null(telemetry.tokens_per_joule())},
            {"sm_clock_min_mhz", or_null(telemetry.sm_clock_min_mhz)},
            {"sm_clock_mean_mhz", or_null(telemetry.sm_clock_mean_mhz)},
            {"memory_clock_mhz", or_null(telemetry.memory_clock_mhz)},
            {"temperature_max_c", or_null(telemetry.temperature_max_c)},
            {"throttle_reasons", or_null(telemetry.throttle_reasons)},
            {"num_throttled", telemetry.num_throttled},
            {"missing", telemetry.missing}};
}

nlohmann::json reading_json(const GpuReading &reading)
{
    return {{"utilization", or_null(reading.utilization)},
            {"memory_used_bytes", or_null(reading.memory_used_bytes)},
            {"memory_total_bytes", or_null(reading.memory_total_bytes)},
            {"power_w", or_null(reading.power_w)},
            {"sm_clock_mhz", or_null(reading.sm_clock_mhz)},
            {"temperature_c", or_null(reading.temperature_c)},
            {"throttle_reasons", reading.throttle_bits ? Json(throttle_names(*reading.throttle_bits)) : Json()}};
}

std::string telemetry_text(const GpuTelemetry &telemetry)
{
    std::string text = telemetry.power_mean_w ? fixed(*telemetry.power_mean_w, 0) + " W" : "";
    if (const auto rate = telemetry.tokens_per_joule()) {
        text += (text.empty() ? "" : ", ") + fixed(*rate, 2) + " tok/J";
    }
    return text;
}

} // namespace kvscope
