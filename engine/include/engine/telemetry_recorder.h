#pragma once

#include "engine/gpu_monitor.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace kvscope {

/// Watches a GPU from a thread of its own, four times a second, and sums up what it reads in timed parts.
class TelemetryRecorder {
public:
    /// `on_reading`, which may be empty, is told every reading on the recorder's thread, in timed parts or not; it must
    /// outlive the recorder.
    explicit TelemetryRecorder(GpuMonitor monitor, std::function<void(const GpuReading &)> on_reading = {},
                               std::chrono::milliseconds interval = std::chrono::milliseconds(250));
    ~TelemetryRecorder();
    TelemetryRecorder(const TelemetryRecorder &) = delete;
    TelemetryRecorder &operator=(const TelemetryRecorder &) = delete;

    const GpuMonitor &monitor() const;
    /// Begins a timed part or goes on with it; interrupts or ends it. Reads the GPU once, a few milliseconds.
    void set_timed(bool is_timed);
    /// The timed part since the last call, which it ends; then all starts anew.
    GpuTelemetry take(std::int64_t num_tokens);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kvscope
