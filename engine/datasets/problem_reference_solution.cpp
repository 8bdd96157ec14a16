#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"problem", "reference_solution"}, {"id"});
}

// A solution ends in a box; some files give the bare answer instead.
Result<Problem> read(std::string_view line)
{
    return read_math_problem(line, {.answer = "reference_solution"});
}

} // namespace

extern const DatasetLayout datasets_problem_reference_solution;
const DatasetLayout datasets_problem_reference_solution{"problem_reference_solution",
                                                        "Problems with reference solutions", "math", match, read};

} // namespace kvscope::plugins
