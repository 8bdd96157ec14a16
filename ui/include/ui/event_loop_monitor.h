#pragma once

#include <QObject>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <deque>
#include <thread>
#include <vector>

namespace kvscope {

/// How long something posted to an event loop had to wait, in two clocks: on the wall, which other programs prolong on
/// a busy machine, and in processor time of the loop's own thread, which they do not.
struct LoopDelay {
    double wall_ms = 0;
    double busy_ms = 0;
};

struct DelayFigures {
    double median_ms = 0;
    double p99_ms = 0;
    double max_ms = 0;
};

struct DelaySummary {
    std::size_t numProbes = 0;
    DelayFigures wall;
    DelayFigures busy;
};

/// Nearest-rank figures of each clock by itself; zeros without delays.
DelaySummary summarize(const std::vector<LoopDelay> &delays);

/// The delays that probes sent every `interval_ms` would have met where one of them met `met`: a loop that is blocked
/// for a second delays not one event but all that come in that second, the later ones less.
std::vector<LoopDelay> delaysBehind(const LoopDelay &met, double interval_ms);

/// Measures how long events wait for the event loop of the thread that made it: a thread of its own posts stamped
/// events, one every few milliseconds, one at a time. Make and use it on the GUI thread.
class EventLoopMonitor : public QObject {
    Q_OBJECT

public:
    /// Keeps what was met in the last `window` seconds.
    explicit EventLoopMonitor(std::chrono::seconds window, QObject *parent = nullptr);
    ~EventLoopMonitor() override;

    DelaySummary summary() const;

private:
    using Clock = std::chrono::steady_clock;

    void sendProbes(const std::stop_token &stop);
    void take(Clock::time_point sent, double busyAtSending_ms);
    double busy_ms() const;

    struct Met {
        Clock::time_point at;
        LoopDelay delay;
    };

    std::chrono::seconds window_;
    clockid_t loopClock_{};
    std::deque<Met> met_;
    std::atomic_bool isUnderWay_ = false;
    std::jthread sender_; ///< last: it stops before what it uses goes
};

} // namespace kvscope
