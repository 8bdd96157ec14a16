#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"question", "answer"}, {"id", "url"});
}

Result<Problem> read(std::string_view line)
{
    return read_integer_problem(line, {.text = "question", .if_not_integer = needs_math_grader});
}

} // namespace

extern const DatasetLayout datasets_amc23;
const DatasetLayout datasets_amc23{"amc23", "AMC 2023", "integer", match, read};

} // namespace kvscope::plugins
