// A library with the functions of NVML that KVScope uses, for machines without a GPU. With FAKE_NVML_OLD it is that of
// an old driver: without an energy counter, and with the older name of the throttle reasons.
#include "fake_nvml.h"

#include <cstdio>
#include <mutex>

namespace {

FakeNvml state;

int answer(const char *function)
{
    const auto error = state.errors.find(function);
    return error != state.errors.end() ? error->second : 0;
}

struct Memory {
    unsigned long long total, free, used;
};
struct Utilization {
    unsigned int gpu, memory;
};
int device;

} // namespace

extern "C" {

FakeNvml *fake_nvml()
{
    return &state;
}

int nvmlInit_v2()
{
    ++state.num_inits;
    return answer("init");
}

int nvmlShutdown()
{
    ++state.num_shutdowns;
    return 0;
}

const char *nvmlErrorString(int error)
{
    return error == FakeNvml::kNotSupported ? "Not Supported" : "Unknown Error";
}

int nvmlSystemGetDriverVersion(char *text, unsigned int capacity)
{
    std::snprintf(text, capacity, "999.88.77");
    return answer("driver");
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **handle)
{
    *handle = &device;
    return state.uuid == uuid ? answer("handle") : 6;
}

int nvmlDeviceGetName(void *, char *text, unsigned int capacity)
{
    std::snprintf(text, capacity, "Fake GPU");
    return answer("name");
}

int nvmlDeviceGetMemoryInfo(void *, Memory *memory)
{
    *memory = {80ULL << 30, (80ULL << 30) - state.used_bytes, state.used_bytes};
    return answer("memory");
}

int nvmlDeviceGetUtilizationRates(void *, Utilization *utilization)
{
    *utilization = {state.utilization, 7};
    return answer("utilization");
}

int nvmlDeviceGetPowerUsage(void *, unsigned int *power_mw)
{
    *power_mw = state.power_mw;
    return answer("power");
}

#ifndef FAKE_NVML_OLD
int nvmlDeviceGetTotalEnergyConsumption(void *, unsigned long long *energy_mj)
{
    static std::mutex mutex; // two threads may ask, as NVML allows
    const std::lock_guard lock(mutex);
    *energy_mj = state.energy_mj;
    state.energy_mj += state.energy_step_mj;
    return answer("energy");
}

int nvmlDeviceGetCurrentClocksEventReasons(void *, unsigned long long *bits)
{
    *bits = state.throttle_bits;
    return answer("throttle");
}
#else
int nvmlDeviceGetCurrentClocksThrottleReasons(void *, unsigned long long *bits)
{
    *bits = state.throttle_bits;
    return answer("throttle");
}
#endif

int nvmlDeviceGetClockInfo(void *, int clock, unsigned int *mhz)
{
    *mhz = clock == 1 ? state.sm_mhz : clock == 2 ? state.memory_mhz : 1;
    return answer("clock");
}

int nvmlDeviceGetTemperature(void *, int sensor, unsigned int *celsius)
{
    *celsius = sensor == 0 ? state.temperature_c : 0;
    return answer("temperature");
}

} // extern "C"
