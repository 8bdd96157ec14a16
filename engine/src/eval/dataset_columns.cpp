#include "eval/dataset_columns.h"

#include "engine/grader.h"
#include "eval/dataset_choices.h"
#include "eval/dataset_record.h"

namespace kvscope {
namespace {

Error impossible(const std::string &message)
{
    return make_error(ErrorCode::InvalidArgument, "column mapping: " + message);
}

/// Choices of one list column, or one of each column.
Result<std::vector<std::string>> read_choices(const nlohmann::json &record, const std::vector<std::string> &columns)
{
    if (const auto found = record.find(columns.front());
        columns.size() == 1 && found != record.end() && found->is_array()) {
        return choice_list(record, columns.front().c_str());
    }
    std::vector<std::string> choices;
    for (const std::string &column : columns) {
        Result<std::string> text = text_or_number(record, column.c_str());
        if (text.has_error()) {
            return text.error();
        }
        choices.push_back(std::move(text).value());
    }
    return choices;
}

Result<Problem> with_choices(Problem problem, const nlohmann::json &record, const ColumnMap &columns)
{
    const bool has_order = !columns.choices.empty();
    Result<std::vector<std::string>> read = read_choices(record, has_order ? columns.choices : columns.wrong);
    if (read.has_error()) {
        return read.error();
    }
    if (!has_order) {
        read.value().insert(read.value().begin(), problem.gold);
    }
    Result<std::vector<std::string>> choices = checked_choices(std::move(read).value());
    if (choices.has_error()) {
        return choices.error();
    }
    problem.choices = std::move(choices).value();
    const std::string answer = std::exchange(problem.gold, "");
    if (!has_order) {
        return problem;
    }
    const Result<std::size_t> right = find_choice(answer, problem.choices);
    if (right.has_error()) {
        return right.error();
    }
    state_choices(problem, right.value());
    return problem;
}

/// The answer as the grader wants it.
Result<std::string> gold_of(const std::string &answer, const std::string &grader)
{
    if (grader == "integer") {
        return integer_gold(answer);
    }
    return grader == "choice" ? letter_gold(answer) : math_gold(answer);
}

} // namespace

std::string grader_of(const ColumnMap &columns)
{
    if (!columns.grader.empty()) {
        return columns.grader;
    }
    return columns.choices.empty() && columns.wrong.empty() ? "math" : "choice";
}

std::vector<std::string> named_columns(const ColumnMap &columns)
{
    std::vector<std::string> names{columns.problem, columns.answer};
    if (!columns.id.empty()) {
        names.push_back(columns.id);
    }
    names.insert(names.end(), columns.choices.begin(), columns.choices.end());
    names.insert(names.end(), columns.wrong.begin(), columns.wrong.end());
    return names;
}

Status check_column_map(const ColumnMap &columns)
{
    if (columns.problem.empty() || columns.answer.empty()) {
        return impossible("problem and answer have to be named, as in problem=Question,answer=Answer");
    }
    if (!columns.choices.empty() && !columns.wrong.empty()) {
        return impossible("choices and wrong contradict each other: name the choices in order, or the wrong ones");
    }
    const bool has_choices = !columns.choices.empty() || !columns.wrong.empty();
    if (has_choices && grader_of(columns) != "choice") {
        return impossible("choices are graded by the grader \"choice\", not by \"" + columns.grader + "\"");
    }
    if (find_grader(grader_of(columns)) == nullptr) {
        std::string known;
        for (const Grader *grader : graders()) {
            known += (known.empty() ? "" : ", ") + grader->id;
        }
        return impossible("grader \"" + grader_of(columns) + "\" is not known; there are: " + known);
    }
    return Done{};
}

Result<Problem> read_mapped(std::string_view json_object, const ColumnMap &columns)
{
    const Result<nlohmann::json> record = parse_record(json_object);
    if (record.has_error()) {
        return record.error();
    }
    const bool has_choices = !columns.choices.empty() || !columns.wrong.empty();
    Result<std::string> gold = text_or_number(record.value(), columns.answer.c_str());
    if (gold.has_value() && !has_choices) {
        gold = gold_of(gold.value(), grader_of(columns));
    }
    Result<Problem> problem = combine(columns.id.empty() ? Result<std::string>(std::string())
                                                         : optional_id(record.value(), columns.id.c_str()),
                                      required_text(record.value(), columns.problem.c_str()), std::move(gold));
    if (problem.has_error() || !has_choices) {
        return problem;
    }
    return with_choices(std::move(problem).value(), record.value(), columns);
}

} // namespace kvscope
