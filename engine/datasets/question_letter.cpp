#include "eval/dataset_record.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

// The choices stand in the question's own text.
int match(const std::vector<std::string> &field_names)
{
    return std::max({score_fields(field_names, {"input", "output"}, {"id", "instruction"}),
                     score_fields(field_names, {"question", "answer"}, {"id", "url"}),
                     score_fields(field_names, {"problem", "solution"}, {"id", "domain"})});
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    const char *text = "problem";
    const char *answer = "solution";
    if (record.value().contains("input")) {
        text = "input";
        answer = "output";
    } else if (record.value().contains("question")) {
        text = "question";
        answer = "answer";
    }
    Result<std::string> gold = required_text(record.value(), answer);
    if (gold.has_value()) {
        gold = letter_gold(gold.value());
    }
    return combine(optional_id(record.value(), "id"), required_text(record.value(), text), std::move(gold));
}

} // namespace

extern const DatasetLayout datasets_question_letter;
const DatasetLayout datasets_question_letter{"question_letter", "Questions that state their choices (GPQA)", "choice",
                                             match, read};

} // namespace kvscope::plugins
