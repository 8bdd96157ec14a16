#pragma once

#include "insight/series_data.h"

#include <optional>

namespace kvscope::stats {

/// What would show a budget to be within a margin of full.
struct SampleSize {
    int more_problems = 0;                  ///< beyond those that are there, each sampled as often as now
    std::optional<int> samples_per_problem; ///< on these problems instead; absent where no number would do or one
                                            ///< sample each does not tell
};

/// For a power of 80 % at 95 % (one-sided), if the true difference is the observed loss, or 0 where a gain was observed
/// (Julious 2004). Nothing when the observed loss is not within the margin. Precondition: the series has full and
/// resamples.
std::optional<SampleSize> sample_size(const SeriesData &series, std::size_t column, double margin_points);

} // namespace kvscope::stats
