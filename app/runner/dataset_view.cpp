#include "dataset_view.h"

#include "terminal_text.h"

#include <algorithm>
#include <filesystem>

namespace kvscope {

std::string quarantine_text(const Dataset &dataset, std::size_t max_lines)
{
    const std::string name = std::filesystem::path(dataset.file).filename().string();
    std::string text;
    for (std::size_t i = 0; i < std::min(max_lines, dataset.rejected.size()); ++i) {
        const RejectedLine &line = dataset.rejected[i];
        text += printable(name + " line " + std::to_string(line.line) + ": " + line.reason) + "\n";
    }
    if (dataset.rejected.size() > max_lines) {
        text += printable(name) + ": further lines left out: " + std::to_string(dataset.rejected.size() - max_lines) +
                "; `kvscope-runner dataset` lists them\n";
    }
    return text;
}

nlohmann::json quarantine_json(const Dataset &dataset)
{
    nlohmann::json lines = nlohmann::json::array();
    for (const RejectedLine &line : dataset.rejected) {
        lines.push_back({{"line", line.line}, {"reason", line.reason}});
    }
    return lines;
}

} // namespace kvscope
