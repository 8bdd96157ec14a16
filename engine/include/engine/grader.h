#pragma once

#include "types/result.h"
#include "types/sample.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kvscope {

/// Compares an answer with the gold answer. One file in engine/graders/; pure, thread-safe, deterministic.
struct Grader {
    std::string id;    ///< file stem: "integer"
    std::string label; ///< "Integer equality"
    /// `answer` is the content of the last \boxed{…}.
    Grade (*grade)(std::string_view gold, std::string_view answer);
};
std::span<const Grader *const> graders();
const Grader *find_grader(std::string_view id); ///< nullptr: none

/// Content of the last \boxed{…} or \fbox{…} after `</think>`, nested braces respected; boxes that only commas or "and"
/// join are one answer. Nothing in a text whose thinking never ended or whose braces do not close.
std::optional<std::string> extract_boxed(std::string_view text);

/// The verdict on a whole generation: a truncated one has no answer, an invalid one is Invalid, never Wrong.
Grade grade_generation(const Grader &grader, std::string_view gold, std::string_view text, FinishReason finish);

} // namespace kvscope
