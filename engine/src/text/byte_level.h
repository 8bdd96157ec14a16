#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kvscope {

/// Byte-level vocabularies spell every byte as one printable character: bytes that print as themselves in Latin-1 keep
/// their code point, the other 68 take U+0100 onwards in order (a space is "Ġ", a newline "Ċ").

/// The bytes behind a vocabulary spelling; nothing if a character in it stands for no byte.
std::optional<std::string> bytes_of_spelling(std::string_view spelling);

} // namespace kvscope
