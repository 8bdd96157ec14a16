#include "eval/dataset_record.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

// Three files are in use: with the answer as a field of its own, with capitals, and with the answer in the solution's
// box.
int match(const std::vector<std::string> &field_names)
{
    return std::max({score_fields(field_names, {"problem", "solution", "answer", "url"}, {"id", "year", "question"}),
                     score_fields(field_names, {"Problem", "Solution", "Answer"}, {"ID"}),
                     score_fields(field_names, {"problem", "solution", "url"}, {"id"})});
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    if (record.value().contains("Problem")) {
        return read_integer_problem(line, {.id = "ID", .text = "Problem", .answer = "Answer"});
    }
    return record.value().contains("answer") ? read_integer_problem(line, {})
                                             : read_boxed_integer_problem(line, {.answer = "solution"});
}

} // namespace

extern const DatasetLayout datasets_aime24;
const DatasetLayout datasets_aime24{"aime24", "AIME 2024", "integer", match, read};

} // namespace kvscope::plugins
