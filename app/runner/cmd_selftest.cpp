#include "command.h"
#include "device_flags.h"
#include "json_text.h"
#include "selftest.h"

#include "engine/model.h"

#include <memory>

namespace kvscope {

namespace {

struct SelftestArguments {
    std::string fixtures_dir;
    bool is_brief = false;
    DeviceFlags device;
    SelftestOptions options;
};

/// Empty: `only` names a group or a check of one.
std::string what_is_unknown(const std::string &only)
{
    std::string ids;
    for (const CheckGroup *group : check_groups()) {
        for (const Check &check : group->checks) {
            if (only.empty() || only == group->id || only == check_name(*group, check)) {
                return {};
            }
        }
        ids += (ids.empty() ? "" : ", ") + group->id;
    }
    return "the self test has no group or check '" + only + "'. Its groups are " + ids +
           "; run one to see its checks, and one of them as GROUP.CHECK";
}

int selftest(const SelftestArguments &arguments)
{
    if (const std::string unknown = what_is_unknown(arguments.options.only); !unknown.empty()) {
        return report_error(make_error(ErrorCode::InvalidArgument, unknown), arguments.options.as_json);
    }
    const Result<Device> device = arguments.device.open();
    if (device.has_error()) {
        return report_error(device.error(), arguments.options.as_json);
    }
    const std::string description = device.value().description;
    print_line(arguments.options.as_json ? to_line({{"device", device.value().name}, {"description", description}})
                                         : "device " + device.value().name + ": " + description);
    return run_selftest(check_groups(), {device.value(), arguments.fixtures_dir, arguments.is_brief}, arguments.options,
                        print_line);
}

} // namespace

void add_selftest_command(CLI::App &app, Action &action)
{
    CLI::App *command =
        app.add_subcommand("selftest", "Check the compute backend of this machine; exit code 1 on any miss");
    const auto arguments = std::make_shared<SelftestArguments>();
    command
        ->add_option("--fixtures", arguments->fixtures_dir,
                     "Folder with golden fixtures; without it their checks are skipped")
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    command->add_option("--only", arguments->options.only, "Run this group of checks alone, or one check: GROUP.CHECK")
        ->type_name("GROUP");
    command->add_flag("--brief", arguments->is_brief,
                      "Smaller cases in long checks and no bandwidth, for tools that slow kernels down, as "
                      "compute-sanitizer does");
    arguments->device.add_to(*command);
    command->add_flag("--json", arguments->options.as_json, "One JSON object a check");
    command->footer(
        "Bandwidth is measured on a large shape after the check has passed; — where a figure would mean nothing.\n"
        "Example:\n  kvscope-runner selftest --fixtures tests/data/golden");
    command->callback([arguments, &action] { action = [arguments] { return selftest(*arguments); }; });
}

} // namespace kvscope
