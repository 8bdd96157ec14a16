#include "eval/dataset_record.h"
#include "eval/grading_boxed.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"problem", "reference_solution"}, {"id"});
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    Result<std::string> gold = text_or_number(record.value(), "reference_solution");
    if (gold.has_value()) {
        // A solution ends in a box; some files give the bare answer instead.
        gold = math_gold(last_boxed(gold.value()).value_or(gold.value()));
    }
    return combine(optional_id(record.value(), "id"), required_text(record.value(), "problem"), std::move(gold));
}

} // namespace

extern const DatasetLayout datasets_problem_reference_solution;
const DatasetLayout datasets_problem_reference_solution{"problem_reference_solution",
                                                        "Problems with reference solutions", "math", match, read};

} // namespace kvscope::plugins
