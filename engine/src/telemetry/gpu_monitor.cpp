#include "engine/gpu_monitor.h"

#include "telemetry/nvml.h"

#include <array>
#include <utility>

namespace kvscope {

namespace {

struct ThrottleReason {
    std::uint64_t bit;
    const char *name;
    bool holds_clocks_down;
};
constexpr std::array<ThrottleReason, 9> kThrottleReasons = {{
    {0x1, "gpu_idle", false},
    {0x2, "application_clocks", false},
    {0x4, "sw_power_cap", true},
    {0x8, "hw_slowdown", true},
    {0x10, "sync_boost", true},
    {0x20, "sw_thermal_slowdown", true},
    {0x40, "hw_thermal_slowdown", true},
    {0x80, "hw_power_brake", true},
    {0x100, "display_clocks", false},
}};

/// The driver names one of a partitioned GPU's slices differently from CUDA.
std::string slice_uuid(const std::string &uuid)
{
    return uuid.starts_with("GPU-") ? "MIG-" + uuid.substr(4) : uuid;
}

} // namespace

struct GpuMonitor::State {
    std::shared_ptr<const Nvml> nvml;
    Nvml::Device device = nullptr;
    std::string gpu;
    std::string driver;

    /// Calls `function` on the device; what went wrong goes to `missing`.
    template <typename Function, typename... Arguments>
    bool ask(GpuReading &reading, const char *figure, Function function, Arguments... arguments) const
    {
        if (function == nullptr) {
            reading.missing[figure] = "this driver's NVML lacks the function";
            return false;
        }
        const int error = function(device, arguments...);
        if (error != Nvml::kSuccess) {
            reading.missing[figure] = nvml->describe(error);
        }
        return error == Nvml::kSuccess;
    }

    void read_energy(GpuReading &reading) const
    {
        unsigned long long energy_mj = 0;
        if (ask(reading, "energy", nvml->energy_mj, &energy_mj)) {
            reading.energy_j = 1e-3 * static_cast<double>(energy_mj);
        }
    }

    void read_clock(GpuReading &reading, const char *figure, int clock, std::optional<double> &mhz) const
    {
        unsigned int value = 0;
        if (ask(reading, figure, nvml->clock_mhz, clock, &value)) {
            mhz = value;
        }
    }
};

Result<GpuMonitor> GpuMonitor::open(const std::string &uuid, const std::string &library)
{
    auto loaded = Nvml::load(library);
    if (loaded.has_error()) {
        return loaded.error();
    }
    auto state = std::make_shared<State>();
    state->nvml = std::move(loaded).value();
    const Nvml &nvml = *state->nvml;
    int error = nvml.device_by_uuid(uuid.c_str(), &state->device);
    if (error != Nvml::kSuccess) {
        const int whole = error;
        error = nvml.device_by_uuid(slice_uuid(uuid).c_str(), &state->device);
        if (error != Nvml::kSuccess) {
            return make_error(ErrorCode::NotFound,
                              "NVML does not know the GPU " + uuid + ": " + nvml.describe(whole) + ".");
        }
    }
    std::array<char, 128> text{};
    if (nvml.name != nullptr && nvml.name(state->device, text.data(), text.size()) == Nvml::kSuccess) {
        state->gpu = text.data();
    }
    if (nvml.driver_version != nullptr && nvml.driver_version(text.data(), text.size()) == Nvml::kSuccess) {
        state->driver = text.data();
    }
    return GpuMonitor(std::move(state));
}

GpuMonitor::GpuMonitor(std::shared_ptr<const State> state) : state_(std::move(state)) {}

const std::string &GpuMonitor::gpu() const
{
    return state_->gpu;
}

const std::string &GpuMonitor::driver() const
{
    return state_->driver;
}

GpuReading GpuMonitor::read_energy() const
{
    GpuReading reading;
    state_->read_energy(reading);
    return reading;
}

GpuReading GpuMonitor::read() const
{
    const State &state = *state_;
    const Nvml &nvml = *state.nvml;
    GpuReading reading;
    Nvml::Memory memory{};
    if (state.ask(reading, "memory", nvml.memory, &memory)) {
        reading.memory_used_bytes = memory.used_bytes;
        reading.memory_total_bytes = memory.total_bytes;
    }
    Nvml::Utilization utilization{};
    if (state.ask(reading, "utilization", nvml.utilization, &utilization)) {
        reading.utilization = utilization.gpu_percent;
    }
    unsigned int power_mw = 0;
    if (state.ask(reading, "power", nvml.power_mw, &power_mw)) {
        reading.power_w = 1e-3 * power_mw;
    }
    state.read_energy(reading);
    state.read_clock(reading, "sm_clock", Nvml::kSmClock, reading.sm_clock_mhz);
    state.read_clock(reading, "memory_clock", Nvml::kMemoryClock, reading.memory_clock_mhz);
    unsigned int temperature_c = 0;
    if (state.ask(reading, "temperature", nvml.temperature_c, Nvml::kGpuSensor, &temperature_c)) {
        reading.temperature_c = temperature_c;
    }
    unsigned long long bits = 0;
    if (state.ask(reading, "throttle_reasons", nvml.throttle_bits, &bits)) {
        reading.throttle_bits = bits;
    }
    return reading;
}

std::string throttle_names(std::uint64_t bits)
{
    std::string names;
    for (const ThrottleReason &reason : kThrottleReasons) {
        if ((bits & reason.bit) != 0) {
            names += (names.empty() ? "" : " ") + std::string(reason.name);
            bits &= ~reason.bit;
        }
    }
    return bits == 0 ? names : names + (names.empty() ? "other" : " other"); // of a newer driver
}

bool is_throttled(std::uint64_t bits)
{
    for (const ThrottleReason &reason : kThrottleReasons) {
        if (!reason.holds_clocks_down) {
            bits &= ~reason.bit;
        }
    }
    return bits != 0;
}

} // namespace kvscope
