#include "command.h"
#include "results_export.h"
#include "terminal_text.h"

#include "common/exit_codes.h"
#include "database/session_reader.h"
#include "stats/summarize.h"

#include <filesystem>
#include <memory>

namespace kvscope {

namespace {

struct ExportCommand {
    std::string session;
    std::string format;
    std::string folder;
};

Result<std::vector<std::string>> export_results(const ExportCommand &options)
{
    std::error_code error;
    if (!std::filesystem::exists(options.session, error)) {
        return make_error(ErrorCode::NotFound, options.session + ": there is no such session");
    }
    const Result<SessionReader> reader = SessionReader::open(options.session);
    if (reader.has_error()) {
        return reader.error();
    }
    const Result<SessionRows> rows = reader.value().read_rows();
    if (rows.has_error()) {
        return rows.error();
    }
    if (rows.value().frame.reference) {
        return make_error(ErrorCode::InvalidArgument,
                          options.session + ": these are published figures; there are no samples behind them");
    }
    return options.format == "vllm" ? export_vllm(reader.value(), rows.value(), options.folder)
                                    : export_lm_eval(reader.value(), stats::complete(rows.value()), options.folder);
}

int export_session(const ExportCommand &options)
{
    const Result<std::vector<std::string>> files = export_results(options);
    if (files.has_error()) {
        return report_error(files.error());
    }
    if (files.value().empty()) {
        const std::string why = options.format == "vllm"
                                    ? ": no cell was timed in one pass over all its samples; let the sweep finish, and "
                                      "where cells were resumed run it again with one more of --repeats"
                                    : ": there is nothing to export yet; let a cell finish";
        return report_error(make_error(ErrorCode::InvalidData, options.session + why));
    }
    for (const std::string &file : files.value()) {
        print_line(printable(file));
    }
    return kExitComplete;
}

} // namespace

void add_export_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("export", "Write a session's results in the format of another tool");
    const auto options = std::make_shared<ExportCommand>();
    command->add_option("session", options->session, "The .kvsession file")->required()->type_name("SESSION");
    command->add_option("--format", options->format, "lm-eval: samples and results; vllm: throughput")
        ->required()
        ->check(CLI::IsMember({"lm-eval", "vllm"}));
    command->add_option("--out", options->folder, "Folder to write into; files that are there are never replaced")
        ->required()
        ->type_name("DIR");
    command->footer("Charts, CSV and JSON: see `kvscope export`.\n"
                    "Example:\n  kvscope-runner export demo.kvsession --format lm-eval --out results/");
    command->callback([options, &action] { action = [options] { return export_session(*options); }; });
}

} // namespace kvscope
