#pragma once

#include "types/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// A split pattern of a tokenizer.json, compiled once and shareable between threads.
///
/// Patterns are written for Oniguruma and run here on PCRE2 with UTF and Unicode properties. What the two read
/// differently is rewritten (`\s`) or refused by name. Length, nesting and matching effort are limited, since the
/// pattern comes from a file.
class SplitRegex {
public:
    static Result<SplitRegex> compile(std::string_view pattern);

    /// Appends the pieces of `text` to `pieces`: every match, and every gap between matches. Views into `text`, which
    /// must be valid UTF-8. A match that exceeds the effort limit leaves the rest as one piece.
    void split(std::string_view text, std::vector<std::string_view> &pieces) const;

private:
    struct Compiled;
    explicit SplitRegex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

    std::shared_ptr<const Compiled> compiled_;
};

} // namespace kvscope
