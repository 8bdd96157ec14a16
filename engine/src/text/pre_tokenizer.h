#pragma once

#include "text/split_regex.h"
#include "types/result.h"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace kvscope {

/// Cuts normalised text into the pieces that byte-pair merging may not cross: the `pre_tokenizer` of a tokenizer.json,
/// as a chain of Split and ByteLevel.
class PreTokenizer {
public:
    /// An error names the feature that is not supported; the caller adds the file.
    static Result<PreTokenizer> from_json(const nlohmann::json &description);

    /// Views into `text`, in order, covering all of it.
    std::vector<std::string_view> split(std::string_view text) const;

private:
    Status add_stage(const nlohmann::json &stage);

    std::vector<SplitRegex> stages_;
    bool has_byte_level_ = false;
};

} // namespace kvscope
