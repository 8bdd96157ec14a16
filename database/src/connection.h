#pragma once

#include "types/result.h"

#include <cstdint>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace kvscope {

/// A SQLite connection and the path it is for. Used by one thread at a time.
class Connection {
public:
    Connection(sqlite3 *db, std::string path) : db_(db), path_(std::move(path)) {}
    Connection(Connection &&other) noexcept;
    Connection &operator=(Connection &&) = delete;
    ~Connection();

    sqlite3 *handle() const { return db_; }
    const std::string &path() const { return path_; }
    /// The file's schema is newer than ours: a statement that fails then says so.
    void set_is_newer(bool is_newer) { is_newer_ = is_newer; }
    /// The file's own; a reader meets older ones, whose tables lack what later migrations added.
    void set_schema_version(int version) { schema_version_ = version; }
    int schema_version() const { return schema_version_; }

    /// The error for a failed call: what was done ("storing samples"), on which file, why, and what to do.
    Error error(int rc, const std::string &doing) const;
    /// Runs statements that give no rows.
    Status execute(const char *sql, const std::string &doing) const;

private:
    sqlite3 *db_;
    std::string path_;
    bool is_newer_ = false;
    int schema_version_ = 1;
};

/// A prepared statement. Binds in order; an error of preparing or binding is kept and given by the next step, so that
/// calls chain. Texts and blobs are copied.
class Statement {
public:
    /// `doing` names the action in errors; it must outlive the statement (a literal).
    Statement(const Connection &connection, const char *sql, const char *doing);
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    Statement &bind(std::int64_t value);
    Statement &bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    /// Byte counts: more than 2^63 − 1 is stored as that.
    Statement &bind(std::uint64_t value);
    /// Figures that must be finite: what is not finite or negative is stored as 0, "not measured".
    Statement &bind(double value);
    Statement &bind(std::string_view text);
    Statement &bind(const std::string &text) { return bind(std::string_view(text)); }
    Statement &bind(const char *text) { return bind(std::string_view(text)); }
    Statement &bind_blob(std::string_view bytes);
    Statement &bind_null();

    /// True: a row is there.
    Result<bool> next();
    /// Steps to the end and makes ready for new values.
    Status run();

    std::int64_t integer(int column) const;
    int small(int column) const; ///< clamped to int
    std::uint64_t bytes_count(int column) const;
    double real(int column) const;
    std::string text(int column) const;      ///< every byte, NUL included
    std::string_view blob(int column) const; ///< valid until the next step
    bool is_null(int column) const;

private:
    void keep(int rc);

    const Connection *connection_;
    const char *doing_;
    sqlite3_stmt *statement_ = nullptr;
    int error_ = SQLITE_OK;
    int next_parameter_ = 1;
};

/// Runs `body` (returning Status) between BEGIN and COMMIT. Any failure rolls back, so that the call may be repeated.
template <typename Body>
Status in_transaction(const Connection &connection, const char *begin, const char *doing, Body body)
{
    if (auto begun = connection.execute(begin, doing); begun.has_error()) {
        return begun;
    }
    Status done = body();
    if (done.has_value()) {
        done = connection.execute("COMMIT", doing);
    }
    if (done.has_error() && sqlite3_get_autocommit(connection.handle()) == 0) {
        sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    return done;
}

} // namespace kvscope
