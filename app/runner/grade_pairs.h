#pragma once

#include "engine/grader.h"

#include <string>

namespace kvscope {

/// An answer with a box or with thinking is read as a generation (text that never thought aloud is all answer), any
/// other as the bare answer.
Grade grade_answer(const Grader &grader, const std::string &gold, const std::string &answer);

/// Grades the lines {"gold":…, "answer":…} of a file and prints a verdict for each. Returns the exit code.
int grade_pairs(const Grader &grader, const std::string &file, bool as_json);

} // namespace kvscope
