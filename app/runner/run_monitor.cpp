#include "run_monitor.h"

#include "common/exit_codes.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>

namespace kvscope {

namespace {

constexpr std::chrono::milliseconds kInterval{250};

[[noreturn]] void give_up(RunListener &listener, std::chrono::seconds limit)
{
    listener.failed(
        make_error(ErrorCode::Device, "no step was finished for " + std::to_string(limit.count()) +
                                          " s, so the run was ended; stored samples are safe, resume to go on"));
    listener.run_ended(RunState::Failed);
    listener.close();
    std::_Exit(kExitFailed);
}

/// How long nothing has moved, counted in the monitor's own waits: a program that was stopped (Ctrl-Z, a suspended
/// machine) comes back after minutes without having hung.
class HangWatch {
public:
    explicit HangWatch(std::chrono::seconds limit) : limit_(limit), last_look_(Clock::now()) {}

    bool is_hung(std::uint64_t num_beats)
    {
        const Clock::time_point now = Clock::now();
        quiet_ += std::min<Clock::duration>(now - last_look_, 4 * kInterval);
        last_look_ = now;
        if (num_beats != last_beats_) {
            last_beats_ = num_beats;
            quiet_ = Clock::duration::zero();
        }
        return limit_.count() > 0 && quiet_ > limit_;
    }

private:
    using Clock = std::chrono::steady_clock;
    const std::chrono::seconds limit_;
    Clock::time_point last_look_;
    Clock::duration quiet_{0};
    std::uint64_t last_beats_ = 0;
};

} // namespace

RunMonitor::RunMonitor(ProgressTracker &tracker, RunListener &listener, std::chrono::seconds hang_limit)
    : thread_([&tracker, &listener, hang_limit](const std::stop_token &end) {
          std::mutex mutex;
          std::condition_variable_any ended;
          std::unique_lock lock(mutex);
          HangWatch watch(hang_limit);
          while (!ended.wait_for(lock, end, kInterval, [&end] { return end.stop_requested(); })) {
              const auto progress = tracker.snapshot();
              if (!progress) {
                  continue;
              }
              listener.progressed(*progress);
              if (watch.is_hung(tracker.num_beats())) {
                  give_up(listener, hang_limit);
              }
          }
      })
{
}

} // namespace kvscope
