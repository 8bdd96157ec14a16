#pragma once

#include "connection.h"

namespace kvscope {

enum class OpenMode { Write, Read };

/// The one way a session file is opened: safety settings, limits, identity, schema, durability settings, authorizer;
/// see SCHEMA.md ("Untrusted files"). Write creates or upgrades the file; the caller holds the writer lease. `path` is
/// absolute.
Result<Connection> open_session(const std::string &path, OpenMode mode);

/// Absolute path with links resolved, so that one file has one lease. The last part need not exist.
std::string resolve_session_path(const std::string &path);

} // namespace kvscope
