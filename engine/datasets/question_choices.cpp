#include "eval/dataset_choices.h"
#include "eval/dataset_record.h"

#include <algorithm>

namespace kvscope::plugins {
namespace {

constexpr const char *letters[] = {"A", "B", "C", "D"};

// A list of choices, or a column for each letter. The file states the order, so it is kept.
int match(const std::vector<std::string> &field_names)
{
    return std::max({score_fields(field_names, {"question", "choices", "answer"}, {"id", "subject"}),
                     score_fields(field_names, {"question", "options", "answer"}, {"id", "question_id", "category"}),
                     score_fields(field_names, {"question", "A", "B", "C", "D", "answer"}, {"id", "subject"})});
}

Result<std::vector<std::string>> read_choices(const nlohmann::json &record)
{
    for (const char *field : {"choices", "options"}) {
        if (record.contains(field)) {
            return choice_list(record, field);
        }
    }
    std::vector<std::string> choices;
    for (const char *letter : letters) {
        Result<std::string> text = text_or_number(record, letter);
        if (text.has_error()) {
            return text.error();
        }
        choices.push_back(std::move(text).value());
    }
    return choices;
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    Result<Problem> problem = combine(optional_id(record.value(), "id"), required_text(record.value(), "question"),
                                      text_or_number(record.value(), "answer"));
    Result<std::vector<std::string>> choices = read_choices(record.value());
    if (choices.has_value()) {
        choices = checked_choices(std::move(choices).value());
    }
    if (problem.has_error() || choices.has_error()) {
        return problem.has_error() ? problem.error() : choices.error();
    }
    const Result<std::size_t> right = find_choice(problem.value().gold, choices.value());
    if (right.has_error()) {
        return right.error();
    }
    problem.value().choices = std::move(choices).value();
    state_choices(problem.value(), right.value());
    return problem;
}

} // namespace

extern const DatasetLayout datasets_question_choices;
const DatasetLayout datasets_question_choices{"question_choices", "Questions with a list of choices", "choice", match,
                                              read};

} // namespace kvscope::plugins
