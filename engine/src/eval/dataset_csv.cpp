#include "eval/dataset_source.h"

#include "text/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace kvscope {
namespace {

struct CsvRow {
    int line = 0; ///< where it begins
    std::vector<std::string> fields;
    std::string reason; ///< why it cannot be read

    bool is_blank() const { return fields.size() == 1 && fields.front().empty() && reason.empty(); }
};

/// RFC 4180, row by row. A row that breaks the rules ends at the end of its first line, so that the rest stays
/// readable: a reader that gives up there, or takes the file to its end for one quoted field, would lose everything
/// behind it.
class CsvReader {
public:
    CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

    bool at_end() const { return pos_ >= text_.size(); }
    CsvRow next();

private:
    bool at_line_end() const { return at_end() || text_[pos_] == '\n' || text_[pos_] == '\r'; }
    bool read_field(std::string &field, std::string &reason);
    bool read_quoted(std::string &field, std::string &reason);
    void end_line();

    std::string_view text_;
    char separator_;
    std::size_t pos_ = 0;
    int line_ = 1;
};

CsvRow CsvReader::next()
{
    CsvRow row;
    row.line = line_;
    const std::size_t begin = pos_;
    for (;;) {
        std::string field;
        if (!read_field(field, row.reason)) {
            pos_ = std::min(text_.find('\n', begin), text_.size());
            line_ = row.line;
            break;
        }
        row.fields.push_back(std::move(field));
        if (at_line_end()) {
            break;
        }
        ++pos_; // the separator
    }
    end_line();
    return row;
}

bool CsvReader::read_field(std::string &field, std::string &reason)
{
    if (!at_end() && text_[pos_] == '"') {
        return read_quoted(field, reason);
    }
    while (!at_line_end() && text_[pos_] != separator_) {
        field += text_[pos_++];
    }
    return true;
}

bool CsvReader::read_quoted(std::string &field, std::string &reason)
{
    for (++pos_; !at_end(); ++pos_) {
        if (text_[pos_] == '"') {
            if (pos_ + 1 >= text_.size() || text_[pos_ + 1] != '"') {
                break;
            }
            ++pos_;
        }
        line_ += text_[pos_] == '\n' ? 1 : 0;
        field += text_[pos_];
    }
    if (at_end()) {
        reason = "a quoted field never ends";
        return false;
    }
    ++pos_;
    if (!at_line_end() && text_[pos_] != separator_) {
        reason = "there is text behind a quoted field";
        return false;
    }
    return true;
}

void CsvReader::end_line()
{
    if (!at_end() && text_[pos_] == '\r') {
        ++pos_;
    }
    if (!at_end() && text_[pos_] == '\n') {
        ++pos_;
    }
    ++line_;
}

/// The separator that cuts the header into most columns.
char find_separator(std::string_view content)
{
    char best = ',';
    std::size_t most = 0;
    const std::string_view header = content.substr(std::min(content.find_first_not_of("\r\n"), content.size()));
    for (const char separator : {',', ';', '\t'}) {
        const std::size_t num_columns = CsvReader(header, separator).next().fields.size();
        if (num_columns > most) {
            most = num_columns;
            best = separator;
        }
    }
    return best;
}

std::string trimmed(const std::string &text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

/// Names of the columns; one without a name of its own is not reachable and stays empty.
std::vector<std::string> column_names(const CsvRow &header)
{
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const std::string &field : header.fields) {
        const std::string name = trimmed(field);
        names.push_back(seen.insert(name).second ? name : "");
    }
    return names;
}

SourceRecord record_of(const CsvRow &row, const std::vector<std::string> &names)
{
    if (!row.reason.empty()) {
        return {row.line, "", row.reason};
    }
    if (row.fields.size() != names.size()) {
        return {row.line, "",
                "it has " + std::to_string(row.fields.size()) + " fields and the header has " +
                    std::to_string(names.size())};
    }
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!is_valid_utf8(row.fields[i])) {
            return {row.line, "", "not valid UTF-8"};
        }
        if (!names[i].empty() && !row.fields[i].empty()) {
            object[names[i]] = row.fields[i];
        }
    }
    return {row.line, object.dump(), ""};
}

} // namespace

std::vector<SourceRecord> split_csv(std::string_view content)
{
    CsvReader reader(content, find_separator(content));
    CsvRow header;
    do {
        header = reader.next();
    } while (header.is_blank() && !reader.at_end());
    if (!header.reason.empty()) {
        return {{header.line, "", header.reason}};
    }
    const std::vector<std::string> names = column_names(header);
    if (!std::all_of(names.begin(), names.end(), [](const std::string &name) { return is_valid_utf8(name); })) {
        return {{header.line, "", "not valid UTF-8"}};
    }
    std::vector<SourceRecord> records;
    while (!reader.at_end()) {
        const CsvRow row = reader.next();
        if (!row.is_blank()) {
            records.push_back(record_of(row, names));
        }
    }
    return records;
}

} // namespace kvscope
