#include "eval/dataset_source.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool has_suffix(std::string_view file, std::string_view suffix)
{
    return file.size() > suffix.size() && std::equal(suffix.rbegin(), suffix.rend(), file.rbegin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
           });
}

std::string_view first_line(std::string_view content)
{
    const std::size_t begin = content.find_first_not_of(blanks);
    return content.substr(begin, content.find('\n', begin) - begin);
}

/// A value that spans lines, or is the only one: then the file is a document rather than lines.
bool is_document(std::string_view content)
{
    return !nlohmann::json::accept(first_line(content));
}

} // namespace

std::vector<SourceRecord> split_json_lines(std::string_view content)
{
    std::vector<SourceRecord> records;
    int number = 0;
    while (!content.empty()) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        std::string_view text = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        ++number;
        if (text.find_first_not_of(blanks) != std::string_view::npos) {
            records.push_back({number, std::string(text), ""});
        }
    }
    return records;
}

std::vector<SourceRecord> split_records(std::string_view content, std::string_view file)
{
    if (content.starts_with("\xEF\xBB\xBF")) {
        content.remove_prefix(3);
    }
    const std::size_t begin = content.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    const bool is_lines = has_suffix(file, ".jsonl") || has_suffix(file, ".ndjson");
    if (has_suffix(file, ".csv") || has_suffix(file, ".tsv")) {
        return split_csv(content);
    }
    if (content[begin] == '[' && (!is_lines || is_document(content))) {
        return split_json_array(content, begin);
    }
    if (content[begin] == '{' && !is_lines) {
        if (const std::size_t array = find_data_array(content); array != std::string_view::npos) {
            return split_json_array(content, array);
        }
    }
    const bool is_json = is_lines || has_suffix(file, ".json") || content[begin] == '{' || content[begin] == '[';
    return is_json ? split_json_lines(content) : split_csv(content);
}

} // namespace kvscope
