#include "engine/dataset.h"

#include "engine/sha256.h"
#include "eval/dataset_choices.h"
#include "eval/dataset_columns.h"
#include "eval/dataset_record.h"
#include "eval/dataset_source.h"
#include "text/json_reader.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>
#include <unordered_set>

namespace kvscope {
namespace {

constexpr std::uint64_t max_file_bytes = 512ull << 20;
constexpr std::size_t max_record_bytes = 8ull << 20;
constexpr std::size_t max_columns = 1000;
constexpr int num_probe_records = 64; ///< records that decide which layout a file has

std::vector<std::string> field_names(const nlohmann::json &record)
{
    std::vector<std::string> names;
    for (const auto &[name, value] : record.items()) {
        names.push_back(name);
    }
    return names;
}

/// The first records that can be read.
std::vector<const SourceRecord *> probe(const std::vector<SourceRecord> &records)
{
    std::vector<const SourceRecord *> readable;
    for (const SourceRecord &record : records) {
        if (readable.size() == num_probe_records) {
            break;
        }
        if (record.reason.empty() && record.text.size() <= max_record_bytes && parse_record(record.text).has_value()) {
            readable.push_back(&record);
        }
    }
    return readable;
}

/// Names in the order in which they first appear.
std::vector<std::string> columns_of(const std::vector<const SourceRecord *> &records)
{
    std::vector<std::string> columns;
    std::unordered_set<std::string> seen;
    for (const SourceRecord *record : records) {
        const auto object = nlohmann::ordered_json::parse(record->text, nullptr, false);
        for (const auto &[name, value] : object.items()) {
            if (columns.size() < max_columns && seen.insert(name).second) {
                columns.push_back(name);
            }
        }
    }
    return columns;
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

/// The layout that fits most of the first records; among equals the one that can read more of them, then one whose
/// answers are of a narrower kind: every text can be read as mathematics. nullptr: none fits.
const DatasetLayout *recognise_layout(const std::vector<const SourceRecord *> &records)
{
    std::map<const DatasetLayout *, std::tuple<int, int, bool>> votes; // matched, read, is narrow
    for (const SourceRecord *record : records) {
        for (const DatasetLayout *layout : best_matches(field_names(parse_record(record->text).value()))) {
            auto &[num_matched, num_read, is_narrow] = votes[layout];
            ++num_matched;
            num_read += layout->read(record->text).has_value() ? 1 : 0;
            is_narrow = layout->grader != "math";
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

std::string joined(const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

std::string known_layouts()
{
    std::vector<std::string> ids;
    for (const DatasetLayout *layout : dataset_layouts()) {
        ids.push_back(layout->id);
    }
    return joined(ids);
}

Result<Problem> read_record(const SourceRecord &record, const std::function<Result<Problem>(std::string_view)> &read)
{
    if (!record.reason.empty()) {
        return make_error(ErrorCode::InvalidData, record.reason);
    }
    if (record.text.size() > max_record_bytes) {
        return make_error(ErrorCode::InvalidData, "longer than " + std::to_string(max_record_bytes) + " bytes");
    }
    return read(record.text);
}

/// Returns whether any problem's choices had to be put in order.
bool read_problems(const std::vector<SourceRecord> &records, const DatasetOptions &options,
                   const std::function<Result<Problem>(std::string_view)> &read, Dataset &dataset)
{
    std::unordered_set<std::string> seen;
    bool was_shuffled = false;
    for (const SourceRecord &record : records) {
        Result<Problem> result = read_record(record, read);
        if (result.has_error()) {
            dataset.rejected.push_back({record.line, result.error().message});
            continue;
        }
        Problem &problem = result.value();
        if (problem.id.empty()) {
            problem.id = "line-" + std::to_string(record.line);
        }
        if (!seen.insert(problem.id).second) {
            dataset.rejected.push_back({record.line, "the id \"" + preview_text(problem.id) + "\" was used before"});
            continue;
        }
        if (!problem.choices.empty() && problem.gold.empty()) {
            shuffle_choices(problem, options.choice_seed);
            was_shuffled = true;
        }
        dataset.problems.push_back(std::move(problem));
    }
    return was_shuffled;
}

/// The file's own hash where the file alone decides what the problems are, as for all sessions before columns could be
/// named; else a hash over everything that does.
std::string dataset_id(const Dataset &dataset, const DatasetOptions &options, bool was_shuffled)
{
    std::string identity;
    if (dataset.grader != "integer") {
        identity += "grader=" + dataset.grader + "\n";
    }
    if (options.columns) {
        identity += "columns=" + format_column_map(*options.columns) + "\n";
    }
    if (was_shuffled) {
        identity += "choice_seed=" + std::to_string(options.choice_seed) + "\n";
    }
    const std::string hash = identity.empty() ? dataset.sha256 : sha256_hex(dataset.sha256 + "\n" + identity);
    return hash.substr(0, 16);
}

Error unusable(const std::string &file, const std::string &content, const std::vector<SourceRecord> &records,
               const Dataset &dataset)
{
    // Records are found in everything but blank text, an empty JSON array and a CSV header with nothing below it.
    const std::size_t begin = content.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    std::string why = begin == std::string::npos                       ? "it has no lines"
                      : content[begin] == '[' || content[begin] == '{' ? "its array is empty"
                                                                       : "it has a header and no problems below it";
    if (!dataset.rejected.empty()) {
        const RejectedLine &first = dataset.rejected.front();
        why = "no line is usable; line " + std::to_string(first.line) + ": " + first.reason;
    } else if (!records.empty()) {
        const SourceRecord &first = records.front();
        const Result<nlohmann::json> record = parse_record(first.text);
        why = !first.reason.empty() ? "line " + std::to_string(first.line) + ": " + first.reason
              : record.has_error()
                  ? "line " + std::to_string(first.line) + ": " + record.error().message
                  : "its fields (" + preview_text(joined(dataset.columns), 200) + ") fit no known layout (" +
                        known_layouts() +
                        "); name its columns: --map problem=Question,answer=Answer, or Columns… in the window";
    }
    return make_error(ErrorCode::InvalidData, "cannot use " + file + " as a dataset: " + why +
                                                  ". JSONL, a JSON array or CSV with a header is expected");
}

Status check_columns_exist(const std::string &file, const ColumnMap &map, const std::vector<std::string> &columns)
{
    for (const std::string &name : named_columns(map)) {
        if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
            return make_error(ErrorCode::InvalidArgument,
                              file + ": there is no column \"" + preview_text(name) +
                                  "\" to map; there are: " + preview_text(joined(columns), 400));
        }
    }
    return Done{};
}

} // namespace

Result<Dataset> load_dataset(const std::string &file, const DatasetOptions &options)
{
    const Result<std::string> content = read_whole_file(file, max_file_bytes);
    if (content.has_error()) {
        return content.error();
    }
    const std::vector<SourceRecord> records = split_records(content.value(), file);
    const std::vector<const SourceRecord *> readable = probe(records);
    Dataset dataset;
    dataset.file = file;
    dataset.label = std::filesystem::path(file).stem().string();
    dataset.sha256 = sha256_hex(content.value());
    dataset.columns = columns_of(readable);
    bool was_shuffled = false;
    if (options.columns) {
        const Status valid = check_column_map(*options.columns);
        const Status exist = readable.empty() ? Done{} : check_columns_exist(file, *options.columns, dataset.columns);
        if (valid.has_error() || exist.has_error()) {
            return valid.has_error() ? valid.error() : exist.error();
        }
        dataset.layout = mapped_layout;
        dataset.grader = grader_of(*options.columns);
        was_shuffled = read_problems(
            records, options, [&](std::string_view text) { return read_mapped(text, *options.columns); }, dataset);
    } else if (const DatasetLayout *layout = recognise_layout(readable)) {
        dataset.layout = layout->id;
        dataset.grader = layout->grader;
        was_shuffled = read_problems(records, options, layout->read, dataset);
    }
    if (dataset.problems.empty()) {
        return unusable(file, content.value(), records, dataset);
    }
    dataset.id = dataset_id(dataset, options, was_shuffled);
    if (options.limit > 0 && dataset.problems.size() > static_cast<std::size_t>(options.limit)) {
        dataset.problems.resize(static_cast<std::size_t>(options.limit));
    }
    return dataset;
}

Result<DatasetRows> read_dataset_rows(const std::string &file, int max_rows)
{
    const Result<std::string> content = read_whole_file(file, max_file_bytes);
    if (content.has_error()) {
        return content.error();
    }
    const std::vector<SourceRecord> records = split_records(content.value(), file);
    const std::vector<const SourceRecord *> readable = probe(records);
    if (readable.empty()) {
        return unusable(file, content.value(), records, Dataset{});
    }
    DatasetRows rows;
    rows.columns = columns_of(readable);
    for (const SourceRecord *record : readable) {
        if (static_cast<int>(rows.rows.size()) >= max_rows) {
            break;
        }
        const nlohmann::json object = parse_record(record->text).value();
        std::vector<std::string> row;
        for (const std::string &column : rows.columns) {
            const nlohmann::json *value = find_member(object, column.c_str());
            row.push_back(!value ? "" : value->is_string() ? value->get<std::string>() : value->dump());
        }
        rows.rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace kvscope
