#pragma once

#include "types/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace kvscope {

/// A split pattern of a tokenizer.json, compiled once and shareable between threads.
///
/// Patterns are written for Oniguruma and run here on PCRE2 with UTF and Unicode properties. What the two read
/// differently is rewritten (`\s`) or refused by name. Length, nesting and matching effort are limited, since the
/// pattern comes from a file.
class SplitRegex {
public:
    static Result<SplitRegex> compile(std::string_view pattern);

    /// Walks through the pieces of a text: every match, and every gap between matches.
    class Pieces;

private:
    struct Compiled;
    explicit SplitRegex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

    std::shared_ptr<const Compiled> compiled_;
};

/// The regex and the text, which must be valid UTF-8, outlive it.
class SplitRegex::Pieces {
public:
    Pieces(const SplitRegex &regex, std::string_view text);
    ~Pieces();
    Pieces(const Pieces &) = delete;
    Pieces &operator=(const Pieces &) = delete;

    /// The next piece, a view into the text; empty: there is none. A match that exceeds the effort limit leaves the
    /// rest as one piece.
    std::string_view next();

private:
    struct Match;

    bool find_match();

    const Compiled &compiled_;
    std::unique_ptr<Match> match_;
    std::string_view text_;
    std::size_t done_ = 0;        ///< end of the last piece
    std::size_t match_start_ = 0; ///< a match that was found and not yet given: not empty
    std::size_t match_end_ = 0;
};

} // namespace kvscope
