#include "writer_lease.h"

#include "free_room.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace kvscope {

namespace {

/// Whoever only asks (writer_of) holds the lease for a moment; a writer holds it for longer than this.
constexpr int kTries = 40;
constexpr std::chrono::milliseconds kBetweenTries{5};

/// The process id in the file; 0 where none is.
std::int64_t owner_of(int fd)
{
    std::array<char, 32> text{};
    const ssize_t size = pread(fd, text.data(), text.size(), 0);
    std::int64_t owner = 0;
    std::from_chars(text.data(), text.data() + std::max<ssize_t>(size, 0), owner);
    return std::max<std::int64_t>(owner, 0);
}

bool take(int fd)
{
    for (int i = 1; flock(fd, LOCK_EX | LOCK_NB) != 0; ++i) {
        if (errno != EWOULDBLOCK || i == kTries) {
            return false;
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
    return true;
}

/// The file may have been removed between open and flock by the owner who just ended: then this lock guards nothing.
bool is_still_there(int fd, const std::string &lock_path)
{
    struct stat held = {};
    struct stat named = {};
    return fstat(fd, &held) == 0 && stat(lock_path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
           held.st_ino == named.st_ino;
}

} // namespace

Result<WriterLease> WriterLease::acquire(const std::string &path)
{
    const std::string lock_path = path + ".lock";
    for (;;) {
        const int fd = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
        if (fd < 0) {
            const int reason = errno;
            const std::string start = path + ": the session cannot be written: ";
            if (reason == ENOSPC || reason == EDQUOT) {
                return make_error(ErrorCode::DiskFull, start + what_is_full(path) + ". Make room and try again.");
            }
            return make_error(reason == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                              start + lock_path + ": " + std::strerror(reason) +
                                  ". Check that the folder exists and may be written.");
        }
        WriterLease lease(fd, lock_path);
        if (!take(fd)) {
            const int reason = errno;
            const std::int64_t pid = owner_of(fd);
            const std::string owner = pid == 0 ? "another process" : "process " + std::to_string(pid);
            lease.lock_path_.clear();
            if (reason == EWOULDBLOCK) {
                return make_error(ErrorCode::Locked, path + ": the session is being written by " + owner +
                                                         ". Stop that run first, or open the session for reading.");
            }
            return make_error(ErrorCode::Io, lock_path + ": cannot be locked: " + std::strerror(reason) +
                                                 ". Put the session on a disk that supports file locks.");
        }
        if (!is_still_there(fd, lock_path)) {
            lease.lock_path_.clear();
            continue;
        }
        const std::string owner = std::to_string(getpid()) + "\n";
        if (ftruncate(fd, 0) != 0 || pwrite(fd, owner.data(), owner.size(), 0) != static_cast<ssize_t>(owner.size())) {
            // The pid only serves the message; the lock holds without it.
            return lease;
        }
        return lease;
    }
}

std::optional<std::int64_t> WriterLease::writer_of(const std::string &path)
{
    const int fd = open((path + ".lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return std::nullopt;
    }
    const bool is_held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    const auto owner = is_held ? std::optional(owner_of(fd)) : std::nullopt;
    close(fd);
    return owner;
}

WriterLease::WriterLease(WriterLease &&other) noexcept
    : fd_(std::exchange(other.fd_, -1)), lock_path_(std::move(other.lock_path_))
{
}

WriterLease::~WriterLease()
{
    if (fd_ < 0) {
        return;
    }
    if (!lock_path_.empty()) {
        unlink(lock_path_.c_str());
    }
    close(fd_);
}

} // namespace kvscope
