#pragma once

#include "types/session_rows.h"

#include <optional>

namespace kvscope::stats {

/// Share of a problem's valid samples that are correct, in [0, 1]; nothing when none is valid. Counts come from a file
/// that may be damaged, so an impossible count is brought into range rather than trusted.
std::optional<double> problem_mean(const ProblemOutcome &outcome);

} // namespace kvscope::stats
