#pragma once

#include "connection.h"

namespace kvscope {

/// Settings that make a hostile file harmless, before anything of it is read.
Status apply_safety(const Connection &connection);

/// From here on only reading (and, with `may_write`, changing rows of) the session's own tables is possible: no ATTACH,
/// no schema change, no PRAGMA but the checks, no function beyond those used.
Status confine(const Connection &connection, bool may_write);

} // namespace kvscope
