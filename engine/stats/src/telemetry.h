#pragma once

#include "types/sample.h"

#include <optional>
#include <vector>

namespace kvscope::stats {

/// What the GPU did over all repeats that recorded it: sums, means by time, extremes. Tokens and energy are those of
/// the repeats whose energy is known. Nothing when no repeat has it.
std::optional<GpuTelemetry> combined_telemetry(const std::vector<CellTiming> &timings);

} // namespace kvscope::stats
