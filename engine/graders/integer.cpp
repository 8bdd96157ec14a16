#include "engine/grader.h"
#include "eval/grading_integer.h"

namespace kvscope::plugins {
namespace {

Grade grade_integer(std::string_view gold, std::string_view answer)
{
    const std::string extracted(answer);
    const std::optional<std::string> expected = parse_integer(gold);
    if (!expected) {
        return {Verdict::Invalid, extracted, "the expected answer is no integer: this dataset needs another grader"};
    }
    const std::optional<std::string> found = parse_integer(answer);
    if (!found) {
        return {Verdict::Wrong, extracted, "the answer is no integer"};
    }
    return *found == *expected ? Grade{Verdict::Correct, extracted, "equal integers"}
                               : Grade{Verdict::Wrong, extracted, "different integers"};
}

} // namespace

extern const Grader graders_integer;
const Grader graders_integer{"integer", "Integer equality", grade_integer};

} // namespace kvscope::plugins
