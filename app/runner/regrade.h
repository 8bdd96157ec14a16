#pragma once

#include "database/session_writer.h"
#include "types/result.h"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace kvscope {

struct RegradeOptions {
    std::string grader_id; ///< empty: each dataset's own, as the session names it
    bool is_dry_run = false;
};

/// A stored sample whose verdict is another one now.
struct RegradeChange {
    std::string cell_key;
    SampleKey key;
    Verdict from = Verdict::Invalid;
    std::string gold;
    Grade grade;
};

struct RegradeSummary {
    int num_graded = 0;
    int num_invalid = 0;  ///< generation failed: nothing to grade, left alone
    int num_changed = 0;  ///< another verdict
    int num_reworded = 0; ///< the same verdict with another extracted answer or reason
    std::map<std::pair<Verdict, Verdict>, int> transitions;
};

/// Grades the stored samples of a session again, without a model. Changed verdicts are handed to `on_change` once they
/// are committed, cell by cell; the session's log keeps each old verdict. Locked while a runner writes the session. A
/// dry run only reads.
Result<RegradeSummary> regrade_session(const std::string &path, const RegradeOptions &options,
                                       const std::function<void(const RegradeChange &)> &on_change);

} // namespace kvscope
