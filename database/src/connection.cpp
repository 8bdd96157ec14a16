#include "connection.h"

#include "free_room.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

namespace kvscope {

namespace {

/// A file that cannot be made is "unable to open database file" to SQLite, which also tries to open it for reading: the
/// system's last word is then that it is not there.
bool found_no_room(sqlite3 *db, const std::string &path)
{
    const int reason = db != nullptr ? sqlite3_system_errno(db) : 0;
    return reason == ENOSPC || reason == EDQUOT || (reason == ENOENT && has_no_room_for_files(path));
}

/// What the system or, where it said nothing, SQLite names as the reason.
std::string reason_text(sqlite3 *db, int rc)
{
    const int reason = db != nullptr ? sqlite3_system_errno(db) : 0;
    return reason != 0 ? std::strerror(reason) : sqlite3_errstr(rc);
}

/// Why a file or its folder refuses to be written, and what to do.
std::string read_only_text(int rc)
{
    switch (rc) {
    case SQLITE_READONLY_DIRECTORY:
        return "no file may be made in its folder; make the folder writable or name another session.";
    case SQLITE_READONLY_ROLLBACK:
        return "a change was cut off and has to be undone first, for which the file must be writable; make it so or "
               "open a copy of it and of its -journal.";
    case SQLITE_READONLY_DBMOVED:
        return "the file was moved or replaced meanwhile. Nothing more is written to it; open it again at its place.";
    default:
        return "the file may not be written; make it writable or name another session.";
    }
}

} // namespace

Connection::Connection(Connection &&other) noexcept
    : db_(std::exchange(other.db_, nullptr)), path_(std::move(other.path_)), is_newer_(other.is_newer_),
      schema_version_(other.schema_version_)
{
}

Connection::~Connection()
{
    sqlite3_close_v2(db_);
}

Error Connection::error(int rc, const std::string &doing) const
{
    const std::string start = path_ + ": " + doing + ": ";
    const std::string said = db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(rc);
    const Error no_room =
        make_error(ErrorCode::DiskFull, start + what_is_full(path_) + ". Nothing was lost; make room and try again.");
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return no_room;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return make_error(ErrorCode::Locked, start + "another program keeps the session locked. Nothing was lost; "
                                                     "close that program and try again.");
    case SQLITE_NOMEM:
        return make_error(ErrorCode::OutOfMemory, start + "out of memory.");
    case SQLITE_NOTADB:
        return make_error(ErrorCode::InvalidData,
                          start + "this is not a KVScope session (not a SQLite database). If it was one, "
                                  "restore a copy of it; else choose another file.");
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
        return make_error(ErrorCode::InvalidData,
                          start + "the file is damaged. Restore a copy of it; SQLite's own shell may save what can "
                                  "still be read: sqlite3 FILE .recover");
    case SQLITE_READONLY:
        return make_error(ErrorCode::Io, start + read_only_text(rc));
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
        if (found_no_room(db_, path_)) {
            return no_room;
        }
        return make_error(ErrorCode::Io, start + reason_text(db_, rc) + " (SQLite's code " + std::to_string(rc) +
                                             "). Check the disk and the permissions of the file and its folder.");
    case SQLITE_AUTH:
        return make_error(ErrorCode::InvalidData,
                          start + "the file asks for something a session never needs (" + said + "); it was refused.");
    case SQLITE_ERROR:
        if (is_newer_) {
            return make_error(ErrorCode::NewerSchema,
                              start +
                                  "the file was written by a newer KVScope and cannot be shown by "
                                  "this one (" +
                                  said + "). Use the newer program.");
        }
        [[fallthrough]];
    default:
        return make_error(ErrorCode::Internal, start + said + " (code " + std::to_string(rc) + ").");
    }
}

Status Connection::execute(const char *sql, const std::string &doing) const
{
    const int rc = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    return rc == SQLITE_OK ? Status(Done{}) : Status(error(rc, doing));
}

Statement::Statement(const Connection &connection, const char *sql, const char *doing)
    : connection_(&connection), doing_(doing)
{
    error_ = sqlite3_prepare_v2(connection.handle(), sql, -1, &statement_, nullptr);
}

Statement::~Statement()
{
    sqlite3_finalize(statement_);
}

void Statement::keep(int rc)
{
    if (error_ == SQLITE_OK) {
        error_ = rc;
    }
}

Statement &Statement::bind(std::int64_t value)
{
    keep(sqlite3_bind_int64(statement_, next_parameter_++, value));
    return *this;
}

Statement &Statement::bind(std::uint64_t value)
{
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return bind(static_cast<std::int64_t>(std::min(value, kMost)));
}

Statement &Statement::bind(double value)
{
    keep(sqlite3_bind_double(statement_, next_parameter_++, std::isfinite(value) && value > 0 ? value : 0.0));
    return *this;
}

Statement &Statement::bind(std::string_view text)
{
    // A null pointer would be stored as NULL.
    const char *data = text.data() != nullptr ? text.data() : "";
    keep(sqlite3_bind_text64(statement_, next_parameter_++, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bind_blob(std::string_view bytes)
{
    const char *data = bytes.data() != nullptr ? bytes.data() : "";
    keep(sqlite3_bind_blob64(statement_, next_parameter_++, data, bytes.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement &Statement::bind_null()
{
    keep(sqlite3_bind_null(statement_, next_parameter_++));
    return *this;
}

Result<bool> Statement::next()
{
    if (error_ != SQLITE_OK) {
        return connection_->error(error_, doing_);
    }
    const int rc = sqlite3_step(statement_);
    if (rc == SQLITE_ROW) {
        return true;
    }
    if (rc == SQLITE_DONE) {
        return false;
    }
    Error error = connection_->error(rc, doing_);
    sqlite3_reset(statement_);
    return error;
}

Status Statement::run()
{
    for (;;) {
        auto row = next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            break;
        }
    }
    sqlite3_reset(statement_);
    next_parameter_ = 1;
    return Done{};
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

int Statement::small(int column) const
{
    constexpr std::int64_t kLeast = std::numeric_limits<int>::min();
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp(integer(column), kLeast, kMost));
}

std::uint64_t Statement::bytes_count(int column) const
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(integer(column), 0));
}

double Statement::real(int column) const
{
    return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const
{
    return std::string(blob(column));
}

std::string_view Statement::blob(int column) const
{
    // column_blob gives a TEXT value's bytes unchanged; column_text could append to it.
    const void *data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char *>(data), size);
}

bool Statement::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

} // namespace kvscope
