#pragma once

#include "types/result.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

struct Problem {
    std::string id; ///< unique in its dataset: the file's own id, or "line-N"
    std::string text;
    std::string gold; ///< the expected answer as the grader wants it
};

struct RejectedLine {
    int line = 0; ///< 1-based
    std::string reason;
};

struct Dataset {
    std::string id;    ///< first 16 hex digits of sha256
    std::string label; ///< file stem
    std::string file;
    std::string sha256;
    std::string layout;
    std::string grader;
    std::vector<Problem> problems;
    std::vector<RejectedLine> rejected;
};

/// A known field layout of a JSONL benchmark file: one file in engine/datasets/. The table is generated from the folder.
struct DatasetLayout {
    std::string id;     ///< file stem
    std::string label;  ///< "AIME 2024"
    std::string grader; ///< grader id
    /// Whether a record with these field names is of this layout; the highest score above 0 wins.
    int (*match)(const std::vector<std::string> &field_names);
    /// Text and gold from one record, given as a JSON object's text; an error is the reason for quarantine.
    Result<Problem> (*read)(std::string_view json_object);
};
std::span<const DatasetLayout *const> dataset_layouts();

/// Reads a JSONL file. Bad lines (not JSON, missing fields, bad UTF-8, NUL, duplicate id, no usable gold) are quarantined with
/// number and reason; BOM and CRLF are accepted. An error only when nothing is usable or the file cannot be read.
/// `limit` > 0 keeps the first that many problems.
Result<Dataset> load_dataset(const std::string &file, int limit = 0);

} // namespace kvscope
