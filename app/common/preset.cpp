#include "common/preset.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace kvscope {
namespace {

constexpr std::size_t max_preset_bytes = 64 * 1024;

Error invalid(const std::string &id, const std::string &message)
{
    return make_error(ErrorCode::InvalidData, "preset " + id + ": " + message);
}

std::string option_of(const std::string &argument)
{
    return argument.starts_with("--") ? argument.substr(0, argument.find('=')) : "";
}

/// Two spellings of one choice: giving the one leaves the preset no say in the other.
bool decides(const std::string &given, const std::string &option)
{
    const bool is_batch = option == "--batch" || option == "--kv-memory";
    return given == option || (is_batch && (given == "--batch" || given == "--kv-memory"));
}

/// Takes `--preset ID` out of the arguments.
Result<std::optional<std::string>> take_preset_id(std::vector<std::string> &arguments)
{
    std::optional<std::string> id;
    for (std::size_t i = 0; i < arguments.size();) {
        if (option_of(arguments[i]) != "--preset") {
            ++i;
            continue;
        }
        const bool has_equals = arguments[i].size() > 8;
        if (id || (!has_equals && i + 1 == arguments.size())) {
            return make_error(ErrorCode::InvalidArgument,
                              id ? "--preset can be given only once" : "--preset needs an id: see `presets`");
        }
        id = has_equals ? arguments[i].substr(9) : arguments[i + 1];
        const auto first = arguments.begin() + static_cast<std::ptrdiff_t>(i);
        arguments.erase(first, first + (has_equals ? 1 : 2));
    }
    return id;
}

} // namespace

Result<Preset> parse_preset(const std::string &text, const std::string &id)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return invalid(id, "not a JSON object");
    }
    Preset preset;
    preset.id = id;
    for (const auto &[name, target] :
         {std::pair{"label", &preset.label}, {"about", &preset.about}, {"source", &preset.source}}) {
        if (!json.contains(name) || !json[name].is_string() || json[name].get<std::string>().empty()) {
            return invalid(id, std::string("\"") + name + "\" has to be a text");
        }
        *target = json[name].get<std::string>();
    }
    if (!json.contains("arguments") || !json["arguments"].is_array()) {
        return invalid(id, "\"arguments\" has to be a list");
    }
    for (const auto &argument : json["arguments"]) {
        const bool is_option = preset.arguments.size() % 2 == 0;
        if (!argument.is_string() || argument.get<std::string>().starts_with("--") != is_option) {
            return invalid(id, "\"arguments\" has to alternate options and their values");
        }
        preset.arguments.push_back(argument.get<std::string>());
    }
    return preset.arguments.size() % 2 == 0 ? Result<Preset>(preset) : invalid(id, "the last option has no value");
}

Result<std::vector<Preset>> load_presets(const std::string &folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto &entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<Preset> presets;
    for (const std::filesystem::path &path : files) {
        if (const auto size = std::filesystem::file_size(path, error); error || size > max_preset_bytes) {
            return invalid(path.string(), "not a readable file of at most 64 KiB");
        }
        std::ifstream file(path, std::ios::binary);
        Result<Preset> preset = parse_preset({std::istreambuf_iterator<char>(file), {}}, path.stem().string());
        if (preset.has_error()) {
            return preset.error();
        }
        presets.push_back(std::move(preset).value());
    }
    return presets;
}

Result<std::vector<std::string>> expand_preset(const std::vector<std::string> &arguments,
                                               const std::vector<Preset> &presets)
{
    std::vector<std::string> expanded = arguments;
    const Result<std::optional<std::string>> id = take_preset_id(expanded);
    if (id.has_error()) {
        return id.error();
    }
    if (!id.value()) {
        return arguments;
    }
    const auto preset =
        std::find_if(presets.begin(), presets.end(), [&](const Preset &known) { return known.id == *id.value(); });
    if (preset == presets.end()) {
        std::string known;
        for (const Preset &each : presets) {
            known += (known.empty() ? "" : ", ") + each.id;
        }
        return make_error(ErrorCode::InvalidArgument,
                          "there is no preset \"" + *id.value() + "\"; there are: " + (known.empty() ? "none" : known));
    }
    const std::vector<std::string> given = expanded;
    for (std::size_t i = 0; i < preset->arguments.size(); i += 2) {
        const std::string &option = preset->arguments[i];
        if (std::none_of(given.begin(), given.end(),
                         [&](const std::string &argument) { return decides(option_of(argument), option); })) {
            expanded.insert(expanded.end(), {option, preset->arguments[i + 1]});
        }
    }
    return expanded;
}

} // namespace kvscope
