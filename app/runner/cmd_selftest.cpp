#include "command.h"
#include "device_flags.h"

#include "checks/check.h"
#include "common/exit_codes.h"
#include "engine/model.h"

#include <memory>

namespace kvscope {

namespace {

struct SelftestOptions {
    std::string fixtures_dir;
    DeviceFlags device;
    std::string only;
};

int selftest(const SelftestOptions &options)
{
    const Result<Device> device = options.device.open();
    if (device.has_error()) {
        return report_error(device.error());
    }
    print_line("device " + device.value().name + ": " + device.value().description);
    const CheckContext context{device.value(), options.fixtures_dir};
    int num_failed = 0;
    int num_skipped = 0;
    int num_run = 0;
    for (const CheckGroup *group : check_groups()) {
        if (!options.only.empty() && group->id != options.only) {
            continue;
        }
        for (const Check &check : group->checks) {
            const CheckResult result = check.run(context);
            const char *mark = result.outcome == CheckOutcome::Passed    ? "pass"
                               : result.outcome == CheckOutcome::Skipped ? "skip"
                                                                         : "FAIL";
            num_run += 1;
            num_failed += result.outcome == CheckOutcome::Failed ? 1 : 0;
            num_skipped += result.outcome == CheckOutcome::Skipped ? 1 : 0;
            print_line(std::string(mark) + "  " + group->id + "." + check.name +
                       (result.message.empty() ? "" : "  " + result.message));
        }
    }
    print_line(std::to_string(num_run) + " checks, " + std::to_string(num_failed) + " failed, " +
               std::to_string(num_skipped) + " skipped");
    return num_failed == 0 && num_run > 0 ? kExitComplete : kExitFailed;
}

} // namespace

void add_selftest_command(CLI::App &app, Action &action)
{
    CLI::App *command =
        app.add_subcommand("selftest", "Check the compute backend of this machine; exit code 1 on any miss");
    const auto options = std::make_shared<SelftestOptions>();
    command
        ->add_option("--fixtures", options->fixtures_dir,
                     "Folder with golden fixtures; without it their checks are skipped")
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    command->add_option("--only", options->only, "Run this group of checks alone")->type_name("GROUP");
    options->device.add_to(*command);
    command->footer("Example:\n  kvscope-runner selftest --fixtures tests/data/golden");
    command->callback([options, &action] { action = [options] { return selftest(*options); }; });
}

} // namespace kvscope
