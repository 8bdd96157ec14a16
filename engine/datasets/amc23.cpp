#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"question", "answer"}, {"id", "url"});
}

Result<Problem> read(std::string_view line)
{
    return read_math_problem(line, {.text = "question"});
}

} // namespace

extern const DatasetLayout datasets_amc23;
const DatasetLayout datasets_amc23{"amc23", "AMC 2023", "math", match, read};

} // namespace kvscope::plugins
