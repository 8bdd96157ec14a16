#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace kvscope {

/// A sentence whose values stand apart, so that a window can translate it: `pattern` is English with %1 … %9 for the
/// values. Patterns come from the program; values may come from a session and are shown as plain text.
struct Sentence {
    std::string pattern;
    std::vector<std::string> values;

    bool empty() const { return pattern.empty(); }

    /// `translated` (the pattern in some language) with the values put in. A value is never looked into for
    /// placeholders.
    std::string filled(const std::string &translated) const
    {
        std::string text;
        for (std::size_t i = 0; i < translated.size(); ++i) {
            const bool is_place = translated[i] == '%' && i + 1 < translated.size() && translated[i + 1] >= '1' &&
                                  translated[i + 1] <= '9';
            const std::size_t index = is_place ? static_cast<std::size_t>(translated[i + 1] - '1') : 0;
            if (is_place && index < values.size()) {
                text += values[index];
                ++i;
            } else {
                text += translated[i];
            }
        }
        return text;
    }

    /// In English.
    std::string text() const { return filled(pattern); }

    friend bool operator==(const Sentence &, const Sentence &) = default;
};

} // namespace kvscope
