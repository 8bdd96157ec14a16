#pragma once

#include "types/column_map_text.h"
#include "types/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

struct Problem {
    std::string id;   ///< unique in its dataset: the file's own id, or "line-N"
    std::string text; ///< as the model gets it, before any instruction
    std::string gold; ///< the expected answer as the grader wants it
    /// Multiple choice. In a loaded dataset in the order shown. A layout whose file states no order gives the right one
    /// first and no gold: load_dataset then draws the order, adds it to the text and sets the letter.
    std::vector<std::string> choices;
};

struct RejectedLine {
    int line = 0; ///< 1-based
    std::string reason;
};

/// What the model is asked to put into the box.
enum class AnswerKind { Free, Letter };

struct Dataset {
    std::string id;    ///< 16 hex digits: the first of sha256, or of a hash over it and how the file was read
    std::string label; ///< file stem
    std::string file;
    std::string sha256; ///< of the file
    std::string layout; ///< "mapped" when columns were named
    std::string grader;
    std::vector<std::string> columns; ///< field names of the first records, in the file's order
    std::vector<Problem> problems;
    std::vector<RejectedLine> rejected;

    AnswerKind answer_kind() const { return grader == "choice" ? AnswerKind::Letter : AnswerKind::Free; }
};

/// A known field layout of a benchmark file: one file in engine/datasets/. The table is generated from the folder.
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

struct DatasetOptions {
    int limit = 0;                    ///< > 0: only the first so many problems
    std::optional<ColumnMap> columns{}; ///< instead of a recognised layout
    std::uint64_t choice_seed = 0;
};

/// Reads JSONL, JSON (an array of objects, or {"data": […]}) or CSV (RFC 4180, with a header; separated by commas,
/// semicolons or tabs). Bad records (not JSON, missing fields, bad UTF-8, NUL, duplicate id, no usable gold, a CSV row
/// of another width) are quarantined with the line where they begin and the reason; BOM and CRLF are accepted.
/// An error only when nothing is usable, a named column is not there, or the file cannot be read.
Result<Dataset> load_dataset(const std::string &file, const DatasetOptions &options = {});

/// The first records of a file as they stand in it, for choosing columns: nothing is interpreted.
struct DatasetRows {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; ///< [num_rows, num_columns] texts; lists and numbers as JSON writes them
};
Result<DatasetRows> read_dataset_rows(const std::string &file, int max_rows);

/// read_column_map, checked: roles that are missing or contradict each other, graders that do not exist.
Result<ColumnMap> parse_column_map(std::string_view text);

} // namespace kvscope
