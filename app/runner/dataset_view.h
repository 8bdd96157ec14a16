#pragma once

#include "engine/dataset.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

namespace kvscope {

/// The lines of a dataset that were left out, "data.jsonl line 7: not a JSON object", at most `max_lines` of them and
/// how many more there are. Empty if all lines are used.
std::string quarantine_text(const Dataset &dataset, std::size_t max_lines);
/// [{"line":7,"reason":"…"}]: all of them.
nlohmann::json quarantine_json(const Dataset &dataset);

} // namespace kvscope
