#include "command.h"
#include "json_text.h"
#include "text_table.h"

#include "common/exit_codes.h"
#include "common/resource_paths.h"
#include "engine/model_catalog.h"

#include <cstdio>
#include <memory>

namespace kvscope {

namespace {

int list_models(bool as_json)
{
    TextTable table({"model", "architecture", "weights", "origin", "folder", ""});
    const std::vector<FoundModel> models = find_models(resource_dir());
    for (const FoundModel &model : models) {
        if (as_json) {
            print_line(to_line({{"dir", model.dir},
                                {"label", model.label},
                                {"origin", model.origin},
                                {"problem", model.problem},
                                {"usable", model.problem.empty()},
                                {"weight_bytes", model.weight_bytes},
                                {"architecture", model.architecture}}));
        }
        table.add_row({model.label, model.architecture, format_bytes(static_cast<double>(model.weight_bytes)),
                       model.origin, model.dir, model.problem});
    }
    if (!as_json) {
        std::fputs(models.empty() ? "No model was found.\n" : table.text().c_str(), stdout);
    }
    return kExitComplete;
}

} // namespace

void add_models_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("models", "List the bundled models and those of the Hugging Face cache");
    const auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "One object a line");
    command->footer("Example:\n  kvscope-runner models --json");
    command->callback([as_json, &action] { action = [as_json] { return list_models(*as_json); }; });
}

} // namespace kvscope
