#pragma once

#include "engine/gpu_monitor.h"
#include "engine/model.h"
#include "types/gpu_telemetry.h"

#include <nlohmann/json.hpp>
#include <string>

namespace kvscope {

/// The monitor of the GPU that `device` computes on. The error says why it cannot be watched.
Result<GpuMonitor> monitor_of(const Device &device);

/// The block `telemetry` of `cell_end` events and of `bench --json`; see PROTOCOL.md.
nlohmann::json telemetry_json(const GpuTelemetry &telemetry);
/// The block `gpu` of `progress` events.
nlohmann::json reading_json(const GpuReading &reading);

/// "312 W, 8.1 tok/J", what is known of it; empty: nothing is.
std::string telemetry_text(const GpuTelemetry &telemetry);

} // namespace kvscope
