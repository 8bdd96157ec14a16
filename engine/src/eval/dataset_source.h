#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// One record of a dataset file.
struct SourceRecord {
    int line = 0;       ///< where it begins, 1-based
    std::string text;   ///< a JSON object if all is well; not checked yet
    std::string reason; ///< why it cannot be read; empty: `text` stands for it
};

/// The records of a file's content, in order. `file` tells the format by its name (.jsonl, .ndjson, .json, .csv, .tsv);
/// where the content contradicts it, or the name says nothing, the content decides. Never fails: what cannot be read
/// becomes a record with a reason.
std::vector<SourceRecord> split_records(std::string_view content, std::string_view file);

/// One JSON value a line; blank lines are left out.
std::vector<SourceRecord> split_json_lines(std::string_view content);
/// The elements of the array that begins at `content[array]`, which is '['.
std::vector<SourceRecord> split_json_array(std::string_view content, std::size_t array);
/// Where the value of the top-level member "data" begins if that is an array; npos: there is none.
std::size_t find_data_array(std::string_view content);
/// Rows below a header, each as a JSON object of texts; empty fields are left out.
std::vector<SourceRecord> split_csv(std::string_view content);

} // namespace kvscope
