#pragma once

#include "text/split_regex.h"
#include "text/word_splitter.h"
#include "types/result.h"

#include <nlohmann/json.hpp>

#include <string_view>
#include <variant>
#include <vector>

namespace kvscope {

/// Cuts normalised text into the pieces that byte-pair merging may not cross: the `pre_tokenizer` of a tokenizer.json,
/// as a chain of Split and ByteLevel.
class PreTokenizer {
public:
    /// An error names the feature that is not supported; the caller adds the file.
    static Result<PreTokenizer> from_json(const nlohmann::json &description);

    /// Calls `visit` with one piece after the other: views into `text`, which they cover.
    template <typename Visit>
    void split(std::string_view text, const Visit &visit) const
    {
        split_from(0, text, visit);
    }

private:
    template <typename Visit>
    void split_from(std::size_t stage, std::string_view text, const Visit &visit) const
    {
        if (stage == stages_.size()) {
            visit(text);
            return;
        }
        if (const auto *words = std::get_if<WordSplitter>(&stages_[stage])) {
            for (std::size_t pos = 0; pos < text.size();) {
                const std::size_t end = words->piece_end(text, pos);
                split_from(stage + 1, text.substr(pos, end - pos), visit);
                pos = end;
            }
            return;
        }
        SplitRegex::Pieces pieces(std::get<SplitRegex>(stages_[stage]), text);
        for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
            split_from(stage + 1, piece, visit);
        }
    }

    Status add_stage(const nlohmann::json &stage);

    std::vector<std::variant<WordSplitter, SplitRegex>> stages_;
    bool has_byte_level_ = false;
};

} // namespace kvscope
