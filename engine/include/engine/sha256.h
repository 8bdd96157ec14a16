#pragma once

#include "types/result.h"

#include <string>
#include <string_view>

namespace kvscope {

std::string sha256_hex(std::string_view bytes);             ///< 64 lower-case digits
Result<std::string> sha256_hex_of_file(const std::string &path);

} // namespace kvscope
