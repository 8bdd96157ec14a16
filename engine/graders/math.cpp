#include "engine/grader.h"
#include "grading/answer_compare.h"
#include "grading/math_parser.h"
#include "grading/text_form.h"

#include <algorithm>
#include <string>
#include <vector>

namespace kvscope::plugins {
namespace {

/// Whether all of the text is one number with a comma ("3,5"), which much of the world writes for 3.5.
bool is_comma_number(std::string_view text)
{
    return std::count(text.begin(), text.end(), ',') == 1 &&
           text.find_first_not_of("0123456789,-$") == std::string_view::npos;
}

/// The ways in which a text can be read, the usual one first.
std::vector<MathExpr> readings_of(std::string_view text, bool is_gold)
{
    std::vector<AnswerReading> readings{{}};
    if (text.find(',') != std::string_view::npos) {
        readings.push_back({.has_thousands_commas = false});
    }
    if (text.find("log") != std::string_view::npos) {
        readings.push_back({.is_log_natural = true});
    }
    // Not of the expected answer: there "3,5" is two numbers.
    if (!is_gold && is_comma_number(text)) {
        readings.push_back({.has_thousands_commas = false, .is_decimal_comma = true});
    }
    std::vector<MathExpr> meanings;
    for (const AnswerReading &reading : readings) {
        std::optional<MathExpr> meaning = parse_math(text, reading);
        if (meaning && (meanings.empty() || *meaning != meanings.front())) {
            meanings.push_back(std::move(*meaning));
        }
    }
    return meanings;
}

/// Correct if any reading of the answer is equivalent to any reading of the gold answer.
Grade grade_math(std::string_view gold, std::string_view answer)
{
    const std::string extracted(answer);
    const std::string gold_text = text_form(gold);
    if (gold_text.empty()) {
        return {Verdict::Invalid, extracted, "there is no expected answer"};
    }
    if (gold_text == text_form(answer)) {
        return {Verdict::Correct, extracted, "the same text"};
    }
    const std::vector<MathExpr> expected = readings_of(gold, true);
    const std::vector<MathExpr> found = readings_of(answer, false);
    if (expected.empty() || found.empty()) {
        return {Verdict::Wrong, extracted,
                expected.empty() ? "another text than the expected answer, which can only be compared as text"
                                 : "not understood as mathematics, and another text than the expected answer"};
    }
    AnswerComparison first;
    for (const MathExpr &meaning : expected) {
        for (const MathExpr &reading : found) {
            AnswerComparison comparison = compare_answers(meaning, reading);
            if (comparison.is_equal) {
                return {Verdict::Correct, extracted, comparison.reason};
            }
            first = first.reason.empty() ? comparison : first;
        }
    }
    return {Verdict::Wrong, extracted, first.reason};
}

} // namespace

extern const Grader graders_math;
const Grader graders_math{"math", "Mathematical equivalence", grade_math};

} // namespace kvscope::plugins
