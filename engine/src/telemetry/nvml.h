#pragma once

#include "types/result.h"

#include <memory>
#include <string>

namespace kvscope {

/// The part of NVML's binary interface that is used, in our own words: the library comes with the driver, its header
/// does not. A function that the library lacks is null.
struct Nvml {
    using Device = struct OpaqueNvmlDevice *;
    struct Memory {
        unsigned long long total_bytes;
        unsigned long long free_bytes;
        unsigned long long used_bytes;
    };
    struct Utilization {
        unsigned int gpu_percent;
        unsigned int memory_percent;
    };
    static constexpr int kSuccess = 0;
    static constexpr int kSmClock = 1;
    static constexpr int kMemoryClock = 2;
    static constexpr int kGpuSensor = 0;

    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    const char *(*error_string)(int) = nullptr;
    int (*driver_version)(char *text, unsigned int capacity) = nullptr;
    int (*device_by_uuid)(const char *uuid, Device *) = nullptr;
    int (*name)(Device, char *text, unsigned int capacity) = nullptr;
    int (*memory)(Device, Memory *) = nullptr;
    int (*utilization)(Device, Utilization *) = nullptr;
    int (*power_mw)(Device, unsigned int *) = nullptr;
    int (*energy_mj)(Device, unsigned long long *) = nullptr;
    int (*clock_mhz)(Device, int clock, unsigned int *) = nullptr;
    int (*temperature_c)(Device, int sensor, unsigned int *) = nullptr;
    int (*throttle_bits)(Device, unsigned long long *) = nullptr;

    /// The loaded and initialised library; the last copy shuts it down.
    static Result<std::shared_ptr<const Nvml>> load(const std::string &library);
    std::string describe(int error) const;

    Nvml() = default;
    Nvml(const Nvml &) = delete;
    Nvml &operator=(const Nvml &) = delete;
    ~Nvml();

private:
    void *library_ = nullptr;
    bool is_initialised_ = false;
};

} // namespace kvscope
