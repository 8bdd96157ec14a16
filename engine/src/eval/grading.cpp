#include "engine/grader.h"
#include "eval/grading_boxed.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::string_view think_end = "</think>";
constexpr std::string_view box = "\\boxed";

/// Content of the group that opens at `open`; nothing when it never closes. A backslash takes the meaning off what
/// follows.
std::optional<std::string> group_content(std::string_view text, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '{') {
            ++depth;
        } else if (text[i] == '}' && --depth == 0) {
            return std::string(text.substr(open + 1, i - open - 1));
        }
    }
    return std::nullopt;
}

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

std::optional<std::string> last_boxed(std::string_view text)
{
    for (std::size_t hit = text.rfind(box); hit != std::string_view::npos; hit = text.rfind(box, hit - 1)) {
        const std::size_t open = text.find_first_not_of(" \t\r\n", hit + box.size());
        if (open != std::string_view::npos && text[open] == '{') {
            return group_content(text, open);
        }
        if (hit == 0) {
            break;
        }
    }
    return std::nullopt;
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
