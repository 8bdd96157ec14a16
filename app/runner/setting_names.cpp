#include "setting_names.h"

#include "export_files.h"

#include "engine/sweep.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>

namespace kvscope {

namespace {

using Names = std::vector<std::string>;
using Cells = std::vector<const CellResult *>;

/// A file name holds 255 bytes, and the names of model, policy and dataset may take 300 of them at worst: 60 more are
/// enough for what is usual.
constexpr std::size_t kMaxDetailBytes = 60;

std::string plain_name(const ResultFrame &frame, const CellResult &cell)
{
    return file_name_part(frame.models[static_cast<std::size_t>(cell.model)].label) + "__" +
           file_name_part(cell.policy) + (cell.budget.is_full() ? "" : "_" + format_budget(cell.budget)) +
           (cell.kv_dtype == KvDType::Fp8 ? "_fp8" : "");
}

/// The cells that share both name and dataset with another, by name: those of all datasets, so that a setting keeps one
/// name over them.
std::map<std::string, std::vector<std::size_t>> ambiguous(const ResultFrame &frame, const Cells &cells,
                                                          const Names &names)
{
    std::map<std::string, std::vector<std::size_t>> groups;
    std::set<std::pair<std::string, std::string>> taken;
    std::set<std::string> repeated;
    for (std::size_t c = 0; c < names.size(); ++c) {
        const auto dataset = static_cast<std::size_t>(cells[c]->dataset);
        groups[names[c]].push_back(c);
        if (!taken.emplace(names[c], file_name_part(frame.datasets[dataset].label)).second) {
            repeated.insert(names[c]);
        }
    }
    std::erase_if(groups, [&repeated](const auto &group) { return !repeated.contains(group.first); });
    return groups;
}

std::string number_text(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// What differs between these cells, as it stands in `cell`.
std::string details(const CellResult &cell, const Cells &others)
{
    const auto differs = [&](const auto &of) {
        return std::any_of(others.begin(), others.end(),
                           [&](const CellResult *other) { return of(*other) != of(cell); });
    };
    std::string text;
    for (const auto &[name, value] : cell.params) {
        if (differs([&name = name](const CellResult &each) {
                const auto found = each.params.find(name);
                return found == each.params.end() ? std::optional<double>() : std::optional(found->second);
            })) {
            text += "_" + file_name_part(name) + "-" + number_text(value);
        }
    }
    const auto buffer = [](const CellResult &each) { return each.peak - each.retained; };
    if (differs(buffer)) {
        text += "_buffer-" + std::to_string(buffer(cell));
    }
    return text.size() <= kMaxDetailBytes ? text : "";
}

} // namespace

std::vector<std::string> setting_names(const ResultFrame &frame, const std::vector<const CellResult *> &cells)
{
    Names names;
    for (const CellResult *cell : cells) {
        names.push_back(plain_name(frame, *cell));
    }
    for (const auto &[name, group] : ambiguous(frame, cells, names)) {
        Cells members;
        for (const std::size_t c : group) {
            members.push_back(cells[c]);
        }
        for (const std::size_t c : group) {
            names[c] += details(*cells[c], members);
        }
    }
    for (const auto &[name, group] : ambiguous(frame, cells, names)) {
        for (const std::size_t c : group) {
            names[c] += "_" + file_name_part(cells[c]->cell_key);
        }
    }
    return names;
}

} // namespace kvscope
