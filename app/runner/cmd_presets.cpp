#include "command.h"
#include "json_text.h"

#include "common/exit_codes.h"
#include "common/preset.h"
#include "common/resource_paths.h"

#include <memory>

namespace kvscope {

namespace {

void print_preset(const Preset &preset)
{
    print_line(preset.id + " — " + preset.label);
    print_line("    " + preset.about);
    std::string arguments;
    for (const std::string &argument : preset.arguments) {
        arguments += " " + argument;
    }
    print_line("   " + arguments);
    print_line("    from " + preset.source);
}

int list_presets(bool as_json)
{
    const Result<std::vector<Preset>> presets = load_presets(resource_dir() + "/presets");
    if (presets.has_error()) {
        return report_error(presets.error(), as_json);
    }
    for (const Preset &preset : presets.value()) {
        if (as_json) {
            print_line(to_line({{"id", preset.id},
                                {"label", preset.label},
                                {"about", preset.about},
                                {"source", preset.source},
                                {"arguments", preset.arguments}}));
        } else {
            print_preset(preset);
        }
    }
    return kExitComplete;
}

} // namespace

void add_presets_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("presets", "List the published protocols that `run --preset` knows");
    const auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "One object a line");
    command->footer("Example:\n  kvscope-runner presets");
    command->callback([as_json, &action] { action = [as_json] { return list_presets(*as_json); }; });
}

} // namespace kvscope
