#pragma once

#include "types/session_rows.h"

#include <vector>

namespace kvscope::stats {

/// The averages of a frame; see ResultFrame::averages. `cells` are the rows behind the frame's cells, in the same
/// order.
std::vector<DatasetAverage> frame_averages(const std::vector<CellRows> &cells);

} // namespace kvscope::stats
