#include "engine/grader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace kvscope;

/// Input: gold and answer with a NUL between them. Whatever they are, a grader gives a verdict with a reason, the same
/// one each time, and an expected answer that can be read equals itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::size_t cut = text.find('\0');
    const std::string_view gold = text.substr(0, cut);
    const std::string_view answer = cut == std::string_view::npos ? gold : text.substr(cut + 1);
    for (const Grader *grader : graders()) {
        const Grade grade = grader->grade(gold, answer);
        const Grade again = grader->grade(gold, answer);
        if (grade.reason.empty() || grade.verdict != again.verdict || grade.reason != again.reason) {
            std::abort();
        }
        const Verdict self = grader->grade(gold, gold).verdict;
        if (self != Verdict::Correct && self != Verdict::Invalid) {
            std::abort();
        }
    }
    (void)extract_boxed(text);
    return 0;
}
