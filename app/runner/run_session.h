#pragma once

#include "types/result.h"
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

/// A run that ends before it begins: the error, and with --json the `end` of every failed run behind it. Returns the
/// exit code.
int end_before_run(const Error &error, const SessionOptions &options);

/// Runs the spec into the session: signals, control lines, progress and the closing table. Returns the exit code.
int run_into_session(const SweepSpec &spec, const SessionOptions &options, bool must_match_session);

} // namespace kvscope
