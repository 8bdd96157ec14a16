#pragma once

#include "types/gpu_telemetry.h"

#include <cstdint>
#include <map>
#include <string>

namespace kvscope {

/// Sums the readings of a timed part up. The part may be interrupted; what is read between is not in it. Times are
/// seconds of one steady clock, ascending.
class TelemetrySum {
public:
    /// The part begins or goes on. Of `edge` only the energy counter counts: the rest is of the time before.
    void resume(double at_s, const GpuReading &edge);
    /// Ignored outside the part, and when older than its last resume().
    void add(double at_s, const GpuReading &reading);
    /// The part ends or is interrupted; `edge` is a reading like any other.
    void pause(double at_s, const GpuReading &edge);

    bool is_running() const { return is_running_; }
    /// Precondition: not running.
    GpuTelemetry result() const;

private:
    struct Mean {
        double sum = 0;
        double max = 0;
        double min = 0;
        int count = 0;
        void add(const std::optional<double> &value);
        std::optional<double> mean() const;
        std::optional<double> largest() const;
        std::optional<double> smallest() const;
    };

    void follow_power(double at_s, const GpuReading &reading);
    void follow_energy(const GpuReading &reading);
    void sum_energy(GpuTelemetry &telemetry) const;
    std::string missing_text(const GpuTelemetry &telemetry) const;

    bool is_running_ = false;
    double resumed_s_ = 0;
    GpuTelemetry sum_; ///< what needs no summing up at the end
    std::uint64_t seen_bits_ = 0;
    bool has_bits_ = false;
    Mean utilization_;
    Mean sm_clock_;
    Mean memory_clock_;
    Mean temperature_;
    double power_joules_ = 0; ///< integral of power over power_s_
    double power_s_ = 0;
    double power_until_s_ = 0;
    double power_max_w_ = 0;
    double counted_j_ = 0;                       ///< by the counter
    std::optional<double> last_energy_j_;        ///< of the counter, in this stretch
    std::string counter_failure_;                ///< empty: the counter can be trusted
    std::map<std::string, std::string> missing_; ///< figure → the last reason why a reading lacked it
};

} // namespace kvscope
