#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// What a multiple-choice answer names.
struct ChoiceLetter {
    char letter = 0; ///< 'A'…'Z'; 0: none, or not one
    bool is_ambiguous = false;
    std::string reason; ///< why there is none
};

/// The letter of a choice: "B", "(b)", "\text{B}", "\textbf{(B)}", "B.", "B) 12 cm", "Option B", "Answer: B", "The
/// answer is (B)". Two letters, words, or an "a" or "I" that is only a word in a sentence name none.
ChoiceLetter choice_letter(std::string_view answer);

} // namespace kvscope
