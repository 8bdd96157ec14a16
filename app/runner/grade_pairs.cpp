#include "grade_pairs.h"

#include "command.h"
#include "json_text.h"
#include "terminal_text.h"

#include "common/exit_codes.h"

#include <cstdio>
#include <optional>
#include <sstream>

namespace kvscope {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kThinkEnd = "</think>";
constexpr std::size_t kMaxPairsBytes = std::size_t{512} << 20;

/// A field as the text that it stands for: 12 and "12" are the same answer, null is none.
std::optional<std::string> text_of(const Json &pair, const char *field)
{
    const auto found = pair.find(field);
    if (found == pair.end() || !(found->is_string() || found->is_number() || found->is_null())) {
        return std::nullopt;
    }
    if (found->is_null()) {
        return std::string();
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
}

Result<Grade> grade_line(const Grader &grader, const std::string &line)
{
    const Json pair = Json::parse(line, nullptr, false);
    if (!pair.is_object()) {
        return make_error(ErrorCode::InvalidData, "not a JSON object");
    }
    const auto gold = text_of(pair, "gold");
    const auto answer = text_of(pair, "answer");
    if (!gold || gold->empty() || !answer) {
        return make_error(ErrorCode::InvalidData,
                          "\"gold\" and \"answer\" have to be there, as text or number (answer: or null)");
    }
    return grade_answer(grader, *gold, *answer);
}

void print_grade(const Result<Grade> &grade, int line_number, bool as_json)
{
    if (grade.has_error()) {
        std::fprintf(stderr, "line %d: %s\n", line_number, grade.error().message.c_str());
        if (as_json) {
            print_line(to_line({{"line", line_number}, {"error", grade.error().message}}));
        }
        return;
    }
    const Grade &value = grade.value();
    if (as_json) {
        print_line(to_line({{"line", line_number},
                            {"verdict", name_of(value.verdict)},
                            {"extracted", value.extracted},
                            {"reason", value.reason}}));
    } else {
        print_line(std::to_string(line_number) + "\t" + name_of(value.verdict) + "\t" + printable(value.extracted) +
                   "\t" + printable(value.reason));
    }
}

} // namespace

Grade grade_answer(const Grader &grader, const std::string &gold, const std::string &answer)
{
    const bool has_thinking =
        answer.find(kThinkEnd) != std::string::npos || answer.find("<think>") != std::string::npos;
    if (!has_thinking && answer.find("\\boxed") == std::string::npos) {
        if (answer.find_first_not_of(" \t\r\n") == std::string::npos) {
            return {Verdict::NoAnswer, "", "the answer is empty"};
        }
        return grader.grade(gold, answer);
    }
    return grade_generation(grader, gold, has_thinking ? answer : std::string(kThinkEnd) + answer, FinishReason::Stop);
}

int grade_pairs(const Grader &grader, const std::string &file, bool as_json)
{
    const Result<std::string> content = read_text_file(file, kMaxPairsBytes);
    if (content.has_error()) {
        return report_error(content.error(), as_json);
    }
    std::istringstream lines(content.value());
    int num_bad = 0;
    int num_graded = 0;
    int line_number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++line_number;
        if (line_number == 1 && line.starts_with("\xEF\xBB\xBF")) {
            line.erase(0, 3);
        }
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        const Result<Grade> result = grade_line(grader, line);
        num_bad += result.has_error() ? 1 : 0;
        num_graded += result.has_error() ? 0 : 1;
        print_grade(result, line_number, as_json);
    }
    if (num_bad > 0) {
        return report_error(
            make_error(ErrorCode::InvalidData, file + ": " + std::to_string(num_bad) + " lines could not be graded"));
    }
    if (num_graded == 0) {
        return report_error(make_error(ErrorCode::InvalidData, file +
                                                                   ": there is nothing to grade; lines like "
                                                                   "{\"gold\":\"12\",\"answer\":\"12\"} are expected"));
    }
    return kExitComplete;
}

} // namespace kvscope
