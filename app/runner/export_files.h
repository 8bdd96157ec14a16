#pragma once

#include "types/result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace kvscope {

/// A label as part of a file name: letters, digits, dot, dash and underscore stay, anything else becomes an underscore.
std::string file_name_part(const std::string &label);

/// Now, in UTC, as strftime spells it.
std::string date_text(const char *format);

/// Writes a new file; refuses one that is there. Folders on the way are made.
Status write_new_file(const std::string &path, const std::string &content);

/// JSON as Python's json.dumps(…, ensure_ascii=False) spells it; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const nlohmann::ordered_json &json, int indent = -1);

} // namespace kvscope
