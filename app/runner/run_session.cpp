#include "run_session.h"

#include "command.h"
#include "console_reporter.h"
#include "json_reporter.h"
#include "json_text.h"
#include "run_control.h"
#include "session_figures.h"
#include "sweep_runner.h"

#include "common/exit_codes.h"

#include <cstdio>
#include <memory>
#include <utility>

namespace kvscope {

void SessionOptions::add_to(CLI::App &command)
{
    command.add_flag("--json", as_json,
                     "One JSON object a line on standard output (see PROTOCOL.md), logs on standard error");
    command.add_flag("--control-stdin", control_stdin,
                     "Obey the lines pause, continue and stop on standard input; its end means stop");
    command.add_option("--hang-seconds", hang_seconds, "End the run when no step is finished for this long; 0: never")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
}

namespace {

/// A run that fails before its session is open: the same last lines as any other failed run.
int end_early(RunListener &listener, const Error &error)
{
    listener.failed(error);
    listener.run_ended(RunState::Failed);
    listener.close();
    const bool is_wrong = error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::NotFound;
    return is_wrong ? kExitWrongArguments : kExitFailed;
}

} // namespace

int end_before_run(const Error &error, const SessionOptions &options)
{
    const int exit_code = report_error(error, options.as_json);
    if (options.as_json) {
        print_line(to_line({{"event", "end"}, {"state", "failed"}}));
    }
    return exit_code;
}

int run_into_session(const SweepSpec &spec, const SessionOptions &options, bool must_match_session)
{
    const ConsoleReporter *console = nullptr;
    std::unique_ptr<RunListener> listener; // outlives the control, whose threads report to it
    RunControl control;
    if (options.as_json) {
        listener = std::make_unique<JsonReporter>([&control] { control.request_stop(); });
    } else {
        auto reporter = std::make_unique<ConsoleReporter>();
        console = reporter.get();
        listener = std::move(reporter);
    }
    if (options.control_stdin) {
        control.listen_to_stdin([&listener](bool is_paused) { listener->paused(is_paused); });
    }
    const Result<ExpandedSweep> sweep = expand_sweep(spec);
    if (sweep.has_error()) {
        Error error = sweep.error();
        if (must_match_session && error.code == ErrorCode::NotFound) {
            error.message += "; the session " + options.path +
                             " needs it: put it back, or give `kvscope-runner run` its new place and this session, "
                             "which knows models and datasets by their content";
        }
        return end_early(*listener, error);
    }
    SweepRunOptions run_options;
    run_options.session_path = options.path;
    run_options.hang_limit = std::chrono::seconds(options.hang_seconds);
    run_options.must_match_session = must_match_session;
    const int exit_code = run_sweep(spec, sweep.value(), run_options, control, *listener);
    if (console != nullptr && console->has_started()) { // else the figures are not of this run
        if (const Result<std::string> table = summary_table(options.path); table.has_value()) {
            std::fputs(table.value().c_str(), stdout);
        }
    }
    return exit_code;
}

} // namespace kvscope
