#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <sqlite3.h>
#include <string>
#include <vector>

/// A disk in memory that SQLite uses as its default VFS while this lives. It keeps apart what was written and what was
/// synced, as a drive with a write cache does, can fail any operation, run full, and lose its power.
///
/// The model: a write or truncation is durable after xSync of its file; a file's creation or removal after a sync of
/// the folder, which happens as in SQLite's unix VFS (first sync of a new journal; xDelete when asked for). At a power
/// loss each operation that is not durable yet is independently kept, dropped or, for writes, torn at a sector's edge.
class FaultDisk {
public:
    FaultDisk();
    ~FaultDisk();
    FaultDisk(const FaultDisk &) = delete;
    FaultDisk &operator=(const FaultDisk &) = delete;

    /// Operations that change the disk, so far.
    int num_operations() const { return num_operations_; }
    /// The power goes off at that operation (counted from 1): it and all that follow fail.
    void cut_power_at(int operation) { cut_at_ = operation; }
    /// That single operation fails with `code` and does nothing; the next ones work.
    void fail_once_at(int operation, int code);
    /// Files together may not grow beyond this. 0: no limit.
    void set_capacity(std::uint64_t bytes) { capacity_ = bytes; }
    bool is_off() const { return is_off_; }
    std::uint64_t used_bytes() const;
    /// Power comes back: only what a real disk might hold is left.
    void power_loss(std::mt19937 &random);

    struct Change {
        bool is_truncation = false;
        std::uint64_t offset = 0; ///< or the new size
        std::string bytes;
    };
    struct Inode {
        std::string current;
        std::string durable;
        std::vector<Change> pending;
    };
    using Folder = std::map<std::string, std::shared_ptr<Inode>>;

    /// Counts an operation that changes the disk. SQLITE_OK, or the code it fails with.
    int begin_operation();
    bool has_room_for(std::uint64_t more) const;
    std::shared_ptr<Inode> find(const std::string &name) const;
    std::shared_ptr<Inode> create(const std::string &name);
    bool remove(const std::string &name);
    void sync_folder();

private:
    struct FolderChange {
        std::string name;
        std::shared_ptr<Inode> inode; ///< null: removed
    };

    sqlite3_vfs vfs_{};
    Folder current_;
    Folder durable_;
    std::vector<FolderChange> pending_;
    int num_operations_ = 0;
    int cut_at_ = 0;
    int fail_at_ = 0;
    int fail_code_ = SQLITE_IOERR;
    std::uint64_t capacity_ = 0;
    bool is_off_ = false;
};
