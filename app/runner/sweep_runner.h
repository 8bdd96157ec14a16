#pragma once

#include "model_cache.h"
#include "run_control.h"
#include "run_listener.h"

#include "database/session_writer.h"
#include "engine/sweep.h"

#include <chrono>
#include <string>

namespace kvscope {

struct SweepRunOptions {
    std::string session_path;
    std::chrono::seconds hang_limit{60}; ///< 0: never give up
    /// Whether the cells must be in the session already: a resumed run whose files have changed since is refused.
    bool must_match_session = false;
};

/// Runs a sweep into its session: stores spec and plan, then cell after cell generates what is missing, grades, commits
/// and measures. Returns the exit code; everything that happens is told to `listener`, which is closed at the end.
int run_sweep(const SweepSpec &spec, const ExpandedSweep &sweep, const SweepRunOptions &options, RunControl &control,
              RunListener &listener);

} // namespace kvscope
