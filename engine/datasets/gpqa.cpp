#include "eval/dataset_choices.h"
#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

// The authors' CSV (arXiv 2311.12022). It holds dozens of further columns about writers and validators.
int match(const std::vector<std::string> &field_names)
{
    return score_fields(
        field_names, {"Question", "Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3"},
        {"Record ID", "Subdomain", "High-level domain"});
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    std::vector<std::string> texts;
    for (const char *column : {"Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3"}) {
        Result<std::string> text = text_or_number(record.value(), column);
        if (text.has_error()) {
            return text.error();
        }
        texts.push_back(std::move(text).value());
    }
    Result<std::vector<std::string>> choices = checked_choices(std::move(texts));
    if (choices.has_error()) {
        return choices.error();
    }
    Result<Problem> problem =
        combine(optional_id(record.value(), "Record ID"), required_text(record.value(), "Question"), std::string());
    if (problem.has_value()) {
        problem.value().choices = std::move(choices).value();
    }
    return problem;
}

} // namespace

extern const DatasetLayout datasets_gpqa;
const DatasetLayout datasets_gpqa{"gpqa", "GPQA, correct and incorrect answers", "choice", match, read};

} // namespace kvscope::plugins
