#include "engine/telemetry_recorder.h"

#include "telemetry/telemetry_sum.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace kvscope {

namespace {

double now_s()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

struct TelemetryRecorder::State {
    State(GpuMonitor to_read, std::function<void(const GpuReading &)> listener)
        : monitor(std::move(to_read)), on_reading(std::move(listener))
    {
    }

    void watch(const std::stop_token &end, std::chrono::milliseconds interval)
    {
        std::mutex waiting;
        std::condition_variable_any ended;
        std::unique_lock wait_lock(waiting);
        while (!ended.wait_for(wait_lock, end, interval, [&end] { return end.stop_requested(); })) {
            const double at_s = now_s(); // before: a reading begun before a timed part is none of it
            const GpuReading reading = monitor.read();
            {
                const std::lock_guard lock(mutex);
                sum.add(at_s, reading);
            }
            if (on_reading) {
                on_reading(reading);
            }
        }
    }

    const GpuMonitor monitor;
    const std::function<void(const GpuReading &)> on_reading;
    std::mutex mutex;
    TelemetrySum sum;
    std::jthread thread; ///< last: it uses the others
};

TelemetryRecorder::TelemetryRecorder(GpuMonitor monitor, std::function<void(const GpuReading &)> on_reading,
                                     std::chrono::milliseconds interval)
    : state_(std::make_unique<State>(std::move(monitor), std::move(on_reading)))
{
    state_->thread =
        std::jthread([state = state_.get(), interval](const std::stop_token &end) { state->watch(end, interval); });
}

TelemetryRecorder::~TelemetryRecorder() = default;

const GpuMonitor &TelemetryRecorder::monitor() const
{
    return state_->monitor;
}

void TelemetryRecorder::set_timed(bool is_timed)
{
    const std::lock_guard lock(state_->mutex);
    if (is_timed && !state_->sum.is_running()) {
        const GpuReading edge = state_->monitor.read_energy();
        state_->sum.resume(now_s(), edge);
    } else if (!is_timed && state_->sum.is_running()) {
        const double at_s = now_s();
        state_->sum.pause(at_s, state_->monitor.read());
    }
}

GpuTelemetry TelemetryRecorder::take(std::int64_t num_tokens)
{
    set_timed(false);
    const std::lock_guard lock(state_->mutex);
    GpuTelemetry telemetry = std::exchange(state_->sum, TelemetrySum{}).result();
    telemetry.gpu = state_->monitor.gpu();
    telemetry.driver = state_->monitor.driver();
    telemetry.num_tokens = num_tokens;
    return telemetry;
}

} // namespace kvscope
