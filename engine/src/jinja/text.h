#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope::jinja {

/// Python's text methods on UTF-8. Letters outside ASCII keep their case, and Python's would not: callers refuse them.

std::int64_t num_characters(std::string_view text);
std::vector<std::string_view> characters_of(std::string_view text);

/// str.strip: white space, or the characters of `set` when it is not null.
std::string_view strip(std::string_view text, const std::string *set, bool left, bool right);

/// str.split by a separator that is not empty; `max_splits` −1: all.
std::vector<std::string_view> split(std::string_view text, std::string_view separator, std::int64_t max_splits);
/// str.split without a separator: by runs of white space.
std::vector<std::string_view> split_words(std::string_view text);

std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);
std::string capitalize(std::string_view text);
std::string title(std::string_view text);

} // namespace kvscope::jinja
