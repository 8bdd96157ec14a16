#pragma once

#include <string>

namespace kvscope {

/// What keeps `path` from being written once the system has said that there is no room: "the disk is full, 3 MiB are
/// free", or that no further file can be made although bytes are free.
std::string what_is_full(const std::string &path);

/// The file system cannot hold another file, whatever its size.
bool has_no_room_for_files(const std::string &path);

} // namespace kvscope
