#pragma once

#include "engine/dataset.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kvscope {

/// At most as many choices as there are letters to tell them by.
inline constexpr std::size_t max_choices = 26;

/// "A" for 0.
std::string choice_letter(std::size_t index);

/// Which choice a file's answer names: a letter, a number from 0, or the choice's text. An error is a reason.
Result<std::size_t> find_choice(const std::string &answer, const std::vector<std::string> &choices);

/// Choices with blanks around them cut off. An error if there are fewer than two, too many, an empty one, or equal
/// ones.
Result<std::vector<std::string>> checked_choices(std::vector<std::string> choices);

/// The texts of a list field.
Result<std::vector<std::string>> choice_list(const nlohmann::json &record, const char *field);

/// Adds the choices to the problem's text, a line "A) …" each, and sets the letter of `right` as gold.
void state_choices(Problem &problem, std::size_t right);

/// Draws the order of a problem whose right choice comes first, and states it. A function of seed and problem id only:
/// the same for all budgets, models and samples.
void shuffle_choices(Problem &problem, std::uint64_t seed);

} // namespace kvscope
