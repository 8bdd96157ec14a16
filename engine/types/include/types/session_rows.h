#pragma once

#include "types/result_frame.h"
#include "types/sample.h"

#include <string>
#include <vector>

namespace kvscope {

/// Outcome counts of one problem in one cell: what statistics are computed from.
struct ProblemOutcome {
    std::string problem_id;
    int num_correct = 0;
    int num_valid = 0;             ///< samples whose verdict is not Invalid
    double mean_output_tokens = 0; ///< over all its samples
};

/// One cell as stored: counts and raw series, before statistics.
struct CellRows {
    CellResult counts; ///< everything that counting gives; Pass@1, rates and intervals are left empty
    std::vector<ProblemOutcome> problems;
    std::vector<CellTiming> timings;
};

/// A session as stored. `stats::complete` turns it into the frame that is shown.
struct SessionRows {
    ResultFrame frame; ///< `cells` is empty here
    std::vector<CellRows> cells;
};

} // namespace kvscope
