#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kvscope {

/// Content of the last \boxed{…} or \fbox{…} of `text`, nested braces respected, or its bare number ("\boxed 5");
/// nothing when there is none or it never closes. Boxes in a row ("\boxed{1}, \boxed{2}", "… and …") are one answer:
/// "1, 2".
std::optional<std::string> last_boxed(std::string_view text);

} // namespace kvscope
