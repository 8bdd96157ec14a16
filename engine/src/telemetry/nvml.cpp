#include "telemetry/nvml.h"

#include <dlfcn.h>

namespace kvscope {

namespace {

template <typename Function>
void find(void *library, const char *name, Function &function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
}

} // namespace

Nvml::~Nvml()
{
    if (is_initialised_ && shutdown != nullptr) {
        shutdown();
    }
    if (library_ != nullptr) {
        dlclose(library_);
    }
}

std::string Nvml::describe(int error) const
{
    const char *text = error_string != nullptr ? error_string(error) : nullptr;
    return text != nullptr ? text : "NVML error " + std::to_string(error);
}

Result<std::shared_ptr<const Nvml>> Nvml::load(const std::string &library)
{
    auto nvml = std::make_shared<Nvml>();
    nvml->library_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (nvml->library_ == nullptr) {
        return make_error(ErrorCode::NotFound, "The library that reads a GPU's state does not load: " +
                                                   std::string(dlerror()) + ". It comes with NVIDIA's driver.");
    }
    void *const handle = nvml->library_;
    find(handle, "nvmlInit_v2", nvml->init);
    find(handle, "nvmlShutdown", nvml->shutdown);
    find(handle, "nvmlErrorString", nvml->error_string);
    find(handle, "nvmlSystemGetDriverVersion", nvml->driver_version);
    find(handle, "nvmlDeviceGetHandleByUUID", nvml->device_by_uuid);
    find(handle, "nvmlDeviceGetName", nvml->name);
    find(handle, "nvmlDeviceGetMemoryInfo", nvml->memory);
    find(handle, "nvmlDeviceGetUtilizationRates", nvml->utilization);
    find(handle, "nvmlDeviceGetPowerUsage", nvml->power_mw);
    find(handle, "nvmlDeviceGetTotalEnergyConsumption", nvml->energy_mj);
    find(handle, "nvmlDeviceGetClockInfo", nvml->clock_mhz);
    find(handle, "nvmlDeviceGetTemperature", nvml->temperature_c);
    find(handle, "nvmlDeviceGetCurrentClocksEventReasons", nvml->throttle_bits);
    if (nvml->throttle_bits == nullptr) { // its name before driver 535
        find(handle, "nvmlDeviceGetCurrentClocksThrottleReasons", nvml->throttle_bits);
    }
    if (nvml->init == nullptr || nvml->device_by_uuid == nullptr) {
        return make_error(ErrorCode::NotFound, library + " lacks the functions that find a GPU.");
    }
    if (const int error = nvml->init(); error != kSuccess) {
        return make_error(ErrorCode::Device, library + " does not start: " + nvml->describe(error) + ".");
    }
    nvml->is_initialised_ = true;
    return std::shared_ptr<const Nvml>(std::move(nvml));
}

} // namespace kvscope
