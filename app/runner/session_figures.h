#pragma once

#include "types/result.h"
#include "types/result_frame.h"

#include <string>

namespace kvscope {

/// The committed figures of one cell, with their intervals.
Result<CellResult> read_cell_figures(const std::string &session_path, const std::string &cell_key);

/// The table a run ends with: one row per cell, in running order. Text for a terminal, ends with a newline.
Result<std::string> summary_table(const std::string &session_path);

} // namespace kvscope
