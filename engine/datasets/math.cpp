#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"problem", "solution", "answer"}, {"subject", "level", "unique_id"});
}

Result<Problem> read(std::string_view line)
{
    return read_math_problem(line, {.id = "unique_id"});
}

} // namespace

extern const DatasetLayout datasets_math;
const DatasetLayout datasets_math{"math", "MATH", "math", match, read};

} // namespace kvscope::plugins
