#pragma once

// The C face of FaultDisk for SQLite, and its bodies. Included by the one test program that uses it.
#include "fault_disk.h"

#include <algorithm>
#include <cstring>

namespace fault_vfs {

struct File {
    sqlite3_file base;
    FaultDisk *disk;
    std::shared_ptr<FaultDisk::Inode> *inode;
    bool syncs_folder;
};

inline File &self(sqlite3_file *file)
{
    return *reinterpret_cast<File *>(file);
}
inline FaultDisk &disk(sqlite3_vfs *vfs)
{
    return *static_cast<FaultDisk *>(vfs->pAppData);
}

inline void apply_change(std::string &content, const FaultDisk::Change &change)
{
    if (change.is_truncation) {
        content.resize(std::min<std::size_t>(content.size(), change.offset));
        return;
    }
    content.resize(std::max<std::size_t>(content.size(), change.offset + change.bytes.size()), '\0');
    content.replace(change.offset, change.bytes.size(), change.bytes);
}

inline int close_file(sqlite3_file *file)
{
    delete self(file).inode;
    self(file).inode = nullptr;
    return SQLITE_OK;
}

inline int read_file(sqlite3_file *file, void *out, int size, sqlite3_int64 offset)
{
    if (self(file).disk->is_off()) {
        return SQLITE_IOERR_READ;
    }
    const std::string &content = (*self(file).inode)->current;
    const std::size_t from = std::min<std::size_t>(content.size(), offset);
    const std::size_t count = std::min<std::size_t>(content.size() - from, size);
    std::memset(out, 0, size);
    std::memcpy(out, content.data() + from, count);
    return static_cast<int>(count) == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

inline int change_file(sqlite3_file *file, FaultDisk::Change change)
{
    File &target = self(file);
    FaultDisk::Inode &inode = **target.inode;
    const std::uint64_t end = change.offset + change.bytes.size();
    if (!change.is_truncation && end > inode.current.size() && !target.disk->has_room_for(end - inode.current.size())) {
        return SQLITE_FULL;
    }
    const bool was_off = target.disk->is_off();
    const int rc = target.disk->begin_operation();
    // What is under way when the power goes may have reached the disk, or half of it.
    if (rc == SQLITE_OK || (target.disk->is_off() && !was_off)) {
        apply_change(inode.current, change);
        inode.pending.push_back(std::move(change));
    }
    return rc;
}

inline int write_file(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    return change_file(file,
                       {false, static_cast<std::uint64_t>(offset), std::string(static_cast<const char *>(data), size)});
}

inline int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    return change_file(file, {true, static_cast<std::uint64_t>(size), {}});
}

inline int sync_file(sqlite3_file *file, int)
{
    File &target = self(file);
    if (const int rc = target.disk->begin_operation(); rc != SQLITE_OK) {
        return rc;
    }
    (*target.inode)->durable = (*target.inode)->current;
    (*target.inode)->pending.clear();
    if (target.syncs_folder) {
        target.disk->sync_folder();
        target.syncs_folder = false;
    }
    return SQLITE_OK;
}

inline int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = static_cast<sqlite3_int64>((*self(file).inode)->current.size());
    return SQLITE_OK;
}

inline const sqlite3_io_methods *methods()
{
    static const sqlite3_io_methods table = [] {
        sqlite3_io_methods made{};
        made.iVersion = 1;
        made.xClose = close_file;
        made.xRead = read_file;
        made.xWrite = write_file;
        made.xTruncate = truncate_file;
        made.xSync = sync_file;
        made.xFileSize = file_size;
        // One connection at a time uses this disk.
        made.xLock = [](sqlite3_file *, int) { return SQLITE_OK; };
        made.xUnlock = made.xLock;
        made.xCheckReservedLock = [](sqlite3_file *, int *held) { return *held = 0, SQLITE_OK; };
        made.xFileControl = [](sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; };
        made.xSectorSize = [](sqlite3_file *) { return 512; };
        made.xDeviceCharacteristics = [](sqlite3_file *) { return 0; };
        return made;
    }();
    return &table;
}

inline int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    auto inode = disk(vfs).find(name);
    const bool is_new = inode == nullptr;
    file->pMethods = nullptr;
    if (disk(vfs).is_off() || (is_new && (flags & SQLITE_OPEN_CREATE) == 0)) {
        return SQLITE_CANTOPEN;
    }
    if (is_new) {
        if (const int rc = disk(vfs).begin_operation(); rc != SQLITE_OK) {
            return SQLITE_CANTOPEN;
        }
        inode = disk(vfs).create(name);
    }
    File &opened = self(file);
    opened.disk = &disk(vfs);
    opened.inode = new std::shared_ptr<FaultDisk::Inode>(inode);
    opened.syncs_folder = is_new && (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0;
    file->pMethods = methods();
    if (out_flags != nullptr) {
        *out_flags = flags;
    }
    return SQLITE_OK;
}

