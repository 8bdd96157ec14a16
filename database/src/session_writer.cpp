#include "database/session_writer.h"

#include "annotations.h"
#include "clock.h"
#include "codec.h"
#include "names.h"
#include "open_session.h"
#include "plan_store.h"
#include "reader_parts.h"
#include "rows.h"
#include "sample_store.h"
#include "telemetry_store.h"
#include "writer_lease.h"

namespace kvscope {

/// The lease is freed after the connection closed: declared first, destroyed last.
struct SessionWriter::State {
    WriterLease lease;
    Connection connection;
};

namespace {

std::int64_t revision_of(const Connection &connection)
{
    auto revision = read_revision(connection);
    return revision.has_value() ? revision.value() : -1;
}

/// One durable transaction that also counts the revision up.
template <typename Body>
Status write(const Connection &connection, const char *doing, Body body)
{
    constexpr const char *kCountUp = "UPDATE session SET revision = revision + 1";
    std::int64_t before = -1;
    Status done = in_transaction(connection, "BEGIN IMMEDIATE", doing, [&]() -> Status {
        before = revision_of(connection);
        Status stored = body();
        return stored.has_error() ? stored : connection.execute(kCountUp, doing);
    });
    if (done.has_error() && before >= 0 && revision_of(connection) == before + 1) {
        // Committed all the same: only the sync of the folder after the journal's removal failed. Until a commit
        // succeeds in that too, a power loss could bring the journal back.
        const Status settled = connection.execute(kCountUp, doing);
        return settled.has_value() ? settled : done;
    }
    return done;
}

/// write() on one cell, which `body` gets by row id. Tells readers that what they counted of it is out of date.
template <typename Body>
Status change_cell(const Connection &connection, const std::string &key, const char *doing, Body body)
{
    return write(connection, doing, [&]() -> Status {
        auto cell = find_cell(connection, key);
        if (cell.has_error()) {
            return cell.error();
        }
        if (!cell.value()) {
            return no_such_cell(connection, key);
        }
        if (Status done = body(*cell.value()); done.has_error()) {
            return done;
        }
        Statement row(connection, "UPDATE cell SET revision = (SELECT revision FROM session) + 1 WHERE id = ?", doing);
        return row.bind(*cell.value()).run();
    });
}

Error no_such_sample(const Connection &connection, const std::string &cell_key, const SampleKey &key)
{
    return make_error(ErrorCode::NotFound, connection.path() + ": cell \"" + cell_key + "\" has no sample " +
                                               std::to_string(key.second) + " of problem \"" + key.first + "\".");
}

Status append_log(const Connection &connection, const std::string &level, const std::string &message)
{
    Statement row(connection, "INSERT INTO log (time_utc, level, message) VALUES (?, ?, ?)", "writing the log");
    return row.bind(utc_now()).bind(level.empty() ? "info" : level.substr(0, 16)).bind(message).run();
}

} // namespace

SessionWriter::SessionWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SessionWriter::SessionWriter(SessionWriter &&) noexcept = default;
SessionWriter &SessionWriter::operator=(SessionWriter &&) noexcept = default;
SessionWriter::~SessionWriter() = default;

Result<SessionWriter> SessionWriter::open(const std::string &path)
{
    const std::string resolved = resolve_session_path(path);
    auto lease = WriterLease::acquire(resolved);
    if (lease.has_error()) {
        return lease.error();
    }
    auto connection = open_session(resolved, OpenMode::Write);
    if (connection.has_error()) {
        return connection.error();
    }
    return SessionWriter(std::make_unique<State>(State{std::move(lease).value(), std::move(connection).value()}));
}

Status SessionWriter::begin_run(const SweepSpec &spec, const SweepPlan &plan, const Manifest &manifest)
{
    const Connection &connection = state_->connection;
    return write(connection, "storing the sweep", [&] { return store_run(connection, spec, plan, manifest); });
}

Status SessionWriter::put_problems(const std::string &dataset_id, const std::vector<StoredProblem> &problems,
                                   const std::vector<QuarantinedLine> &quarantined)
{
    const Connection &connection = state_->connection;
    return write(connection, "storing problems",
                 [&] { return store_problems(connection, dataset_id, problems, quarantined); });
}

Result<std::set<SampleKey>> SessionWriter::committed_samples(const std::string &cell_key) const
{
    Statement rows(state_->connection,
                   "SELECT p.problem_id, s.sample_index FROM cell AS c JOIN sample AS s ON s.cell = c.id "
                   "JOIN problem AS p ON p.id = s.problem WHERE c.key = ?",
                   "reading stored samples");
    rows.bind(cell_key);
    std::set<SampleKey> keys;
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return keys;
        }
        keys.emplace(rows.text(0), rows.small(1));
    }
}

Status SessionWriter::put_samples(const std::string &cell_key, const std::vector<SampleResult> &samples)
{
    const Connection &connection = state_->connection;
    return change_cell(connection, cell_key, "storing samples", [&](std::int64_t cell) -> Status {
        for (const SampleResult &sample : samples) {
            if (auto stored = store_sample(connection, cell, sample); stored.has_error()) {
                return stored;
            }
        }
        return Done{};
    });
}

