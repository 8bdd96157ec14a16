#include "grading/text_form.h"

#include "grading/math_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kvscope {
namespace {

bool is_digit_at(std::string_view text, std::size_t pos)
{
    return pos < text.size() && text[pos] >= '0' && text[pos] <= '9';
}

} // namespace

std::string text_form(std::string_view answer)
{
    std::string form;
    bool has_words = false;
    if (const auto tokens = tokenize_math(answer, {})) {
        bool is_after_number = false;
        for (const MathToken &token : *tokens) {
            const bool is_number = token.kind == MathTokenKind::Number;
            form += is_number && is_after_number ? "|" : ""; // "1 1/2" is not "11/2"
            is_after_number = is_number;
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
            } else if (is_digit_at(answer, i + 1) && !form.empty() && is_digit_at(form, form.size() - 1)) {
                form += ' ';
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
