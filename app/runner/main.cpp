#include "command.h"

#include "common/build_info.h"
#include "common/exit_codes.h"

#include <algorithm>
#include <cstdio>

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
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::fprintf(stderr, "kvscope-runner: %s (see kvscope-runner --help)\n", message.c_str());
    return kvscope::kExitWrongArguments;
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
    kvscope::add_policies_command(app, action);
    kvscope::add_verify_command(app, action);
    kvscope::add_selftest_command(app, action);
    kvscope::add_bench_command(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return report_parse_error(app, error);
    }
    return action();
}
