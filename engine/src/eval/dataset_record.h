#pragma once

#include "engine/dataset.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// What the layouts of engine/datasets/ share: reading one record of untrusted JSON. Errors are reasons for quarantine.

/// A JSON object without NUL characters in any text. `line` is one line of the file, without its end.
Result<nlohmann::json> parse_record(std::string_view line);

/// How well field names fit a layout: 0 when a required one is missing, else higher for more known and fewer unknown
/// ones.
int score_fields(const std::vector<std::string> &field_names, std::initializer_list<const char *> required,
                 std::initializer_list<const char *> optional);

/// A field that must be a text with something in it.
Result<std::string> required_text(const nlohmann::json &record, const char *field);

/// A text, or a number: whole numbers without a fraction (33.0 → "33").
Result<std::string> text_or_number(const nlohmann::json &record, const char *field);

/// The record's `field` as an id; empty when it has none.
Result<std::string> optional_id(const nlohmann::json &record, const char *field);

/// `answer` as the canonical integer that the integer grader compares.
Result<std::string> integer_gold(std::string_view answer);

/// `answer` as the text that the math grader compares; an error if there is nothing in it, it is too long to be
/// compared, or a worked solution as GSM8K has them.
Result<std::string> math_gold(std::string_view answer);

/// The letter that a multiple-choice answer states: "B", "(b)", "\\boxed{B}". An error is a reason.
Result<std::string> letter_gold(std::string_view answer);

/// The problem made of its three parts, or the first part's error.
Result<Problem> combine(Result<std::string> id, Result<std::string> text, Result<std::string> gold);

/// Problem of the common shape: id, text and answer under the given field names.
struct AnswerFields {
    const char *id = "id";
    const char *text = "problem";
    const char *answer = "answer";
};
Result<Problem> read_integer_problem(std::string_view line, const AnswerFields &fields);
/// The same where the answer stands in the last \boxed{…} of a solution.
Result<Problem> read_boxed_integer_problem(std::string_view line, const AnswerFields &fields);
/// The answer stays as the file has it, for the math grader. One with a \boxed{…} is what stands in the last box.
Result<Problem> read_math_problem(std::string_view line, const AnswerFields &fields);

} // namespace kvscope
