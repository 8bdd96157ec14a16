#pragma once

#include "connection.h"

#include <cstdint>
#include <span>

namespace kvscope {

/// One file of migrations/, embedded at build time.
struct Migration {
    int version; ///< user_version it leads to
    const char *name;
    const char *sql;
};
std::span<const Migration> migrations();

constexpr std::int32_t kApplicationId = 0x4B565343; ///< "KVSC"
int current_schema_version();

/// What kind of file a connection met.
struct FileIdentity {
    bool is_empty = false; ///< no pages or no schema yet: a new file
    int version = 0;
};

/// Reads application_id and user_version. InvalidData for another application's database or no database at all.
Result<FileIdentity> identify(const Connection &connection);

/// Compares sqlite_schema with what the migrations up to `version` make. Anything more, less or different is refused.
/// For a version newer than ours only tables and indexes are accepted, and statements decide whether the rest can be
/// read.
Status check_schema(const Connection &connection, int version);

/// Brings an empty or older file to the current version in one transaction.
Status migrate(const Connection &connection, int from_version);

} // namespace kvscope
