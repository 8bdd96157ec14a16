#pragma once

#include "database/session_writer.h"
#include "types/result_frame.h"

#include <string>

namespace kvscope {

/// Figures somebody else published, as a session: no samples behind them, so no intervals.
struct PublishedFigures {
    /// `reference` is set; a cell's pass_at_1 and tps are given or absent, its state is Complete; counts are 0.
    ResultFrame frame;
    SweepSpec settings; ///< what the publication says of sampling, batch and the meaning of its budgets
    Manifest manifest;  ///< whatever else explains the figures, in words
};

/// Writes them to a new file, replacing one that is there. SessionReader gives them back; they cannot be continued.
Status write_reference_session(const std::string &path, const PublishedFigures &figures);

} // namespace kvscope
