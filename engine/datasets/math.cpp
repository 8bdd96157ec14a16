#include "eval/dataset_record.h"
#include "eval/grading_boxed.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

// MATH-500 states the answer; the original files have it in the solution's box only.
int match(const std::vector<std::string> &field_names)
{
    return std::max(score_fields(field_names, {"problem", "solution", "answer"}, {"subject", "level", "unique_id"}),
                    score_fields(field_names, {"problem", "solution"}, {"level", "type"}));
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    if (record.value().contains("answer")) {
        return read_math_problem(line, {.id = "unique_id"});
    }
    const Result<std::string> solution = required_text(record.value(), "solution");
    if (solution.has_value() && !last_boxed(solution.value())) {
        return make_error(ErrorCode::InvalidData, "the solution has no complete \\boxed{…}");
    }
    return read_math_problem(line, {.id = "unique_id", .answer = "solution"});
}

} // namespace

extern const DatasetLayout datasets_math;
const DatasetLayout datasets_math{"math", "MATH", "math", match, read};

} // namespace kvscope::plugins
