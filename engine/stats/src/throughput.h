#pragma once

#include "types/sample.h"

#include <optional>
#include <string>
#include <vector>

namespace kvscope::stats {

/// A rate over the repeats of a cell. Tokens/s.
struct Rate {
    double mean = 0;
    double standard_error = 0; ///< > 0 only where `degrees` > 0
    int degrees = 0;           ///< of freedom of the standard error; 0: it is not known
    std::string method;        ///< of the standard error
};

/// The sustained or the overall rate, a mean over the repeats that have one. Its standard error comes from the repeats
/// where there are several, else from at least 10 windows of the one pass ("batch means"). Nothing when no repeat has
/// the rate.
std::optional<Rate> measured_rate(const std::vector<CellTiming> &timings, bool sustained);

} // namespace kvscope::stats
