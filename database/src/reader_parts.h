#pragma once

#include "connection.h"
#include "types/session_rows.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kvscope {

/// What counting the samples of a cell gave, until cell.revision says that it changed: a live view then recounts one
/// cell of a sweep, not all.
struct CountCache {
    struct Entry {
        std::int64_t revision = -1;
        CellRows counted;
    };
    std::map<std::int64_t, Entry> cells; ///< by row id
};

/// The larger parts of SessionReader; see its header. None begins a transaction of its own but save_session_copy.

Result<std::int64_t> read_revision(const Connection &connection);
Result<SessionRows> read_rows(const Connection &connection, CountCache &cache);
Result<SampleResult> read_sample(const Connection &connection, std::int64_t id);
Result<std::vector<std::string>> verify_session(const Connection &connection);
Status save_session_copy(const Connection &connection, const std::string &target);

} // namespace kvscope
