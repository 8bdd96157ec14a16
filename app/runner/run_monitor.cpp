#include "run_monitor.h"

#include "common/exit_codes.h"

#include <condition_variable>
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

} // namespace

RunMonitor::RunMonitor(ProgressTracker &tracker, RunListener &listener, std::chrono::seconds hang_limit)
    : thread_([&tracker, &listener, hang_limit](const std::stop_token &end) {
          std::mutex mutex;
          std::condition_variable_any ended;
          std::unique_lock lock(mutex);
          while (!ended.wait_for(lock, end, kInterval, [&end] { return end.stop_requested(); })) {
              const auto progress = tracker.snapshot();
              if (!progress) {
                  continue;
              }
              listener.progressed(*progress);
              if (hang_limit.count() > 0 && tracker.since_last_beat() > hang_limit) {
                  give_up(listener, hang_limit);
              }
          }
      })
{
}

} // namespace kvscope
