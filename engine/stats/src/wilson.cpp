#include "wilson.h"

#include <algorithm>
#include <cmath>

namespace kvscope::stats {

std::pair<double, double> wilson(double proportion, int num_trials)
{
    constexpr double z = 1.959963984540054; // normal quantile at 0.975
    const double n = num_trials;
    const double centre = proportion + z * z / (2 * n);
    const double spread = z * std::sqrt(proportion * (1 - proportion) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {std::max(0.0, (centre - spread) / scale), std::min(1.0, (centre + spread) / scale)};
}

} // namespace kvscope::stats
