#include "open_session.h"

#include "safety.h"
#include "schema.h"

#include <cctype>
#include <filesystem>
#include <unistd.h>

namespace kvscope {

namespace fs = std::filesystem;

namespace {

/// Longer than a commit takes on a slow disk, short enough that a person still waits.
constexpr int kBusyTimeoutMs = 10'000;

Result<Connection> open_file(const std::string &path, const std::string &name, int flags)
{
    sqlite3 *db = nullptr;
    const int rc = sqlite3_open_v2(name.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Connection connection(db, path);
    if (rc != SQLITE_OK) {
        return connection.error(rc, "opening");
    }
    sqlite3_busy_timeout(db, kBusyTimeoutMs);
    if (auto safe = apply_safety(connection); safe.has_error()) {
        return safe.error();
    }
    return connection;
}

/// `path` as a URI that says: this file cannot change. Only then may SQLite leave locks and journals aside.
std::string immutable_uri(const std::string &path)
{
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string uri = "file://";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_') {
            uri += c;
        } else {
            uri += '%';
            uri += kHex[byte >> 4U];
            uri += kHex[byte & 15U];
        }
    }
    return uri + "?immutable=1";
}

bool is_on_read_only_ground(const std::string &path)
{
    const std::string folder = fs::path(path).parent_path().string();
    std::error_code ignored;
    return access(folder.c_str(), W_OK) != 0 && !fs::exists(path + "-journal", ignored);
}

Result<Connection> finish_reader(Connection connection)
{
    auto identity = identify(connection);
    if (identity.has_error()) {
        return identity.error();
    }
    const int version = identity.value().version;
    if (identity.value().is_empty) {
        return make_error(ErrorCode::InvalidData,
                          connection.path() + ": the session is empty: its first run has not begun.");
    }
    connection.set_schema_version(version);
    connection.set_is_newer(version > current_schema_version());
    auto ready = check_schema(connection, version);
    if (ready.has_value()) {
        ready = connection.execute("PRAGMA query_only = ON", "opening");
    }
    if (ready.has_value()) {
        ready = confine(connection, false);
    }
    if (ready.has_error()) {
        return ready.error();
    }
    return connection;
}

Result<Connection> open_reader(const std::string &path)
{
    // Read-write, so that a hot journal left by a kill is rolled back; query_only follows at once.
    auto connection = open_file(path, path, SQLITE_OPEN_READWRITE);
    auto ready = connection.has_value() ? finish_reader(std::move(connection).value()) : std::move(connection);
    if (ready.has_error() && ready.error().code == ErrorCode::Io && is_on_read_only_ground(path)) {
        auto fixed = open_file(path, immutable_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        if (fixed.has_value()) {
            return finish_reader(std::move(fixed).value());
        }
    }
    return ready;
}

Result<Connection> open_writer(const std::string &path)
{
    auto opened = open_file(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (opened.has_error()) {
        return opened;
    }
    Connection connection = std::move(opened).value();
    auto identity = identify(connection);
    if (identity.has_error()) {
        return identity.error();
    }
    const int version = identity.value().version;
    if (version > current_schema_version()) {
        return make_error(ErrorCode::NewerSchema, path + ": written by a newer KVScope (schema " +
                                                      std::to_string(version) + ", this program knows " +
                                                      std::to_string(current_schema_version()) +
                                                      "). It can be viewed, not continued; use the newer program.");
    }
    Status ready = Done{};
    std::error_code not_on_disk;
    if (!identity.value().is_empty) {
        ready = check_schema(connection, version);
    } else if (const auto size = fs::file_size(path, not_on_disk); !not_on_disk && size > 0) {
        // SQLite takes a file shorter than a page for a new database and would write over it.
        ready =
            make_error(ErrorCode::InvalidData, path + ": this is not a KVScope session. It was left as it is; choose "
                                                      "another file.");
    }
    if (ready.has_value()) {
        ready = connection.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;", "opening");
    }
    if (ready.has_value()) {
        ready = migrate(connection, version);
        connection.set_schema_version(current_schema_version());
    }
    if (ready.has_value()) {
        ready = confine(connection, true);
    }
    if (ready.has_error()) {
        return ready.error();
    }
    return connection;
}

} // namespace

std::string resolve_session_path(const std::string &path)
{
    std::error_code failed;
    const fs::path resolved = fs::weakly_canonical(fs::absolute(path, failed), failed);
    return failed || resolved.empty() ? path : resolved.string();
}

Result<Connection> open_session(const std::string &path, OpenMode mode)
{
    std::error_code ignored;
    if (path.empty() || path.find('\0') != std::string::npos) {
        return make_error(ErrorCode::InvalidArgument, "A session needs a file name.");
    }
    if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
        return make_error(ErrorCode::InvalidData, path + ": this is a folder or a device, not a KVScope session.");
    }
    if (mode == OpenMode::Write) {
        return open_writer(path);
    }
    auto reader = open_reader(path);
    const bool is_unopened =
        reader.has_error() && (reader.error().code == ErrorCode::Io || reader.error().code == ErrorCode::DiskFull);
    if (is_unopened && !fs::exists(path, ignored)) {
        return make_error(ErrorCode::NotFound, path + ": there is no such file.");
    }
    return reader;
}

} // namespace kvscope
