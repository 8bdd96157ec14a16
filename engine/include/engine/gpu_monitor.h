#pragma once

#include "types/gpu_telemetry.h"
#include "types/result.h"

#include <memory>
#include <string>

namespace kvscope {

/// Reads a GPU's state through NVML, which is loaded at run time: programs start where there is no driver. A function
/// that the library lacks, or that this GPU does not support, costs that figure alone.
///
/// All calls may come from several threads. Each takes well below a millisecond to a few milliseconds.
class GpuMonitor {
public:
    /// The GPU with that UUID ("GPU-…", as the CUDA module tells it). NotFound without the library or such a GPU,
    /// Device when NVML does not answer.
    static Result<GpuMonitor> open(const std::string &uuid, const std::string &library = "libnvidia-ml.so.1");

    const std::string &gpu() const;    ///< its name; empty: unknown
    const std::string &driver() const; ///< version; empty: unknown
    GpuReading read() const;
    /// The energy counter alone, with what is missing of it.
    GpuReading read_energy() const;

private:
    struct State;
    explicit GpuMonitor(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

/// Names of the bits of GpuReading::throttle_bits, separated by spaces: "sw_power_cap hw_thermal_slowdown".
std::string throttle_names(std::uint64_t bits);
/// Whether the bits say that something holds the clocks down: a limit of power or temperature, or another GPU. Being
/// idle and clocks that somebody chose do not count.
bool is_throttled(std::uint64_t bits);

} // namespace kvscope
