#include "engine/grader.h"
#include "eval/grading_boxed.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::string_view think_end = "</think>";

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

} // namespace

const Grader *find_grader(std::string_view id)
{
    const auto all = graders();
    const auto found = std::find_if(all.begin(), all.end(), [id](const Grader *grader) { return grader->id == id; });
    return found == all.end() ? nullptr : *found;
}

std::optional<std::string> extract_boxed(std::string_view text)
{
    const std::size_t end_of_thinking = text.rfind(think_end);
    if (end_of_thinking == std::string_view::npos) {
        return std::nullopt;
    }
    return last_boxed(text.substr(end_of_thinking + think_end.size()));
}

Grade grade_generation(const Grader &grader, std::string_view gold, std::string_view text, FinishReason finish)
{
    if (finish == FinishReason::Invalid) {
        return {Verdict::Invalid, "", "generation failed: its logits were not finite"};
    }
    if (finish == FinishReason::Length) {
        return {Verdict::NoAnswer, "", "cut off at the token limit"};
    }
    const std::optional<std::string> answer = extract_boxed(text);
    if (!answer) {
        const bool is_thinking = text.find(think_end) == std::string_view::npos;
        return {Verdict::NoAnswer, "",
                is_thinking ? "the thinking never ended" : "no complete \\boxed{…} after the thinking"};
    }
    if (is_blank(*answer)) {
        return {Verdict::NoAnswer, *answer, "the box is empty"};
    }
    return grader.grade(gold, *answer);
}

} // namespace kvscope
