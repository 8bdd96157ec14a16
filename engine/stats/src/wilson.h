#pragma once

#include <utility>

namespace kvscope::stats {

/// {lower, upper} of Wilson's 95 % score interval for a proportion of `num_trials` (Wilson 1927).
/// Precondition: num_trials > 0, 0 ≤ proportion ≤ 1.
std::pair<double, double> wilson(double proportion, int num_trials);

} // namespace kvscope::stats
