#pragma once

#include "types/result_warning.h"
#include "types/session_rows.h"

#include <vector>

namespace kvscope::stats {

/// Where a session's figures may mislead, gravest first; `frame` is what complete() made of `rows`. Judged on finished
/// cells alone, apart from what is said of unfinished, failed and invalid ones. Depends on its arguments only.
std::vector<ResultWarning> warnings(const SessionRows &rows, const ResultFrame &frame);

/// "note", "caution", "serious".
const char *name_of(ResultWarning::Severity severity);

} // namespace kvscope::stats
