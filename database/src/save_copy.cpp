#include "reader_parts.h"

#include "writer_lease.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <unistd.h>

namespace kvscope {

namespace fs = std::filesystem;

namespace {

constexpr int kPagesPerStep = 1024;
/// A commit during the copy starts it anew; after so many the rest is copied under one read lock.
constexpr int kPatientSteps = 10'000;

Status copy_pages(const Connection &source, const std::string &part)
{
    sqlite3 *db = nullptr;
    const int opened = sqlite3_open_v2(
        part.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        nullptr);
    const Connection target(db, part);
    if (opened != SQLITE_OK) {
        return target.error(opened, "saving a copy");
    }
    if (auto set = target.execute("PRAGMA synchronous = EXTRA", "saving a copy"); set.has_error()) {
        return set;
    }
    sqlite3_backup *backup = sqlite3_backup_init(db, "main", source.handle(), "main");
    if (backup == nullptr) {
        return target.error(sqlite3_errcode(db), "saving a copy");
    }
    int rc = SQLITE_OK;
    for (int step = 0; rc == SQLITE_OK; ++step) {
        rc = sqlite3_backup_step(backup, step < kPatientSteps ? kPagesPerStep : -1);
    }
    const int finished = sqlite3_backup_finish(backup);
    if (rc != SQLITE_DONE || finished != SQLITE_OK) {
        return target.error(rc != SQLITE_DONE ? rc : finished, "saving a copy");
    }
    return Done{};
}

Status sync_path(const std::string &path, int flags)
{
    const int fd = open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const int reason = errno;
    if (fd >= 0) {
        close(fd);
    }
    return synced ? Status(Done{})
                  : Status(make_error(ErrorCode::Io, path + ": saving a copy: " + std::strerror(reason) + "."));
}

Status move_into_place(const std::string &part, const std::string &target)
{
    if (auto synced = sync_path(part, 0); synced.has_error()) {
        return synced;
    }
    if (std::rename(part.c_str(), target.c_str()) != 0) {
        return make_error(ErrorCode::Io, target + ": saving a copy: " + std::strerror(errno) + ".");
    }
    return sync_path(fs::path(target).parent_path().string(), O_DIRECTORY);
}

} // namespace

Status save_session_copy(const Connection &connection, const std::string &target)
{
    std::error_code ignored;
    if (target.empty() || fs::is_directory(target, ignored) || fs::equivalent(target, connection.path(), ignored)) {
        return make_error(ErrorCode::InvalidArgument,
                          target + ": a copy needs a file name other than the session's own.");
    }
    // Whoever writes the file that is about to be replaced would go on with one that has no name.
    auto lease = WriterLease::acquire(target);
    if (lease.has_error()) {
        return lease.error();
    }
    if (fs::exists(target + "-journal", ignored)) {
        return make_error(ErrorCode::InvalidArgument, target +
                                                          ": that session was interrupted and its journal is still "
                                                          "there. Open it once, or choose another name.");
    }
    const std::string part = target + ".part-" + std::to_string(getpid());
    fs::remove(part, ignored);
    Status done = copy_pages(connection, part);
    if (done.has_value()) {
        done = move_into_place(part, target);
    }
    if (done.has_error()) {
        fs::remove(part, ignored);
        fs::remove(part + "-journal", ignored);
    }
    return done;
}

} // namespace kvscope
