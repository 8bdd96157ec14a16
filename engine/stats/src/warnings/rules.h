#pragma once

#include "types/result_warning.h"
#include "types/session_rows.h"

#include <functional>
#include <string>
#include <vector>

namespace kvscope::stats {

/// One cell as rules see it: as stored, and as shown.
struct JudgedCell {
    const CellRows &rows;
    const CellResult &figures;
};

/// What rules judge. Refers to the rows and the frame it was made from.
struct Judgement {
    const SessionRows &session;
    std::vector<JudgedCell> finished; ///< complete cells
    std::vector<JudgedCell> all;
    std::vector<ResultWarning> warnings;

    /// Keys of the finished cells that `is_bad` holds for.
    std::vector<std::string> keys_where(const std::function<bool(const JudgedCell &)> &is_bad) const;
    /// Adds a warning unless `cells` is empty. `sentence` gets the number of cells as %1 and that of all finished ones
    /// as %2, then `values`.
    void warn(const char *id, ResultWarning::Severity severity, std::vector<std::string> cells, const char *sentence,
              std::vector<std::string> values, const char *advice);
};

// Each group of rules adds what it finds.
void judge_eviction(Judgement &judgement);
void judge_answers(Judgement &judgement);
void judge_output_lengths(Judgement &judgement);
void judge_throughput(Judgement &judgement);
void judge_session(Judgement &judgement);

} // namespace kvscope::stats
