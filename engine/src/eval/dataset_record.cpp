#include "eval/dataset_record.h"

#include "eval/grading_boxed.h"
#include "eval/grading_integer.h"
#include "grading/math_tokens.h"
#include "text/json_reader.h"
#include "text/utf8.h"

#include <algorithm>
#include <cmath>

namespace kvscope {
namespace {

constexpr std::size_t max_id_bytes = 256;

Error reason(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

/// A NUL can also hide in an escape; ids and prompts go through interfaces where it would end the text.
bool has_nul(const nlohmann::json &value)
{
    if (value.is_string()) {
        return value.get_ref<const std::string &>().find('\0') != std::string::npos;
    }
    return value.is_structured() && std::any_of(value.begin(), value.end(), has_nul);
}

bool is_one_of(const std::string &name, std::initializer_list<const char *> names)
{
    return std::any_of(names.begin(), names.end(), [&](const char *known) { return name == known; });
}

using GoldOf = Result<std::string> (*)(const std::string &answer);

Result<Problem> read_problem(std::string_view line, const AnswerFields &fields, GoldOf gold_of)
{
    const Result<nlohmann::json> record = parse_record(line);
    if (record.has_error()) {
        return record.error();
    }
    Result<std::string> gold = text_or_number(record.value(), fields.answer);
    if (gold.has_value()) {
        gold = gold_of(gold.value());
    }
    return combine(optional_id(record.value(), fields.id), required_text(record.value(), fields.text), std::move(gold));
}

} // namespace

Result<nlohmann::json> parse_record(std::string_view line)
{
    if (!is_valid_utf8(line)) {
        return reason("not valid UTF-8");
    }
    if (line.find('\0') != std::string_view::npos) {
        return reason("contains a NUL byte");
    }
    Result<nlohmann::json> record = parse_json(line, "");
    if (record.has_error()) {
        return record.error();
    }
    if (!record.value().is_object()) {
        return reason("not a JSON object");
    }
    if (has_nul(record.value())) {
        return reason("contains a NUL character");
    }
    return record;
}

int score_fields(const std::vector<std::string> &field_names, std::initializer_list<const char *> required,
                 std::initializer_list<const char *> optional)
{
    int num_required = 0;
    int num_optional = 0;
    for (const std::string &name : field_names) {
        num_required += is_one_of(name, required) ? 1 : 0;
        num_optional += is_one_of(name, optional) ? 1 : 0;
    }
    if (num_required < static_cast<int>(required.size())) {
        return 0;
    }
    const int num_unknown = static_cast<int>(field_names.size()) - num_required - num_optional;
    return std::max(1, 100 + 10 * num_required + num_optional - num_unknown);
}

Result<std::string> required_text(const nlohmann::json &record, const char *field)
{
    const nlohmann::json *value = find_member(record, field);
    if (!value) {
        return reason(std::string("field \"") + field + "\" is missing");
    }
    if (!value->is_string()) {
        return reason(std::string("field \"") + field + "\" is not a text");
    }
    auto text = value->get<std::string>();
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return reason(std::string("field \"") + field + "\" is empty");
    }
    return text;
}

Result<std::string> text_or_number(const nlohmann::json &record, const char *field)
{
    const nlohmann::json *value = find_member(record, field);
    if (value && value->is_number_float()) {
        const auto number = value->get<double>();
        constexpr double exact_limit = 9007199254740992; // 2^53
        if (std::trunc(number) == number && std::fabs(number) <= exact_limit) {
            return std::to_string(static_cast<std::int64_t>(number));
        }
        return value->dump();
    }
    if (value && value->is_number()) {
        return value->dump();
    }
    return required_text(record, field);
}

Result<std::string> optional_id(const nlohmann::json &record, const char *field)
{
    if (!find_member(record, field)) {
        return std::string();
    }
    Result<std::string> id = text_or_number(record, field);
    if (id.has_value() && id.value().size() > max_id_bytes) {
        return reason("the id is longer than " + std::to_string(max_id_bytes) + " bytes");
    }
    return id;
}

Result<std::string> integer_gold(std::string_view answer)
{
    const std::optional<std::string> integer = parse_integer(answer);
    if (!integer) {
        return reason("answer \"" + preview_text(answer, 40) + "\": the expected answer is not an integer");
    }
    return *integer;
}

Result<std::string> math_gold(std::string_view answer)
{
    const std::size_t start = answer.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
        return reason("the expected answer is empty");
    }
    answer = answer.substr(start, answer.find_last_not_of(" \t\r\n") - start + 1);
    if (answer.size() > max_math_bytes) {
        return reason("the expected answer is longer than " + std::to_string(max_math_bytes) + " bytes");
    }
    if (answer.find("####") != std::string_view::npos) {
        return reason("the answer is a worked solution with #### in it");
    }
    return std::string(answer);
}

Result<std::string> letter_gold(std::string_view answer)
{
    const std::string content = last_boxed(answer).value_or(std::string(answer));
    std::string letters;
    for (const char c : content) {
        letters += std::string_view(" \t\r\n().:$").find(c) == std::string_view::npos ? std::string(1, c) : "";
    }
    const bool is_letter =
        letters.size() == 1 && ((letters[0] >= 'A' && letters[0] <= 'Z') || (letters[0] >= 'a' && letters[0] <= 'z'));
    if (!is_letter) {
        return reason("answer \"" + preview_text(answer, 40) + "\": the expected answer is not a choice's letter");
    }
    return std::string(1, static_cast<char>(letters[0] & ~0x20));
}

Result<Problem> combine(Result<std::string> id, Result<std::string> text, Result<std::string> gold)
{
    for (const Result<std::string> *part : {&id, &text, &gold}) {
        if (part->has_error()) {
            return part->error();
        }
    }
    return Problem{std::move(id).value(), std::move(text).value(), std::move(gold).value(), {}};
}

Result<Problem> read_integer_problem(std::string_view line, const AnswerFields &fields)
{
    return read_problem(line, fields, [](const std::string &answer) { return integer_gold(answer); });
}

Result<Problem> read_boxed_integer_problem(std::string_view line, const AnswerFields &fields)
{
    return read_problem(line, fields, [](const std::string &solution) -> Result<std::string> {
        const std::optional<std::string> answer = last_boxed(solution);
        return answer ? integer_gold(*answer) : Result<std::string>(reason("the solution has no complete \\boxed{…}"));
    });
}

Result<Problem> read_math_problem(std::string_view line, const AnswerFields &fields)
{
    return read_problem(line, fields,
                        [](const std::string &answer) { return math_gold(last_boxed(answer).value_or(answer)); });
}

} // namespace kvscope
