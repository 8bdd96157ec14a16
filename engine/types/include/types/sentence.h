#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
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

/// The sentence of `pattern`, whose values stand in the order of their numbers, that `text` is; absent: it is another
/// one. A value is as short as the words behind it allow; the last one may hold anything.
inline std::optional<Sentence> matched(std::string_view pattern, std::string_view text)
{
    Sentence found{std::string(pattern), {}};
    while (true) {
        const std::size_t place = pattern.find('%');
        if (text.substr(0, place) != pattern.substr(0, place)) {
            return std::nullopt;
        }
        if (place == std::string_view::npos) {
            return found;
        }
        text.remove_prefix(place);
        pattern.remove_prefix(place + 2);
        const std::string_view words = pattern.substr(0, pattern.find('%'));
        const bool is_last = words.size() == pattern.size();
        const std::size_t end = is_last && text.ends_with(words) ? text.size() - words.size() : text.find(words);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        found.values.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

} // namespace kvscope
