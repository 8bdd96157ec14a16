#include "run_session.h"

#include "command.h"
#include "console_reporter.h"
#include "json_reporter.h"
#include "run_control.h"
#include "session_figures.h"
#include "sweep_runner.h"

#include "common/exit_codes.h"

#include <cstdio>
#include <memory>

namespace kvscope {

void SessionOptions::add_to(CLI::App &command)
{
    command.add_flag("--json", as_json,
                     "One JSON object a line on standard output (see PROTOCOL.md), logs on standard error");
    command.add_flag("--control-stdin", control_stdin,
                     "Obey the lines pause, continue and stop on standard input; its end means stop");
    command.add_option("--hang-seconds", hang_seconds, "End the run when no step is finished for this long; 0: never")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

int run_into_session(const SweepSpec &spec, const SessionOptions &options, bool must_match_session)
{
    std::unique_ptr<RunListener> listener; // outlives the control, whose threads report to it
    RunControl control;
    if (options.as_json) {
        listener = std::make_unique<JsonReporter>([&control] { control.request_stop(); });
    } else {
        listener = std::make_unique<ConsoleReporter>();
    }
    if (options.control_stdin) {
        control.listen_to_stdin([&listener](bool is_paused) { listener->paused(is_paused); });
    }
    const Result<ExpandedSweep> sweep = expand_sweep(spec);
    if (sweep.has_error()) {
        listener->close();
        return report_error(sweep.error(), options.as_json);
    }
    SweepRunOptions run_options;
    run_options.session_path = options.path;
    run_options.hang_limit = std::chrono::seconds(options.hang_seconds);
    run_options.must_match_session = must_match_session;
    const int exit_code = run_sweep(spec, sweep.value(), run_options, control, *listener);
    if (!options.as_json && exit_code != kExitWrongArguments) {
        if (const Result<std::string> table = summary_table(options.path); table.has_value()) {
            std::fputs(table.value().c_str(), stdout);
        }
    }
    return exit_code;
}

} // namespace kvscope
