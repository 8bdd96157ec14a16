#pragma once

#include "types/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace kvscope {

/// Reading other tools' JSON: untrusted, and Python writes NaN and Infinity into it.

/// Parsed with NaN, Infinity and -Infinity outside of texts read as null. Errors name `origin`.
Result<nlohmann::json> parse_results(std::string_view text, const std::string &origin);

/// A member as short text for a manifest; nothing if it is absent, null or structured.
std::optional<std::string> setting_text(const nlohmann::json &object, const char *name);
/// A finite number; nothing otherwise.
std::optional<double> number_of(const nlohmann::json &object, const char *name);

} // namespace kvscope
