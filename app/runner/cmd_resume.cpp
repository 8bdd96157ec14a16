#include "command.h"
#include "run_session.h"

#include "database/session_reader.h"

#include <filesystem>
#include <memory>

namespace kvscope {

namespace {

struct ResumeOptions {
    SessionOptions session;
    int num_threads = -1;
};

int resume(const ResumeOptions &options)
{
    std::error_code error;
    if (!std::filesystem::exists(options.session.path, error)) {
        return end_before_run(make_error(ErrorCode::NotFound, options.session.path + ": there is no such session"),
                              options.session);
    }
    Result<SweepSpec> spec = make_error(ErrorCode::Internal, "");
    {
        const Result<SessionReader> reader = SessionReader::open(options.session.path);
        if (reader.has_error()) {
            return end_before_run(reader.error(), options.session);
        }
        if (const auto rows = reader.value().read_rows(); rows.has_value() && rows.value().frame.reference) {
            return end_before_run(
                make_error(ErrorCode::InvalidArgument,
                           options.session.path + ": these are published figures; there is no run to go on with"),
                options.session);
        }
        if (const auto manifest = reader.value().manifest();
            manifest.has_value() && manifest.value().contains("import.count")) {
            return end_before_run(
                make_error(ErrorCode::InvalidArgument,
                           options.session.path + ": these results were imported; there is no run to go on with"),
                options.session);
        }
        spec = reader.value().spec();
    }
    if (spec.has_error()) {
        return end_before_run(spec.error(), options.session);
    }
    if (options.num_threads >= 0) {
        spec.value().num_threads = options.num_threads;
    }
    return run_into_session(spec.value(), options.session, true);
}

} // namespace

void add_resume_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("resume", "Finish the newest sweep of a session; stored samples are kept");
    const auto options = std::make_shared<ResumeOptions>();
    command->add_option("session", options->session.path, "The .kvsession file")->required()->type_name("SESSION");
    options->session.add_to(*command);
    command->add_option("--threads", options->num_threads, "CPU threads instead of the sweep's own; 0: one per core")
        ->check(CLI::Range(0, 4096));
    command->footer("Example:\n  kvscope-runner resume demo.kvsession");
    command->callback([options, &action] { action = [options] { return resume(*options); }; });
}

} // namespace kvscope
