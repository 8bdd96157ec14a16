#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"problem", "solution", "answer", "url"}, {"id", "year", "question"});
}

Result<Problem> read(std::string_view line)
{
    return read_integer_problem(line, {});
}

} // namespace

extern const DatasetLayout datasets_aime24;
const DatasetLayout datasets_aime24{"aime24", "AIME 2024", "integer", match, read};

} // namespace kvscope::plugins
