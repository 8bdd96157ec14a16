#pragma once

#include "connection.h"
#include "types/sample.h"
#include "types/sweep_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// Reading shared by writer and reader.

/// First schema that has kv_dtype and accuracy_missing of cells and batch_shrunk of timings.
constexpr int kDeviceSchema = 2;

/// Timings of one cell, by repeat.
Result<std::vector<CellTiming>> read_timings(const Connection &connection, std::int64_t cell);

/// Row id of a cell; absent if there is no such key.
Result<std::optional<std::int64_t>> find_cell(const Connection &connection, const std::string &key);
Error no_such_cell(const Connection &connection, const std::string &key);

struct StoredRun {
    std::int64_t id = 0;
    bool is_published = false;
    SweepSpec spec;
};
/// The newest run. NotFound if none was begun.
Result<StoredRun> newest_run(const Connection &connection);

} // namespace kvscope
