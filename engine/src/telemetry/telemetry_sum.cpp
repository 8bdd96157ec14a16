#include "telemetry/telemetry_sum.h"

#include "engine/gpu_monitor.h"

#include <algorithm>

namespace kvscope {

void TelemetrySum::Mean::add(const std::optional<double> &value)
{
    if (!value) {
        return;
    }
    max = count == 0 ? *value : std::max(max, *value);
    min = count == 0 ? *value : std::min(min, *value);
    sum += *value;
    ++count;
}

std::optional<double> TelemetrySum::Mean::mean() const
{
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::optional<double> TelemetrySum::Mean::largest() const
{
    return count > 0 ? std::optional(max) : std::nullopt;
}

std::optional<double> TelemetrySum::Mean::smallest() const
{
    return count > 0 ? std::optional(min) : std::nullopt;
}

void TelemetrySum::resume(double at_s, const GpuReading &edge)
{
    is_running_ = true;
    resumed_s_ = at_s;
    power_until_s_ = at_s;
    last_energy_j_.reset();
    follow_energy(edge);
}

void TelemetrySum::add(double at_s, const GpuReading &reading)
{
    if (!is_running_ || at_s < resumed_s_) {
        return;
    }
    ++sum_.num_readings;
    if (reading.memory_used_bytes) {
        sum_.memory_peak_bytes = std::max(sum_.memory_peak_bytes.value_or(0), *reading.memory_used_bytes);
        sum_.memory_total_bytes = reading.memory_total_bytes;
    }
    utilization_.add(reading.utilization);
    sm_clock_.add(reading.sm_clock_mhz);
    memory_clock_.add(reading.memory_clock_mhz);
    temperature_.add(reading.temperature_c);
    if (reading.throttle_bits) {
        has_bits_ = true;
        seen_bits_ |= *reading.throttle_bits;
        sum_.num_throttled += is_throttled(*reading.throttle_bits) ? 1 : 0;
    }
    follow_power(at_s, reading);
    follow_energy(reading);
    for (const auto &[figure, reason] : reading.missing) {
        missing_[figure] = reason;
    }
}

void TelemetrySum::pause(double at_s, const GpuReading &edge)
{
    if (!is_running_) {
        return;
    }
    add(at_s, edge);
    sum_.measured_s += at_s - resumed_s_;
    is_running_ = false;
}

void TelemetrySum::follow_power(double at_s, const GpuReading &reading)
{
    if (!reading.power_w) {
        return; // the next one stands for this time as well
    }
    power_joules_ += *reading.power_w * (at_s - power_until_s_);
    power_s_ += at_s - power_until_s_;
    power_until_s_ = at_s;
    power_max_w_ = std::max(power_max_w_, *reading.power_w);
}

void TelemetrySum::follow_energy(const GpuReading &reading)
{
    if (!reading.energy_j) {
        const auto reason = reading.missing.find("energy");
        counter_failure_ = reason != reading.missing.end() ? reason->second : "not read";
        return;
    }
    if (last_energy_j_ && *reading.energy_j < *last_energy_j_) {
        counter_failure_ = "the counter went backwards";
    } else if (last_energy_j_) {
        counted_j_ += *reading.energy_j - *last_energy_j_;
    }
    last_energy_j_ = reading.energy_j;
}

void TelemetrySum::sum_energy(GpuTelemetry &telemetry) const
{
    if (counter_failure_.empty() && counted_j_ > 0) {
        telemetry.energy_j = counted_j_;
    } else if (power_s_ > 0) {
        // Where a reading failed, the mean stands for it.
        telemetry.energy_j = power_joules_ / power_s_ * telemetry.measured_s;
        telemetry.energy_is_integrated = true;
    }
}

std::string TelemetrySum::missing_text(const GpuTelemetry &telemetry) const
{
    std::map<std::string, std::string> missing = missing_;
    const auto forget = [&missing](const char *figure, bool is_known) {
        if (is_known) {
            missing.erase(figure);
        }
    };
    forget("memory", telemetry.memory_peak_bytes.has_value());
    forget("utilization", telemetry.utilization_mean.has_value());
    forget("power", telemetry.power_mean_w.has_value());
    forget("sm_clock", telemetry.sm_clock_mean_mhz.has_value());
    forget("memory_clock", telemetry.memory_clock_mhz.has_value());
    forget("temperature", telemetry.temperature_max_c.has_value());
    forget("throttle_reasons", telemetry.throttle_reasons.has_value());
    missing.erase("energy");
    if (!counter_failure_.empty()) {
        missing["energy counter"] = counter_failure_;
    } else if (telemetry.energy_is_integrated) {
        missing["energy counter"] = "it did not move in this time";
    }
    std::string text;
    for (const auto &[figure, reason] : missing) {
        text += (text.empty() ? "" : "; ") + figure + ": " + reason;
    }
    return text;
}

GpuTelemetry TelemetrySum::result() const
{
    GpuTelemetry telemetry = sum_;
    telemetry.utilization_mean = utilization_.mean();
    telemetry.utilization_max = utilization_.largest();
    telemetry.sm_clock_min_mhz = sm_clock_.smallest();
    telemetry.sm_clock_mean_mhz = sm_clock_.mean();
    telemetry.memory_clock_mhz = memory_clock_.mean();
    telemetry.temperature_max_c = temperature_.largest();
    if (power_s_ > 0) {
        telemetry.power_mean_w = power_joules_ / power_s_;
        telemetry.power_max_w = power_max_w_;
    }
    if (has_bits_) {
        telemetry.throttle_reasons = throttle_names(seen_bits_);
    }
    sum_energy(telemetry);
    telemetry.missing = missing_text(telemetry);
    return telemetry;
}

} // namespace kvscope
