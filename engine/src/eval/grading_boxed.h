#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kvscope {

/// Content of the last \boxed{…} of `text`, nested braces respected; nothing when there is none or it never closes.
std::optional<std::string> last_boxed(std::string_view text);

} // namespace kvscope
