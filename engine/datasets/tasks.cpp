#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"problem", "answer"}, {"id", "level"});
}

Result<Problem> read(std::string_view line)
{
    return read_integer_problem(line, {});
}

} // namespace

extern const DatasetLayout datasets_tasks;
const DatasetLayout datasets_tasks{"tasks", "Problems with integer answers (AIME 2025, tasks)", "integer", match, read};

} // namespace kvscope::plugins
