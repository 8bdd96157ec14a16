#pragma once

#include "types/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace kvscope {

/// One regular file of a model folder, open for reading. The folder may come from a stranger: the name must be bare,
/// and the real path behind links must stay in the folder or, for a snapshot of the Hugging Face cache, in that
/// repository's `blobs/`. Move-only; closes itself. Reads are positional, so that several threads may use one object.
class CheckpointFile {
public:
    /// NotFound: there is no such file, or a link points to nothing. InvalidData: the name or where it leads is
    /// refused.
    static Result<CheckpointFile> open(const std::string &model_dir, const std::string &name);

    CheckpointFile(CheckpointFile &&other) noexcept;
    CheckpointFile &operator=(CheckpointFile &&other) noexcept;
    ~CheckpointFile();

    const std::string &path() const { return path_; } ///< as asked for, links not followed: what messages name
    std::uint64_t size() const { return size_; }      ///< when it was opened

    /// Fills `target` from `offset`. Io: the file ends before, or the disk fails.
    Status read_at(std::uint64_t offset, std::span<std::byte> target) const;
    /// The whole file; InvalidData if it is larger than `max_bytes`.
    Result<std::string> read_all(std::uint64_t max_bytes) const;

private:
    CheckpointFile() = default;

    std::string path_;
    std::uint64_t size_ = 0;
    int fd_ = -1;
};

/// Whether the folder has an entry of that name, a dangling link included.
bool has_checkpoint_file(const std::string &model_dir, const std::string &name);

} // namespace kvscope
