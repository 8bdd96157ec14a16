#pragma once

#include "run_listener.h"
#include "run_progress.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace kvscope {

/// What a write to the session needs besides the writer.
struct WriteContext {
    RunListener &listener;
    ProgressTracker &tracker;
    std::stop_token stop;
};

/// Runs `write` until it succeeds. While the disk is full or another program holds the file it says so once, with the
/// bytes needed, and tries again every few seconds: a sweep of days is not lost to a full disk. A stop ends the wait
/// with Canceled; other errors are returned at once.
Status write_patiently(const WriteContext &context, std::uint64_t bytes_needed, const std::function<Status()> &write);

} // namespace kvscope
