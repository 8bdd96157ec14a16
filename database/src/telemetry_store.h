#pragma once

#include "connection.h"
#include "types/sample.h"

#include <cstdint>
#include <vector>

namespace kvscope {

/// What timings carry of the GPU, in a table of its own. None begins a transaction.

/// Takes the row of a timing away, so that the timing can be replaced.
Status remove_telemetry(const Connection &connection, std::int64_t cell, int repeat);
/// Of a timing that is stored; nothing where it has none.
Status store_telemetry(const Connection &connection, std::int64_t cell, const CellTiming &timing);
/// Completes the timings of a cell. A file of a schema without the table has none.
Status read_telemetry(const Connection &connection, std::int64_t cell, std::vector<CellTiming> &timings);

} // namespace kvscope
