#include "grading/text_form.h"

#include "grading/math_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kvscope {

std::string text_form(std::string_view answer)
{
    std::string form;
    bool has_words = false;
    if (const auto tokens = tokenize_math(answer, {})) {
        for (const MathToken &token : *tokens) {
            has_words = has_words || token.kind == MathTokenKind::Text;
            form += token.kind == MathTokenKind::Word ? "\\" + token.text : token.text;
        }
        form.erase(std::remove(form.begin(), form.end(), ' '), form.end());
    } else {
        constexpr std::array<std::string_view, 12> layout{
            "\\left", "\\right", "\\displaystyle", "\\text", "\\mathrm", "\\!", "\\,",
            "\\;",    "\\ ",     "\\quad",         "$",      "~"};
        for (std::size_t i = 0; i < answer.size();) {
            const auto *const skipped = std::find_if(layout.begin(), layout.end(), [&](std::string_view command) {
                return answer.substr(i).starts_with(command);
            });
            if (skipped != layout.end()) {
                i += skipped->size();
                continue;
            }
            if (std::isspace(static_cast<unsigned char>(answer[i])) == 0) {
                form += answer[i];
            }
            ++i;
        }
        has_words = answer.find("\\text") != std::string_view::npos;
        while (form.ends_with('.')) {
            form.pop_back();
        }
    }
    if (has_words) {
        std::transform(form.begin(), form.end(), form.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    return form;
}

} // namespace kvscope
