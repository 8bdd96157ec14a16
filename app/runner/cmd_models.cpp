#include "command.h"
#include "json_text.h"
#include "text_table.h"

#include "common/exit_codes.h"
#include "common/resource_paths.h"
#include "engine/model.h"
#include "engine/model_catalog.h"
#include "kernels/backend.h"
#include "kernels/device.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace kvscope {

namespace {

struct ModelsOptions {
    std::vector<std::string> folders;
    bool as_json = false;
};

/// Free memory of the GPU in use; 0: there is none.
std::uint64_t free_device_bytes()
{
    const Result<Device> device = open_device("auto");
    std::size_t free_bytes = 0;
    std::size_t total_bytes = 0;
    if (device.has_value() && device.value().backend->device) {
        device.value().backend->device->memory_info(&free_bytes, &total_bytes);
    }
    return free_bytes;
}

/// "yes", or "needs 32.1 GiB, 12.0 GiB free"; "" where it is not known.
std::string fit_text(std::uint64_t needed, std::uint64_t available)
{
    if (needed == 0 || available == 0) {
        return "";
    }
    return needed <= available ? "yes"
                               : "needs " + format_bytes(static_cast<double>(needed)) + ", " +
                                     format_bytes(static_cast<double>(available)) + " free";
}

nlohmann::json fit_json(std::uint64_t needed, std::uint64_t available)
{
    return {{"needed_bytes", needed},
            {"free_bytes", available},
            {"fits", needed == 0 || available == 0 ? nlohmann::json() : nlohmann::json(needed <= available)}};
}

/// A folder with every file is not complete if one of them is damaged: `problem` says which.
bool is_complete(const FoundModel &model)
{
    return model.missing.empty() && model.problem.empty();
}

std::string complete_text(const FoundModel &model)
{
    return is_complete(model) ? "yes" : model.missing.empty() ? "no" : "missing: " + model.missing;
}

int list_models(const ModelsOptions &options)
{
    const std::vector<FoundModel> models = find_models(resource_dir(), options.folders);
    const std::uint64_t host_bytes = free_host_bytes();
    const std::uint64_t device_bytes = free_device_bytes();
    TextTable table(
        {"model", "architecture", "dtype", "weights", "complete", "fits host", "fits GPU", "origin", "folder", ""});
    for (const FoundModel &model : models) {
        const std::uint64_t host_needed = host_weight_bytes(model.num_parameters);
        const std::uint64_t device_needed = device_weight_bytes(model.num_parameters);
        if (options.as_json) {
            print_line(to_line({{"dir", model.dir},
                                {"label", model.label},
                                {"origin", model.origin},
                                {"problem", model.problem},
                                {"usable", model.problem.empty()},
                                {"weight_bytes", model.weight_bytes},
                                {"architecture", model.architecture},
                                {"dtype", model.dtype},
                                {"num_parameters", model.num_parameters},
                                {"complete", is_complete(model)},
                                {"missing", model.missing},
                                {"revision", model.revision},
                                {"refs", model.refs},
                                {"host_memory", fit_json(host_needed, host_bytes)},
                                {"device_memory", fit_json(device_needed, device_bytes)}}));
        }
        table.add_row({model.label, model.architecture, model.dtype,
                       format_bytes(static_cast<double>(model.weight_bytes)), complete_text(model),
                       fit_text(host_needed, host_bytes), fit_text(device_needed, device_bytes), model.origin,
                       model.dir, model.problem});
    }
    if (!options.as_json) {
        std::fputs(models.empty() ? "No model was found.\n" : table.text().c_str(), stdout);
    }
    return kExitComplete;
}

} // namespace

void add_models_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand(
        "models", "List the models at hand: complete or not, and whether their weights fit in memory");
    const auto options = std::make_shared<ModelsOptions>();
    command->add_option("--folder", options->folders, "Look here too: a model folder, or one that holds some")
        ->type_name("DIR");
    command->add_flag("--json", options->as_json, "One object a line");
    command->footer("Example:\n  kvscope-runner models --folder /data/models --json");
    command->callback([options, &action] { action = [options] { return list_models(*options); }; });
}

} // namespace kvscope
