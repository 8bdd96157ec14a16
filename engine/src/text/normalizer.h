#pragma once

#include <string>
#include <string_view>

namespace kvscope {

/// Unicode normalisation form C of valid UTF-8.
std::string to_nfc(std::string_view text);

} // namespace kvscope
