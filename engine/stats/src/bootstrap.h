#pragma once

#include <utility>
#include <vector>

namespace kvscope::stats {

/// {lower, upper} of the 95 % percentile interval of the mean of `values`: a bootstrap with a fixed seed (Efron 1979).
/// Depends on the values only, not on their order. Precondition: not empty, all finite.
/// About 1 ms for 360 values.
std::pair<double, double> bootstrap_mean(std::vector<double> values);

} // namespace kvscope::stats
