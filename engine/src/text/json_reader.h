#pragma once

#include "types/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace kvscope {

/// Reads a whole file. An error when it is missing, is not a regular file or exceeds `max_bytes`.
Result<std::string> read_whole_file(const std::string &path, std::uint64_t max_bytes);

/// Parses untrusted JSON. Nesting beyond `max_depth` is refused before anything is built. `origin` names the text in
/// errors; empty: the caller will.
Result<nlohmann::json> parse_json(std::string_view text, const std::string &origin, int max_depth = 32);

/// Member of an object, or nullptr when it is absent, null, or `object` is no object.
const nlohmann::json *find_member(const nlohmann::json &object, const char *name);

/// Text for an error message: at most `max_chars` characters, control and bidirectional characters escaped, broken
/// bytes as U+FFFD.
std::string preview_text(std::string_view text, int max_chars = 80);

} // namespace kvscope
