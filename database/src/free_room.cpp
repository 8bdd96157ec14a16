#include "free_room.h"

#include <filesystem>
#include <optional>

#include <sys/statvfs.h>

namespace kvscope {

namespace {

std::optional<struct statvfs> room_near(const std::string &path)
{
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    struct statvfs room = {};
    return statvfs(folder.empty() ? "." : folder.c_str(), &room) == 0 ? std::optional(room) : std::nullopt;
}

/// File systems without a table of files say 0 of 0.
bool has_no_files(const struct statvfs &room)
{
    return room.f_files > 0 && room.f_favail == 0;
}

} // namespace

bool has_no_room_for_files(const std::string &path)
{
    const auto room = room_near(path);
    return room && has_no_files(*room);
}

std::string what_is_full(const std::string &path)
{
    const auto room = room_near(path);
    if (!room) {
        return "the disk is full";
    }
    return has_no_files(*room)
               ? "the disk has no room for another file (its inodes are used up, see df -i)"
               : "the disk is full, " + std::to_string((room->f_bavail * room->f_frsize) >> 20U) + " MiB are free";
}

} // namespace kvscope
