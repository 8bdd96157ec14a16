#pragma once

#include "types/sweep_spec.h"

#include <CLI/CLI.hpp>

#include <string>

namespace kvscope {

/// What `run` and `resume` have in common besides the sweep.
struct SessionOptions {
    std::string path;
    bool as_json = false;
    bool control_stdin = false;
    int hang_seconds = 60;

    void add_to(CLI::App &command);
};

/// Runs the spec into the session: signals, control lines, progress and the closing table. Returns the exit code.
int run_into_session(const SweepSpec &spec, const SessionOptions &options, bool must_match_session);

} // namespace kvscope
