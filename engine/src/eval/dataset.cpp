#include "engine/dataset.h"

#include "engine/sha256.h"
#include "eval/dataset_record.h"
#include "text/json_reader.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_set>

namespace kvscope {
namespace {

constexpr std::uint64_t max_file_bytes = 512ull << 20;
constexpr std::size_t max_line_bytes = 8ull << 20;
constexpr int num_probe_records = 64; ///< records that decide which layout a file has

struct Line {
    int number = 0; ///< 1-based
    std::string_view text;
};

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Lines with something in them, without byte order mark and line ends.
std::vector<Line> lines_of(std::string_view content)
{
    if (content.starts_with("\xEF\xBB\xBF")) {
        content.remove_prefix(3);
    }
    std::vector<Line> lines;
    int number = 0;
    while (!content.empty()) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view text = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        ++number;
        if (!is_blank(text)) {
            lines.push_back({number, text});
        }
    }
    return lines;
}

std::vector<std::string> field_names(const nlohmann::json &record)
{
    std::vector<std::string> names;
    for (const auto &[name, value] : record.items()) {
        names.push_back(name);
    }
    return names;
}

/// Layouts with the best score for these fields; several where fields alone do not tell (AMC and GSM8K).
std::vector<const DatasetLayout *> best_matches(const std::vector<std::string> &names)
{
    std::vector<const DatasetLayout *> best;
    int best_score = 1;
    for (const DatasetLayout *layout : dataset_layouts()) {
        const int score = layout->match(names);
        if (score > best_score) {
            best.clear();
            best_score = score;
        }
        if (score == best_score) {
            best.push_back(layout);
        }
    }
    return best;
}

/// The layout that fits most of the first records; among equals the one that can read more of them. nullptr: none fits.
const DatasetLayout *recognise_layout(const std::vector<Line> &lines)
{
    std::map<const DatasetLayout *, std::pair<int, int>> votes; // matched, read
    int num_probed = 0;
    for (const Line &line : lines) {
        if (num_probed == num_probe_records) {
            break;
        }
        if (line.text.size() > max_line_bytes) {
            continue;
        }
        const Result<nlohmann::json> record = parse_record(line.text);
        if (record.has_error()) {
            continue;
        }
        ++num_probed;
        for (const DatasetLayout *layout : best_matches(field_names(record.value()))) {
            ++votes[layout].first;
            votes[layout].second += layout->read(line.text).has_value() ? 1 : 0;
        }
    }
    const DatasetLayout *winner = nullptr;
    for (const DatasetLayout *layout : dataset_layouts()) { // not the map's order, which is by address
        if (votes.count(layout) && (!winner || votes[layout] > votes[winner])) {
            winner = layout;
        }
    }
    return winner;
}

std::string known_layouts()
{
    std::string list;
    for (const DatasetLayout *layout : dataset_layouts()) {
        list += (list.empty() ? "" : ", ") + layout->id;
    }
    return list;
}

void read_problems(const std::vector<Line> &lines, const DatasetLayout &layout, Dataset &dataset)
{
    std::unordered_set<std::string> seen;
    for (const Line &line : lines) {
        if (line.text.size() > max_line_bytes) {
            dataset.rejected.push_back({line.number, "longer than " + std::to_string(max_line_bytes) + " bytes"});
            continue;
        }
        Result<Problem> read = layout.read(line.text);
        if (read.has_error()) {
            dataset.rejected.push_back({line.number, read.error().message});
            continue;
        }
        Problem &problem = read.value();
        if (problem.id.empty()) {
            problem.id = "line-" + std::to_string(line.number);
        }
        if (!seen.insert(problem.id).second) {
            dataset.rejected.push_back({line.number, "the id \"" + preview_text(problem.id) + "\" was used before"});
            continue;
        }
        dataset.problems.push_back(std::move(problem));
    }
}

Error unusable(const std::string &file, const std::vector<Line> &lines, const Dataset &dataset)
{
    std::string why = "it has no lines";
    if (!dataset.rejected.empty()) {
        const RejectedLine &first = dataset.rejected.front();
        why = "no line is usable; line " + std::to_string(first.line) + ": " + first.reason;
    } else if (!lines.empty()) {
        const Result<nlohmann::json> record = parse_record(lines.front().text);
        why = record.has_error() ? "line " + std::to_string(lines.front().number) + ": " + record.error().message
                                 : "its fields fit no known layout (" + known_layouts() + ")";
    }
    return make_error(ErrorCode::InvalidData,
                      "cannot use " + file + " as a dataset: " + why + ". One JSON object a line is expected");
}

} // namespace

Result<Dataset> load_dataset(const std::string &file, int limit)
{
    const Result<std::string> content = read_whole_file(file, max_file_bytes);
    if (content.has_error()) {
        return content.error();
    }
    const std::vector<Line> lines = lines_of(content.value());
    Dataset dataset;
    dataset.file = file;
    dataset.label = std::filesystem::path(file).stem().string();
    dataset.sha256 = sha256_hex(content.value());
    dataset.id = dataset.sha256.substr(0, 16);
    if (const DatasetLayout *layout = recognise_layout(lines)) {
        dataset.layout = layout->id;
        dataset.grader = layout->grader;
        read_problems(lines, *layout, dataset);
    }
    if (dataset.problems.empty()) {
        return unusable(file, lines, dataset);
    }
    if (limit > 0 && dataset.problems.size() > static_cast<std::size_t>(limit)) {
        dataset.problems.resize(static_cast<std::size_t>(limit));
    }
    return dataset;
}

} // namespace kvscope
