#include "command.h"
#include "terminal_text.h"

#include "common/build_info.h"
#include "common/exit_codes.h"
#include "common/preset.h"
#include "common/resource_paths.h"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace {

/// Wrong arguments are one clear line on standard error.
int report_parse_error(const CLI::App &app, const CLI::ParseError &error)
{
    if (error.get_exit_code() == 0) { // --help, --version
        return app.exit(error);
    }
    std::string message = error.what();
    if (app.get_subcommands().empty() && !app.remaining().empty()) {
        message = "there is no command \"" + app.remaining().front() + "\"";
    }
    if (const std::size_t twice = message.find("At Most 1 required but received"); twice != std::string::npos) {
        message = message.substr(0, twice) + "this option can be given only once";
    }
    std::replace(message.begin(), message.end(), '\n', ' ');
    const auto commands = app.get_subcommands();
    const std::string command = commands.empty() ? "" : commands.front()->get_name() + " ";
    std::fprintf(stderr, "kvscope-runner: %s (see kvscope-runner %s--help)\n", kvscope::printable(message).c_str(),
                 command.c_str());
    return kvscope::kExitWrongArguments;
}

/// The arguments, with those of `run --preset ID` filled in where nothing else is given.
kvscope::Result<std::vector<std::string>> with_preset(std::vector<std::string> arguments)
{
    if (arguments.empty() || arguments.front() != "run") {
        return arguments;
    }
    const auto presets = kvscope::load_presets(kvscope::resource_dir() + "/presets");
    return presets.has_error() ? presets.error() : kvscope::expand_preset(arguments, presets.value());
}

/// `--option=` as the option and an empty value: CLI11 would take the next argument for the value.
void split_empty_values(std::vector<std::string> &arguments)
{
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
        std::string &argument = arguments[i];
        if (argument.size() > 3 && argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
            argument.pop_back();
            arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::string());
        }
    }
}

/// A program that starts with standard output closed would give its number to the next file it opens, the session's
/// lock, say, and write its events into that.
void keep_standard_descriptors()
{
    for (int fd = ::open("/dev/null", O_RDWR); fd >= 0; fd = ::dup(fd)) {
        if (fd > STDERR_FILENO) {
            ::close(fd);
            return;
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app("Runs reasoning models at chosen KV-cache budgets and stores every sample in a session file.",
                 "kvscope-runner");
    app.set_version_flag("--version", "kvscope-runner " KVSCOPE_VERSION);
    app.require_subcommand(1);
    app.footer("kvscope-runner COMMAND --help explains a command and shows examples.\n"
               "Exit codes: 0 complete, 1 failed, 2 wrong arguments, 130 canceled.");
    kvscope::Action action;
    kvscope::add_run_command(app, action);
    kvscope::add_resume_command(app, action);
    kvscope::add_generate_command(app, action);
    kvscope::add_tokenize_command(app, action);
    kvscope::add_grade_command(app, action);
    kvscope::add_models_command(app, action);
    kvscope::add_prompt_command(app, action);
    kvscope::add_policies_command(app, action);
    kvscope::add_presets_command(app, action);
    kvscope::add_dataset_command(app, action);
    kvscope::add_import_command(app, action);
    kvscope::add_export_command(app, action);
    kvscope::add_verify_command(app, action);
    kvscope::add_selftest_command(app, action);
    kvscope::add_bench_command(app, action);
    keep_standard_descriptors();
    kvscope::Result<std::vector<std::string>> arguments = with_preset({argv + 1, argv + argc});
    if (arguments.has_error()) {
        return kvscope::report_error(arguments.error());
    }
    split_empty_values(arguments.value());
    try {
        std::reverse(arguments.value().begin(), arguments.value().end()); // as CLI11 takes a list
        app.parse(std::move(arguments).value());
    } catch (const CLI::ParseError &error) {
        return report_parse_error(app, error);
    }
    const int exit_code = action();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        std::fprintf(stderr, "kvscope-runner: standard output could not be written to the end; is its disk full?\n");
        return exit_code == kvscope::kExitComplete ? kvscope::kExitFailed : exit_code;
    }
    return exit_code;
}
