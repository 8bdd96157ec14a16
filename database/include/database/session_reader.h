#pragma once

#include "database/sample_query.h"
#include "database/session_writer.h"
#include "types/session_rows.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

/// A row of the sample table; texts are fetched one at a time.
struct SampleRow {
    std::int64_t id = 0;
    std::string cell_key;
    SampleKey key;
    Grade grade;
    std::string gold;
    FinishReason finish = FinishReason::Stop;
    int num_prompt_tokens = 0;
    int num_tokens = 0;
    int num_evictions = 0;
    int peak_kv_len = 0;
    bool is_traced = false; ///< its eviction events are stored
    /// Of the partner in the compared cell, where one was asked for and is there.
    std::optional<Grade> compared;
};

struct LogLine {
    std::string time_utc; ///< ISO 8601
    std::string level;
    std::string message;
};

/// Reads a session while a runner writes it. Each call is one short read transaction (≤ 20 ms on a page), so the writer
/// is never locked out. Use from one thread at a time, not the GUI's. Opened read-write with query_only so that a hot
/// journal left by a kill is rolled back; with the safety settings of SCHEMA.md ("Untrusted files").
class SessionReader {
public:
    static Result<SessionReader> open(const std::string &path);

    SessionReader(SessionReader &&) noexcept;
    SessionReader &operator=(SessionReader &&) noexcept;
    ~SessionReader();

    /// Grows with every commit; cheap. Read again only when it changed.
    Result<std::int64_t> revision() const;
    /// The process that writes the session now, 0 where its id is not told; nothing when there is none. Looks at the
    /// writer's lock, not into the session: a system call or two.
    std::optional<std::int64_t> writer() const;
    /// Counts by SQL, outcomes per problem, timings. A cell that was begun and is neither complete nor failed is
    /// Running, whether or not a runner lives. Published figures come with pass_at_1 and tps set and state Complete.
    Result<SessionRows> read_rows() const;
    Result<Manifest> manifest() const;
    Result<SweepSpec> spec() const;
    /// A page, by problem (in the dataset's order) and sample index. An unknown cell has none.
    Result<std::vector<SampleRow>> samples(const std::string &cell_key, int limit, int offset) const;
    /// Finds and sorts; 100 000 samples take some 0.1 s, the rows of a page under a millisecond.
    Result<SampleList> sample_list(const SampleQuery &query) const;
    /// The rows of a page, in the order of `refs`; an id that the session lacks is left out. At most 1000 at once
    /// (InvalidArgument).
    Result<std::vector<SampleRow>> sample_rows(const std::vector<SampleRef> &refs) const;
    /// How often the verdict differs between the listed and the compared cells, whatever else `query` asks for.
    Result<FlipCounts> flip_counts(const SampleQuery &query) const;
    /// The problem that a sample answers.
    Result<StoredProblem> problem_of(std::int64_t sample_id) const;
    Result<SampleResult> sample(std::int64_t id) const; ///< with text, tokens and eviction events
    Result<std::vector<LogLine>> log(int limit) const;  ///< the newest `limit`, oldest first
    /// quick_check, schema, foreign keys, counts against rows, decodable blobs. Empty: the file is sound.
    Result<std::vector<std::string>> verify() const;
    /// Copies the session, committed rows only, through SQLite's backup; replaces `path` at once when all is there.
    /// Refused: the session's own path, and a file that a writer holds (Locked).
    Status save_copy(const std::string &path) const;

private:
    struct State;
    explicit SessionReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace kvscope
