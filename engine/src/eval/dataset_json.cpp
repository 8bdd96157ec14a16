#include "eval/dataset_source.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Behind the string that opens at `pos`; the end of the text if it never closes.
std::size_t skip_string(std::string_view text, std::size_t pos)
{
    for (++pos; pos < text.size() && text[pos] != '"'; ++pos) {
        pos += text[pos] == '\\' ? 1 : 0;
    }
    return std::min(pos + 1, text.size());
}

/// Behind the value at `pos`: the next comma or closing bracket that is not inside it. Checks nothing else.
std::size_t skip_value(std::string_view text, std::size_t pos)
{
    int depth = 0;
    while (pos < text.size()) {
        const char c = text[pos];
        if (c == '"') {
            pos = skip_string(text, pos);
            continue;
        }
        if (depth == 0 && (c == ',' || c == ']' || c == '}')) {
            break;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        ++pos;
    }
    return pos;
}

std::size_t skip_blanks(std::string_view text, std::size_t pos)
{
    return std::min(text.find_first_not_of(blanks, pos), text.size());
}

} // namespace

std::size_t find_data_array(std::string_view content)
{
    std::size_t pos = skip_blanks(content, 0) + 1;
    while (pos < content.size()) {
        pos = skip_blanks(content, pos);
        if (pos >= content.size() || content[pos] != '"') {
            return std::string_view::npos;
        }
        const std::size_t name_end = skip_string(content, pos);
        const std::string_view name = content.substr(pos, name_end - pos);
        pos = skip_blanks(content, name_end);
        if (pos >= content.size() || content[pos] != ':') {
            return std::string_view::npos;
        }
        pos = skip_blanks(content, pos + 1);
        if (name == "\"data\"" && pos < content.size() && content[pos] == '[') {
            return pos;
        }
        pos = skip_value(content, pos);
        if (pos >= content.size() || content[pos] != ',') {
            return std::string_view::npos;
        }
        ++pos;
    }
    return std::string_view::npos;
}

std::vector<SourceRecord> split_json_array(std::string_view content, std::size_t array)
{
    std::vector<SourceRecord> records;
    std::size_t counted = 0;
    int line = 1;
    std::size_t pos = array + 1;
    while ((pos = skip_blanks(content, pos)) < content.size() && content[pos] != ']') {
        if (content[pos] == '}') { // a stray bracket would never be left
            ++pos;
            continue;
        }
        std::size_t end = skip_value(content, pos);
        line += static_cast<int>(std::count(content.begin() + static_cast<std::ptrdiff_t>(counted),
                                            content.begin() + static_cast<std::ptrdiff_t>(pos), '\n'));
        counted = pos;
        const std::string_view text = content.substr(pos, end - pos);
        const std::size_t last = text.find_last_not_of(blanks);
        records.push_back({line, std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1)), ""});
        pos = end + (end < content.size() && content[end] == ',' ? 1 : 0);
    }
    if (pos >= content.size() && !records.empty() && records.back().text.empty()) {
        records.pop_back();
    }
    return records;
}

} // namespace kvscope
