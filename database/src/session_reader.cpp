#include "database/session_reader.h"

#include "open_session.h"
#include "reader_parts.h"
#include "rows.h"
#include "sample_pages.h"
#include "writer_lease.h"

#include <algorithm>

namespace kvscope {

struct SessionReader::State {
    Connection connection;
    CountCache counts;
};

namespace {

constexpr const char *kReading = "reading samples";

/// One short read transaction, so that what a call returns belongs together.
template <typename T, typename Body>
Result<T> read(const Connection &connection, const char *doing, Body body)
{
    std::optional<Result<T>> result;
    const Status done = in_transaction(connection, "BEGIN", doing, [&]() -> Status {
        result.emplace(body());
        return result->has_error() ? Status(result->error()) : Status(Done{});
    });
    if (done.has_error()) {
        return done.error();
    }
    return std::move(*result);
}

Result<Manifest> read_manifest(const Connection &connection)
{
    Statement rows(connection, "SELECT name, value FROM manifest WHERE run = (SELECT max(id) FROM run)",
                   "reading the manifest");
    Manifest manifest;
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return manifest;
        }
        manifest[rows.text(0)] = rows.text(1);
    }
}

Result<std::vector<LogLine>> read_log(const Connection &connection, int limit)
{
    Statement rows(connection, "SELECT time_utc, level, message FROM log ORDER BY id DESC LIMIT ?", "reading the log");
    rows.bind(std::max(limit, 0));
    std::vector<LogLine> lines;
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            std::reverse(lines.begin(), lines.end());
            return lines;
        }
        lines.push_back({rows.text(0), rows.text(1), rows.text(2)});
    }
}

} // namespace

SessionReader::SessionReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SessionReader::SessionReader(SessionReader &&) noexcept = default;
SessionReader &SessionReader::operator=(SessionReader &&) noexcept = default;
SessionReader::~SessionReader() = default;

Result<SessionReader> SessionReader::open(const std::string &path)
{
    auto connection = open_session(resolve_session_path(path), OpenMode::Read);
    if (connection.has_error()) {
        return connection.error();
    }
    return SessionReader(std::make_unique<State>(State{std::move(connection).value(), {}}));
}

Result<std::int64_t> SessionReader::revision() const
{
    return read_revision(state_->connection);
}

std::optional<std::int64_t> SessionReader::writer() const
{
    return WriterLease::writer_of(state_->connection.path());
}

Result<SessionRows> SessionReader::read_rows() const
{
    return read<SessionRows>(state_->connection, "reading results",
                             [&] { return kvscope::read_rows(state_->connection, state_->counts); });
}

Result<Manifest> SessionReader::manifest() const
{
    return read_manifest(state_->connection);
}

Result<SweepSpec> SessionReader::spec() const
{
    auto run = newest_run(state_->connection);
    if (run.has_error()) {
        return run.error();
    }
    return std::move(run).value().spec;
}

Result<std::vector<SampleRow>> SessionReader::samples(const std::string &cell_key, int limit, int offset) const
{
    return read_samples(state_->connection, cell_key, limit, offset);
}

Result<SampleList> SessionReader::sample_list(const SampleQuery &query) const
{
    return read<SampleList>(state_->connection, kReading, [&] { return read_sample_list(state_->connection, query); });
}

Result<std::vector<SampleRow>> SessionReader::sample_rows(const std::vector<SampleRef> &refs) const
{
    return read<std::vector<SampleRow>>(state_->connection, kReading,
                                        [&] { return read_sample_rows(state_->connection, refs); });
}

Result<FlipCounts> SessionReader::flip_counts(const SampleQuery &query) const
{
    return read<FlipCounts>(state_->connection, kReading, [&] { return read_flip_counts(state_->connection, query); });
}

Result<StoredProblem> SessionReader::problem_of(std::int64_t sample_id) const
{
    return read_problem_of(state_->connection, sample_id);
}

Result<SampleResult> SessionReader::sample(std::int64_t id) const
{
    return read<SampleResult>(state_->connection, kReading, [&] { return read_sample(state_->connection, id); });
}

Result<std::vector<LogLine>> SessionReader::log(int limit) const
{
    return read_log(state_->connection, limit);
}

Result<std::vector<std::string>> SessionReader::verify() const
{
    return verify_session(state_->connection);
}

Status SessionReader::save_copy(const std::string &path) const
{
    return save_session_copy(state_->connection, resolve_session_path(path));
}

} // namespace kvscope
