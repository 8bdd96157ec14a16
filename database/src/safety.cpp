#include "safety.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace kvscope {

namespace {

constexpr std::array<std::string_view, 21> kTables = {"session",   "run",        "manifest",         "model",
                                                      "dataset",   "problem",    "quarantine",       "cell",
                                                      "prompt",    "sample",     "sample_content",   "eviction",
                                                      "timing",    "log",        "reference_source", "reference_point",
                                                      "telemetry", "annotation", "sqlite_master",    "sqlite_schema",
                                                      ""};
constexpr std::array<std::string_view, 9> kFunctions = {"count", "sum",      "total",  "avg", "max",
                                                        "min",   "coalesce", "length", "like"};
constexpr std::array<std::string_view, 2> kPragmas = {"quick_check", "foreign_key_check"};

template <std::size_t N>
bool is_one_of(const char *name, const std::array<std::string_view, N> &names)
{
    return name != nullptr && std::find(names.begin(), names.end(), std::string_view(name)) != names.end();
}

int authorize(void *may_write, int action, const char *first, const char *second, const char *database, const char *)
{
    const bool is_main = database == nullptr || std::string_view(database) == "main";
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    case SQLITE_READ:
        return is_main && is_one_of(first, kTables) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return may_write != nullptr && is_main && is_one_of(first, kTables) &&
                       std::string_view(first).substr(0, 7) != "sqlite_"
                   ? SQLITE_OK
                   : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return is_one_of(second, kFunctions) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA:
        return is_one_of(first, kPragmas) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

} // namespace

Status apply_safety(const Connection &connection)
{
    sqlite3 *db = connection.handle();
    constexpr std::array<std::pair<int, int>, 9> kSwitches = {{
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    }};
    for (const auto &[option, value] : kSwitches) {
        int now = -1;
        const int rc = sqlite3_db_config(db, option, value, &now);
        if (rc != SQLITE_OK || now != value) {
            return make_error(ErrorCode::Internal, connection.path() + ": this SQLite (" + sqlite3_libversion() +
                                                       ") lacks a safety setting (" + std::to_string(option) + ").");
        }
    }
    // The longest value is an 8B model's eviction trace, some MiB.
    constexpr std::array<std::pair<int, int>, 9> kLimits = {{{SQLITE_LIMIT_LENGTH, 256 << 20},
                                                             {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
                                                             {SQLITE_LIMIT_COLUMN, 100},
                                                             {SQLITE_LIMIT_EXPR_DEPTH, 50},
                                                             {SQLITE_LIMIT_COMPOUND_SELECT, 10},
                                                             {SQLITE_LIMIT_ATTACHED, 0},
                                                             {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                                                             {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
                                                             {SQLITE_LIMIT_WORKER_THREADS, 0}}};
    for (const auto &[limit, value] : kLimits) {
        sqlite3_limit(db, limit, value);
    }
    return connection.execute("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;",
                              "opening");
}

Status confine(const Connection &connection, bool may_write)
{
    // The argument only tells "may write" from "may not"; any address does.
    static char yes = 0;
    const int rc = sqlite3_set_authorizer(connection.handle(), authorize, may_write ? &yes : nullptr);
    return rc == SQLITE_OK ? Status(Done{}) : Status(connection.error(rc, "opening"));
}

} // namespace kvscope
