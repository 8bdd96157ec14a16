#pragma once

#include "run_listener.h"
#include "run_progress.h"

#include <chrono>
#include <thread>

namespace kvscope {

/// Reports progress four times a second and ends the program when nothing has moved for `hang_limit`: a hung step
/// cannot be stopped from inside, everything announced is committed, and a resume goes on from there. 0: never.
class RunMonitor {
public:
    RunMonitor(ProgressTracker &tracker, RunListener &listener, std::chrono::seconds hang_limit);

private:
    std::jthread thread_;
};

} // namespace kvscope
