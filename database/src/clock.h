#pragma once

#include <string>

namespace kvscope {

/// Now, in UTC, ISO 8601 with milliseconds: "2026-01-31T12:00:00.000Z".
std::string utc_now();

} // namespace kvscope
