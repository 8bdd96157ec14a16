#pragma once

#include "types/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kvscope {

/// Exclusive right to write a session: flock on "<session>.lock", which holds the owner's process id. A lock beside the
/// session, because opening and closing the session itself would drop SQLite's own locks. The kernel frees it when the
/// owner dies; reading takes no part in it. Removed by the owner at the end.
class WriterLease {
public:
    /// ErrorCode::Locked, naming the owner, when another writer lives. `path` is resolved.
    static Result<WriterLease> acquire(const std::string &path);

    /// The process id of the writer that lives, 0 where it is not told; nothing when there is none. `path` is resolved.
    static std::optional<std::int64_t> writer_of(const std::string &path);

    WriterLease(WriterLease &&other) noexcept;
    WriterLease &operator=(WriterLease &&) = delete;
    ~WriterLease();

private:
    WriterLease(int fd, std::string lock_path) : fd_(fd), lock_path_(std::move(lock_path)) {}

    int fd_;
    std::string lock_path_;
};

} // namespace kvscope
