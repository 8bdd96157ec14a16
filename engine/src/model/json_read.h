#pragma once

#include "types/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace kvscope {

/// Bounds on a JSON document from a stranger. Nesting and the number of values decide how much memory its tree takes.
struct JsonLimits {
    std::size_t max_depth = 16;
    std::size_t max_values = 1'000'000;
};

/// The tree of a JSON text. Unlike nlohmann's own parser it refuses duplicate keys, where it would keep the last one,
/// and stops at `limits`. `source` is the file named in errors (InvalidData). Never throws.
Result<nlohmann::json> parse_strict_json(std::string_view text, const std::string &source,
                                         const JsonLimits &limits = {});

/// `text` in double quotes for a message: control characters and quotes escaped, cut after 120 bytes.
std::string in_quotes(std::string_view text);

} // namespace kvscope
