#include "ui/event_loop_monitor.h"

#include <QMetaObject>

#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>

namespace kvscope {
namespace {

constexpr std::chrono::milliseconds kProbeEvery{5};

DelayFigures figuresOf(std::vector<double> values)
{
    if (values.empty()) {
        return {};
    }
    std::sort(values.begin(), values.end());
    const auto rank = [&](double share) {
        const double last = static_cast<double>(values.size());
        return values[static_cast<std::size_t>(std::max(1.0, std::ceil(share * last))) - 1];
    };
    return {rank(0.5), rank(0.99), values.back()};
}

} // namespace

DelaySummary summarize(const std::vector<LoopDelay> &delays)
{
    std::vector<double> wall;
    std::vector<double> busy;
    for (const LoopDelay &delay : delays) {
        wall.push_back(delay.wall_ms);
        busy.push_back(delay.busy_ms);
    }
    return {delays.size(), figuresOf(std::move(wall)), figuresOf(std::move(busy))};
}

std::vector<LoopDelay> delaysBehind(const LoopDelay &met, double interval_ms)
{
    std::vector<LoopDelay> delays{met};
    for (double later = interval_ms; later < met.wall_ms; later += interval_ms) {
        const double left = met.wall_ms - later;
        delays.push_back({left, met.busy_ms * left / met.wall_ms});
    }
    return delays;
}

EventLoopMonitor::EventLoopMonitor(std::chrono::seconds window, QObject *parent) : QObject(parent), window_(window)
{
    pthread_getcpuclockid(pthread_self(), &loopClock_);
    sender_ = std::jthread([this](const std::stop_token &stop) { sendProbes(stop); });
}

EventLoopMonitor::~EventLoopMonitor() = default;

double EventLoopMonitor::busy_ms() const
{
    timespec time{};
    clock_gettime(loopClock_, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void EventLoopMonitor::sendProbes(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        if (!isUnderWay_.exchange(true)) {
            QMetaObject::invokeMethod(
                this, [this, sent = Clock::now(), busy = busy_ms()] { take(sent, busy); }, Qt::QueuedConnection);
        }
        wake.wait_for(lock, stop, kProbeEvery, [] { return false; });
    }
}

void EventLoopMonitor::take(Clock::time_point sent, double busyAtSending_ms)
{
    const Clock::time_point now = Clock::now();
    const LoopDelay delay{std::chrono::duration<double, std::milli>(now - sent).count(), busy_ms() - busyAtSending_ms};
    met_.push_back({now, delay});
    while (now - met_.front().at > window_) {
        met_.pop_front();
    }
    isUnderWay_ = false;
}

DelaySummary EventLoopMonitor::summary() const
{
    const auto interval_ms = static_cast<double>(kProbeEvery.count());
    std::vector<LoopDelay> delays;
    for (const Met &met : met_) {
        const std::vector<LoopDelay> behind = delaysBehind(met.delay, interval_ms);
        delays.insert(delays.end(), behind.begin(), behind.end());
    }
    return summarize(delays);
}

} // namespace kvscope
