#pragma once

#include "types/result.h"
#include "types/sample.h"
#include "types/sweep_plan.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kvscope {

/// (problem id, sample index) of a committed sample.
using SampleKey = std::pair<std::string, int>;

/// What the manifest holds besides plan and spec: effective settings that explain the numbers.
using Manifest = std::map<std::string, std::string>;

/// One problem as stored, so that a session explains itself without the dataset file.
struct StoredProblem {
    std::string id;
    std::string text;
    std::string gold;
};

/// A dataset line that could not be used.
struct QuarantinedLine {
    int line = 0; ///< 1-based
    std::string reason;
};

/// A new verdict for a stored sample.
struct Regrade {
    SampleKey key;
    Grade grade;
    std::string note; ///< what the log keeps of the old verdict; empty: nothing
};

/// The only write connection to a session. Not thread-safe: one thread owns it.
///
/// Every call is one durable transaction (see SCHEMA.md, "Durability"): when it returns, the rows survive a kill and a
/// power loss. A full disk is ErrorCode::DiskFull and leaves the file as it was; the call may be repeated.
class SessionWriter {
public:
    /// Creates the file, or opens an existing session to go on with it. Refuses a file of another application, a
    /// newer schema, and a session that another writer holds (ErrorCode::Locked).
    static Result<SessionWriter> open(const std::string &path);

    SessionWriter(SessionWriter &&) noexcept;
    SessionWriter &operator=(SessionWriter &&) noexcept;
    ~SessionWriter(); ///< closes; leaves a single file

    /// Stores the spec and plan of a run. Idempotent: models, datasets and cells that are there already are kept; new
    /// cells are appended. A failed cell, or one that now has more samples to do, is pending again. Refused
    /// (InvalidArgument) for a session of published figures.
    Status begin_run(const SweepSpec &spec, const SweepPlan &plan, const Manifest &manifest);
    Status put_problems(const std::string &dataset_id, const std::vector<StoredProblem> &problems,
                        const std::vector<QuarantinedLine> &quarantined);

    /// The samples of a cell that are in the file: what a resumed run skips.
    Result<std::set<SampleKey>> committed_samples(const std::string &cell_key) const;
    /// Commits finished samples of one cell together. A key that is there already is refused (Internal), an unknown
    /// cell too (InvalidArgument); then none of them is stored. A problem that was never put gets a row with empty
    /// texts.
    Status put_samples(const std::string &cell_key, const std::vector<SampleResult> &samples);
    /// Tokens of a committed sample, to compare a repeat with.
    Result<std::vector<std::int32_t>> sample_tokens(const std::string &cell_key, const SampleKey &key) const;
    /// A new verdict for a stored sample; nothing else changes. NotFound if there is no such sample.
    Status update_grade(const std::string &cell_key, const SampleKey &key, const Grade &grade);
    /// New verdicts of one cell together, with their notes in the log. NotFound, and nothing is stored, if a sample is
    /// not there.
    Status update_grades(const std::string &cell_key, const std::vector<Regrade> &regrades);
    /// Which grader the dataset's verdicts come from now. NotFound if there is no such dataset.
    Status set_grader(const std::string &dataset_id, const std::string &grader_id);

    /// Replaces an earlier timing of the same repeat.
    Status put_timing(const std::string &cell_key, const CellTiming &timing);
    Result<std::vector<CellTiming>> timings(const std::string &cell_key) const;
    Status mark_cell_complete(const std::string &cell_key);
    Status mark_cell_failed(const std::string &cell_key, const std::string &sentence);
    Status log(const std::string &level, const std::string &message);

    /// What people write beside the figures: a note on a cell (at most 2000 characters, empty removes it;
    /// InvalidArgument for an unknown cell) and the session's title (at most 200, empty for the file's name).
    /// Measurements stay as they are.
    Status set_note(const std::string &cell_key, const std::string &note);
    Status set_title(const std::string &title);

    /// The spec and plan of the newest run in the file: what `resume` runs again.
    Result<SweepSpec> stored_spec() const;

private:
    struct State;
    explicit SessionWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace kvscope