Result<std::vector<std::int32_t>> SessionWriter::sample_tokens(const std::string &cell_key, const SampleKey &key) const
{
    Statement row(state_->connection,
                  "SELECT t.tokens FROM cell AS c JOIN problem AS p ON p.dataset = c.dataset AND p.problem_id = ?2 "
                  "JOIN sample AS s ON s.cell = c.id AND s.problem = p.id AND s.sample_index = ?3 "
                  "JOIN sample_content AS t ON t.sample = s.id WHERE c.key = ?1",
                  "reading a sample");
    auto there = row.bind(cell_key).bind(key.first).bind(key.second).next();
    if (there.has_error()) {
        return there.error();
    }
    if (!there.value()) {
        return no_such_sample(state_->connection, cell_key, key);
    }
    return decode_tokens(row.blob(0));
}

Status SessionWriter::update_grade(const std::string &cell_key, const SampleKey &key, const Grade &grade)
{
    return update_grades(cell_key, {{key, grade, ""}});
}

Status SessionWriter::update_grades(const std::string &cell_key, const std::vector<Regrade> &regrades)
{
    const Connection &connection = state_->connection;
    return change_cell(connection, cell_key, "storing grades", [&](std::int64_t cell) -> Status {
        for (const Regrade &regrade : regrades) {
            Statement row(
                connection,
                "UPDATE sample SET verdict = ?, extracted = ?, reason = ? WHERE cell = ?4 AND sample_index = ?6 AND "
                "problem = (SELECT id FROM problem WHERE problem_id = ?5 AND dataset = "
                "(SELECT dataset FROM cell WHERE id = ?4))",
                "storing a grade");
            row.bind(kVerdictNames.of(regrade.grade.verdict)).bind(regrade.grade.extracted).bind(regrade.grade.reason);
            row.bind(cell).bind(regrade.key.first).bind(regrade.key.second);
            if (Status done = row.run(); done.has_error()) {
                return done;
            }
            if (sqlite3_changes(connection.handle()) != 1) {
                return no_such_sample(connection, cell_key, regrade.key);
            }
            if (Status noted = regrade.note.empty() ? Done{} : append_log(connection, "regrade", regrade.note);
                noted.has_error()) {
                return noted;
            }
        }
        return Done{};
    });
}

Status SessionWriter::set_grader(const std::string &dataset_id, const std::string &grader_id)
{
    const Connection &connection = state_->connection;
    return write(connection, "storing the grader", [&]() -> Status {
        Statement row(connection, "UPDATE dataset SET grader = ? WHERE content_id = ?", "storing the grader");
        Status done = row.bind(grader_id).bind(dataset_id).run();
        if (done.has_value() && sqlite3_changes(connection.handle()) != 1) {
            return make_error(ErrorCode::NotFound, "the session has no dataset \"" + dataset_id + "\"");
        }
        return done;
    });
}

Status SessionWriter::put_timing(const std::string &cell_key, const CellTiming &timing)
{
    const Connection &connection = state_->connection;
    return change_cell(connection, cell_key, "storing a timing", [&](std::int64_t cell) {
        Status done = remove_telemetry(connection, cell, timing.repeat);
        if (done.has_value()) {
            done = store_timing(connection, cell, timing);
        }
        return done.has_error() ? done : store_telemetry(connection, cell, timing);
    });
}

Result<std::vector<CellTiming>> SessionWriter::timings(const std::string &cell_key) const
{
    auto cell = find_cell(state_->connection, cell_key);
    if (cell.has_error()) {
        return cell.error();
    }
    if (!cell.value()) {
        return no_such_cell(state_->connection, cell_key);
    }
    return read_timings(state_->connection, *cell.value());
}

Status SessionWriter::mark_cell_complete(const std::string &cell_key)
{
    const Connection &connection = state_->connection;
    return change_cell(connection, cell_key, "completing a cell", [&](std::int64_t cell) {
        Statement row(connection, "UPDATE cell SET state = 'complete', failure = '' WHERE id = ?", "completing a cell");
        return row.bind(cell).run();
    });
}

Status SessionWriter::mark_cell_failed(const std::string &cell_key, const std::string &sentence)
{
    const Connection &connection = state_->connection;
    return change_cell(connection, cell_key, "marking a cell", [&](std::int64_t cell) {
        Statement row(connection, "UPDATE cell SET state = 'failed', failure = ? WHERE id = ?", "marking a cell");
        return row.bind(sentence).bind(cell).run();
    });
}

Status SessionWriter::log(const std::string &level, const std::string &message)
{
    const Connection &connection = state_->connection;
    return write(connection, "writing the log", [&] { return append_log(connection, level, message); });
}

Status SessionWriter::set_note(const std::string &cell_key, const std::string &note)
{
    const Connection &connection = state_->connection;
    if (Status fits = check_text(note, 2000); fits.has_error()) {
        return fits;
    }
    return write(connection, "storing a note", [&]() -> Status {
        auto cell = find_cell(connection, cell_key);
        if (cell.has_error()) {
            return cell.error();
        }
        return cell.value() ? store_note(connection, *cell.value(), note) : Status(no_such_cell(connection, cell_key));
    });
}

Status SessionWriter::set_title(const std::string &title)
{
    const Connection &connection = state_->connection;
    if (Status fits = check_text(title, 200); fits.has_error()) {
        return fits;
    }
    return write(connection, "storing the title", [&] { return store_title(connection, title); });
}

Result<SweepSpec> SessionWriter::stored_spec() const
{
    auto run = newest_run(state_->connection);
    if (run.has_error()) {
        return run.error();
    }
    if (run.value().is_published) {
        return make_error(ErrorCode::InvalidArgument,
                          state_->connection.path() + ": these are published figures; there is no run to go on with.");
    }
    return std::move(run).value().spec;
}

} // namespace kvscope
