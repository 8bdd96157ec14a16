#include "eval/dataset_record.h"

namespace kvscope::plugins {
namespace {

constexpr std::string_view answer_mark = "####";

int match(const std::vector<std::string> &field_names)
{
    return score_fields(field_names, {"question", "answer"}, {"id", "url"});
}

/// The answer after the last mark: what stands before it is the worked solution.
Result<std::string> gold_after_mark(std::string_view solution)
{
    const std::size_t mark = solution.rfind(answer_mark);
    if (mark == std::string_view::npos) {
        return make_error(ErrorCode::InvalidData, "the answer has no #### line");
    }
    return math_gold(solution.substr(mark + answer_mark.size()));
}

Result<Problem> read(std::string_view line)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    Result<std::string> gold = required_text(record.value(), "answer");
    if (gold.has_value()) {
        gold = gold_after_mark(gold.value());
    }
    return combine(optional_id(record.value(), "id"), required_text(record.value(), "question"), std::move(gold));
}

} // namespace

extern const DatasetLayout datasets_gsm8k;
const DatasetLayout datasets_gsm8k{"gsm8k", "GSM8K", "math", match, read};

} // namespace kvscope::plugins