inline int delete_file(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    if (disk(vfs).find(name) == nullptr) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    if (const int rc = disk(vfs).begin_operation(); rc != SQLITE_OK) {
        return rc == SQLITE_FULL ? SQLITE_IOERR_DELETE : rc;
    }
    disk(vfs).remove(name);
    if (sync_folder == 0) {
        return SQLITE_OK;
    }
    const int rc = disk(vfs).begin_operation();
    if (rc == SQLITE_OK) {
        disk(vfs).sync_folder();
    }
    return rc == SQLITE_FULL ? SQLITE_IOERR_DIR_FSYNC : rc;
}

} // namespace fault_vfs

inline FaultDisk::FaultDisk()
{
    sqlite3_initialize();
    const sqlite3_vfs *real = sqlite3_vfs_find(nullptr);
    vfs_ = *real; // time, sleep and randomness stay the system's
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(fault_vfs::File);
    vfs_.zName = "fault-disk";
    vfs_.pAppData = this;
    vfs_.xOpen = fault_vfs::open_file;
    vfs_.xDelete = fault_vfs::delete_file;
    vfs_.xAccess = [](sqlite3_vfs *vfs, const char *name, int, int *is_there) {
        *is_there = fault_vfs::disk(vfs).find(name) != nullptr ? 1 : 0;
        return SQLITE_OK;
    };
    vfs_.xFullPathname = [](sqlite3_vfs *, const char *name, int size, char *out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    };
    sqlite3_vfs_register(&vfs_, 1);
}

inline FaultDisk::~FaultDisk()
{
    sqlite3_vfs_unregister(&vfs_);
}

inline void FaultDisk::fail_once_at(int operation, int code)
{
    fail_at_ = operation;
    fail_code_ = code;
}

inline int FaultDisk::begin_operation()
{
    if (is_off_) {
        return SQLITE_IOERR;
    }
    ++num_operations_;
    is_off_ = cut_at_ != 0 && num_operations_ >= cut_at_;
    return is_off_ ? SQLITE_IOERR : num_operations_ == fail_at_ ? fail_code_ : SQLITE_OK;
}

inline std::uint64_t FaultDisk::used_bytes() const
{
    std::uint64_t used = 0;
    for (const auto &[name, inode] : current_) {
        used += inode->current.size();
    }
    return used;
}

inline bool FaultDisk::has_room_for(std::uint64_t more) const
{
    return capacity_ == 0 || used_bytes() + more <= capacity_;
}

inline std::shared_ptr<FaultDisk::Inode> FaultDisk::find(const std::string &name) const
{
    const auto found = current_.find(name);
    return found == current_.end() ? nullptr : found->second;
}

inline std::shared_ptr<FaultDisk::Inode> FaultDisk::create(const std::string &name)
{
    auto inode = std::make_shared<Inode>();
    current_[name] = inode;
    pending_.push_back({name, inode});
    return inode;
}

inline bool FaultDisk::remove(const std::string &name)
{
    pending_.push_back({name, nullptr});
    return current_.erase(name) == 1;
}

inline void FaultDisk::sync_folder()
{
    durable_ = current_;
    pending_.clear();
}

inline void FaultDisk::power_loss(std::mt19937 &random)
{
    constexpr std::size_t kSector = 512;
    std::map<Inode *, bool> settled;
    const auto settle = [&](const std::shared_ptr<Inode> &inode) {
        if (inode == nullptr || settled[inode.get()]) {
            return;
        }
        settled[inode.get()] = true;
        for (Change change : inode->pending) {
            const auto fate = random() % 3;
            if (fate == 1 && !change.is_truncation) {
                change.bytes.resize(random() % (change.bytes.size() / kSector + 1) * kSector);
            }
            if (fate != 0) {
                fault_vfs::apply_change(inode->durable, change);
            }
        }
        inode->pending.clear();
        inode->current = inode->durable;
    };
    for (const FolderChange &change : pending_) {
        if (random() % 2 == 0) {
            continue;
        }
        if (change.inode != nullptr) {
            durable_[change.name] = change.inode;
        } else {
            durable_.erase(change.name);
        }
    }
    pending_.clear();
    for (const auto &[name, inode] : durable_) {
        settle(inode);
    }
    current_ = durable_;
    is_off_ = false;
    cut_at_ = 0;
}
