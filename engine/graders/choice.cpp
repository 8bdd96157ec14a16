#include "engine/grader.h"
#include "grading/choice_letter.h"
#include "grading/text_form.h"

#include <string>
#include <string_view>

namespace kvscope::plugins {
namespace {

/// What follows the letter in "B. 12 cm"; empty where the gold answer is the letter alone.
std::string_view choice_text(std::string_view gold)
{
    const std::size_t mark = gold.find_first_of(".):");
    const std::size_t start = mark == std::string_view::npos ? mark : gold.find_first_not_of(" \t", mark + 1);
    return start == std::string_view::npos ? std::string_view() : gold.substr(start);
}

/// The gold answer is the letter, or letter and text of the choice ("B. 12 cm"), in which case an answer that repeats
/// the text counts too.
Grade grade_choice(std::string_view gold, std::string_view answer)
{
    const std::string extracted(answer);
    const ChoiceLetter expected = choice_letter(gold);
    if (expected.letter == 0) {
        return {Verdict::Invalid, extracted, "the expected answer is no letter: this dataset needs another grader"};
    }
    const std::string text = text_form(choice_text(gold));
    if (!text.empty() && text == text_form(answer)) {
        return {Verdict::Correct, extracted, std::string("the text of choice ") + expected.letter};
    }
    const ChoiceLetter found = choice_letter(answer);
    if (found.letter == 0) {
        return {found.is_ambiguous ? Verdict::Wrong : Verdict::NoAnswer, extracted, found.reason};
    }
    const std::string choice = std::string("choice ") + found.letter;
    return found.letter == expected.letter ? Grade{Verdict::Correct, extracted, choice}
                                           : Grade{Verdict::Wrong, extracted, choice + ", expected " + expected.letter};
}

} // namespace

extern const Grader graders_choice;
const Grader graders_choice{"choice", "Multiple choice", grade_choice};

} // namespace kvscope::plugins
