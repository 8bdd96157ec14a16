#pragma once

#include "connection.h"

#include <cstdint>
#include <map>
#include <string>

namespace kvscope {

/// Notes by row id of their cell. None in a file of an older schema.
Result<std::map<std::int64_t, std::string>> read_notes(const Connection &connection);
/// An empty note removes what is there.
Status store_note(const Connection &connection, std::int64_t cell, const std::string &note);
Status store_title(const Connection &connection, const std::string &title);
/// InvalidArgument for a text that is too long or not one: what is stored can be shown.
Status check_text(const std::string &text, std::size_t most_characters);

} // namespace kvscope
