#include "command.h"
#include "terminal_text.h"

#include "common/exit_codes.h"
#include "database/session_reader.h"

#include <filesystem>
#include <memory>

namespace kvscope {

namespace {

int verify(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return report_error(make_error(ErrorCode::NotFound, path + ": there is no such session"));
    }
    const Result<SessionReader> reader = SessionReader::open(path);
    if (reader.has_error()) {
        return report_error(reader.error());
    }
    const Result<std::vector<std::string>> problems = reader.value().verify();
    if (problems.has_error()) {
        return report_error(problems.error());
    }
    for (const std::string &problem : problems.value()) {
        print_line(printable(problem));
    }
    if (problems.value().empty()) {
        print_line(path + ": sound");
        return kExitComplete;
    }
    return kExitFailed;
}

} // namespace

void add_verify_command(CLI::App &app, Action &action)
{
    CLI::App *command =
        app.add_subcommand("verify", "Check a session file; problems are listed and the exit code is 1");
    const auto path = std::make_shared<std::string>();
    command->add_option("session", *path, "The .kvsession file")->required()->type_name("SESSION");
    command->footer("Example:\n  kvscope-runner verify demo.kvsession");
    command->callback([path, &action] { action = [path] { return verify(*path); }; });
}

} // namespace kvscope
