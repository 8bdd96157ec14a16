#include "schema.h"

#include "clock.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace kvscope {

namespace {

using SchemaObjects = std::vector<std::array<std::string, 4>>;

Result<SchemaObjects> read_schema(const Connection &connection)
{
    SchemaObjects objects;
    Statement rows(connection, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name",
                   "reading the schema");
    for (;;) {
        auto row = rows.next();
        if (row.has_error()) {
            return row.error();
        }
        if (!row.value()) {
            return objects;
        }
        objects.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
        if (objects.size() > 1000) {
            return make_error(ErrorCode::InvalidData,
                              connection.path() + ": this is not a KVScope session (too many tables).");
        }
    }
}

Result<std::int64_t> read_number(const Connection &connection, const char *sql)
{
    Statement row(connection, sql, "opening");
    auto there = row.next();
    if (there.has_error()) {
        return there.error();
    }
    return there.value() ? row.integer(0) : 0;
}

Status apply_migrations(const Connection &connection, int from_version, int to_version)
{
    for (const Migration &migration : migrations()) {
        if (migration.version <= from_version || migration.version > to_version) {
            continue;
        }
        if (auto applied = connection.execute(migration.sql, std::string("applying ") + migration.name);
            applied.has_error()) {
            return applied;
        }
    }
    return Done{};
}

/// The schema as this very SQLite writes it down: made in memory, so that there is no second list to keep.
Result<SchemaObjects> expected_schema(int version)
{
    sqlite3 *db = nullptr;
    const int rc = sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
    const Connection memory(db, "(memory)");
    if (rc != SQLITE_OK) {
        return memory.error(rc, "preparing the known schema");
    }
    if (auto applied = apply_migrations(memory, 0, version); applied.has_error()) {
        return applied.error();
    }
    return read_schema(memory);
}

} // namespace

int current_schema_version()
{
    return migrations().back().version;
}

Result<FileIdentity> identify(const Connection &connection)
{
    auto application = read_number(connection, "PRAGMA application_id");
    auto version = application.has_value() ? read_number(connection, "PRAGMA user_version") : application;
    auto objects = version.has_value() ? read_number(connection, "SELECT count(*) FROM sqlite_schema") : version;
    if (objects.has_error()) {
        return objects.error();
    }
    FileIdentity identity;
    identity.version = static_cast<int>(version.value());
    identity.is_empty = application.value() == 0 && version.value() == 0 && objects.value() == 0;
    if (!identity.is_empty && (application.value() != kApplicationId || identity.version < 1)) {
        return make_error(ErrorCode::InvalidData,
                          connection.path() + ": this is a database of another application, not a KVScope session. "
                                              "It was left as it is; choose another file.");
    }
    return identity;
}

Status check_schema(const Connection &connection, int version)
{
    auto found = read_schema(connection);
    if (found.has_error()) {
        return found.error();
    }
    const auto refuse = [&](const std::string &what) {
        return make_error(ErrorCode::InvalidData, connection.path() + ": " + what +
                                                      " differs from what KVScope writes in schema " +
                                                      std::to_string(version) +
                                                      ". The file was changed by another program "
                                                      "and is not opened.");
    };
    if (version > current_schema_version()) {
        for (const auto &object : found.value()) {
            if (object[0] != "table" && object[0] != "index") {
                return refuse(object[0] + " \"" + object[1] + "\"");
            }
        }
        return Done{};
    }
    auto expected = expected_schema(version);
    if (expected.has_error()) {
        return expected.error();
    }
    if (found.value() == expected.value()) {
        return Done{};
    }
    std::map<std::pair<std::string, std::string>, std::array<std::string, 4>> known;
    for (const auto &object : expected.value()) {
        known[{object[0], object[1]}] = object;
    }
    for (const auto &object : found.value()) {
        const auto match = known.find({object[0], object[1]});
        if (match == known.end() || match->second != object) {
            return refuse(object[0] + " \"" + object[1] + "\"");
        }
        known.erase(match);
    }
    if (known.empty()) {
        return refuse("the order of its tables"); // a name that is a BLOB sorts elsewhere
    }
    return refuse("a missing " + known.begin()->first.first + " \"" + known.begin()->first.second + "\"");
}

Status migrate(const Connection &connection, int from_version)
{
    const int to_version = current_schema_version();
    if (from_version == to_version) {
        return Done{};
    }
    return in_transaction(connection, "BEGIN IMMEDIATE", "creating the session", [&]() -> Status {
        // Another writer cannot be here (lease), but a file that was made meanwhile by other means must not be doubled.
        if (auto applied = apply_migrations(connection, from_version, to_version); applied.has_error()) {
            return applied;
        }
        if (from_version == 0) {
            Statement first(connection, "INSERT INTO session (id, title, created_utc, revision) VALUES (1, '', ?, 0)",
                            "creating the session");
            if (auto inserted = first.bind(utc_now()).run(); inserted.has_error()) {
                return inserted;
            }
        }
        const std::string marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                                  "; PRAGMA user_version = " + std::to_string(to_version);
        return connection.execute(marks.c_str(), "creating the session");
    });
}

} // namespace kvscope
