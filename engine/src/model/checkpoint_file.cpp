#include "model/checkpoint_file.h"

#include "model/json_read.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <new>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace kvscope {
namespace {

namespace fs = std::filesystem;

bool is_bare_name(const std::string &name)
{
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

bool is_below(const fs::path &path, const fs::path &folder)
{
    const auto [folder_end, path_end] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return folder_end == folder.end() && path_end != path.end();
}

/// `folder` is models--org--name/snapshots/<revision>: links of that repository lead into models--org--name/blobs.
bool is_in_blobs_of(const fs::path &path, const fs::path &folder)
{
    const fs::path snapshots = folder.parent_path();
    const fs::path repository = snapshots.parent_path();
    return snapshots.filename() == "snapshots" && repository.filename().string().starts_with("models--") &&
           is_below(path, repository / "blobs");
}

Result<fs::path> resolve(const std::string &model_dir, const std::string &name, const std::string &shown)
{
    std::error_code code;
    const fs::path folder = fs::canonical(model_dir, code);
    if (code) {
        return make_error(ErrorCode::NotFound, "There is no model folder " + model_dir + ": " + code.message());
    }
    if (!has_checkpoint_file(model_dir, name)) {
        return make_error(ErrorCode::NotFound, shown + ": this file is missing from the model folder");
    }
    const fs::path path = fs::canonical(folder / name, code);
    if (code == std::errc::no_such_file_or_directory) {
        return make_error(ErrorCode::NotFound, shown + ": the link points to nothing; the download is incomplete");
    }
    if (code) {
        return make_error(ErrorCode::Io, shown + ": " + code.message());
    }
    if (!is_below(path, folder) && !is_in_blobs_of(path, folder)) {
        return make_error(ErrorCode::InvalidData, shown + ": the link leads out of the model folder, to " +
                                                      path.string() +
                                                      "; copy the file into the folder if you trust it");
    }
    return path;
}

} // namespace

bool has_checkpoint_file(const std::string &model_dir, const std::string &name)
{
    std::error_code code;
    const fs::file_status status = fs::symlink_status(fs::path(model_dir) / name, code);
    return !code && fs::exists(status);
}

Result<CheckpointFile> CheckpointFile::open(const std::string &model_dir, const std::string &name)
{
    if (!is_bare_name(name)) {
        return make_error(ErrorCode::InvalidData, model_dir + ": the file name " + in_quotes(name) +
                                                      " is refused; only bare names are allowed");
    }
    CheckpointFile file;
    file.path_ = (fs::path(model_dir) / name).string();
    auto real_path = resolve(model_dir, name, file.path_);
    if (real_path.has_error()) {
        return std::move(real_path).error();
    }
    // O_NONBLOCK: a FIFO of that name must not hang us. O_NOFOLLOW: links were resolved and checked above.
    file.fd_ = ::open(real_path.value().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    struct stat info = {};
    if (file.fd_ < 0 || ::fstat(file.fd_, &info) != 0) {
        return make_error(ErrorCode::Io, file.path_ + " cannot be opened: " + std::strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return make_error(ErrorCode::InvalidData, file.path_ + " is not a regular file");
    }
    file.size_ = static_cast<std::uint64_t>(info.st_size);
    return file;
}

CheckpointFile::CheckpointFile(CheckpointFile &&other) noexcept
    : path_(std::move(other.path_)), size_(other.size_), fd_(std::exchange(other.fd_, -1))
{
}

CheckpointFile &CheckpointFile::operator=(CheckpointFile &&other) noexcept
{
    std::swap(path_, other.path_);
    std::swap(size_, other.size_);
    std::swap(fd_, other.fd_);
    return *this;
}

CheckpointFile::~CheckpointFile()
{
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

Status CheckpointFile::read_at(std::uint64_t offset, std::span<std::byte> target) const
{
    while (!target.empty()) {
        // Linux transfers at most 0x7ffff000 bytes a call.
        const std::size_t wanted = std::min<std::size_t>(target.size(), 1U << 30);
        const ssize_t got = ::pread(fd_, target.data(), wanted, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return make_error(ErrorCode::Io, path_ + ": reading at byte " + std::to_string(offset) +
                                                 " failed: " + std::strerror(errno));
        }
        if (got == 0) {
            return make_error(ErrorCode::Io, path_ + ": the file ends at byte " + std::to_string(offset) + ", " +
                                                 std::to_string(target.size()) +
                                                 " bytes early; it was cut while in use");
        }
        offset += static_cast<std::uint64_t>(got);
        target = target.subspan(static_cast<std::size_t>(got));
    }
    return Done{};
}

Result<std::string> CheckpointFile::read_all(std::uint64_t max_bytes) const
{
    if (size_ > max_bytes) {
        return make_error(ErrorCode::InvalidData, path_ + ": " + std::to_string(size_) + " bytes, at most " +
                                                      std::to_string(max_bytes) + " are allowed");
    }
    try {
        std::string text(size_, '\0');
        if (auto status = read_at(0, std::as_writable_bytes(std::span(text))); status.has_error()) {
            return std::move(status).error();
        }
        return text;
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory,
                          path_ + ": not enough memory for " + std::to_string(size_) + " bytes");
    }
}

} // namespace kvscope
