#include "stats/compare_sessions.h"

#include <utility>

namespace kvscope::stats {
namespace {

using Settings = std::map<std::pair<std::string, std::string>, std::string>; // (group, name) → value

/// "model.<id>.top" → group "model <label>"; "sampling.top_p" → "sampling"; "threads" → "".
Settings grouped(const std::map<std::string, std::string> &manifest)
{
    Settings settings;
    for (const auto &[key, value] : manifest) {
        const std::size_t dot = key.find('.');
        if (dot == std::string::npos) {
            settings[{"", key}] = value;
            continue;
        }
        const std::string kind = key.substr(0, dot);
        const std::size_t end = key.find('.', dot + 1);
        const bool has_id = (kind == "model" || kind == "dataset") && end != std::string::npos;
        if (!has_id) {
            settings[{kind, key.substr(dot + 1)}] = value;
            continue;
        }
        const auto label = manifest.find(key.substr(0, end) + ".label");
        const std::string name = label == manifest.end() ? key.substr(dot + 1, end - dot - 1) : label->second;
        settings.try_emplace({kind + " " + name, key.substr(end + 1)}, value);
    }
    return settings;
}

} // namespace

std::vector<ManifestDifference> compare_manifests(const std::map<std::string, std::string> &first,
                                                  const std::map<std::string, std::string> &second)
{
    std::map<std::pair<std::string, std::string>, ManifestDifference> all;
    for (const auto &[name, value] : grouped(first)) {
        all[name] = {name.first, name.second, value, std::nullopt};
    }
    for (const auto &[name, value] : grouped(second)) {
        ManifestDifference &entry = all[name];
        entry.group = name.first;
        entry.name = name.second;
        entry.second = value;
    }
    std::vector<ManifestDifference> differences;
    for (auto &[name, difference] : all) {
        if (difference.first != difference.second) {
            differences.push_back(std::move(difference));
        }
    }
    return differences;
}

} // namespace kvscope::stats
