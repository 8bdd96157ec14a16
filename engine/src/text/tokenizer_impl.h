#pragma once

#include "engine/tokenizer.h"
#include "text/added_tokens.h"
#include "text/bpe_merger.h"
#include "text/pre_tokenizer.h"
#include "text/workspace_pool.h"

#include <nlohmann/json.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kvscope {

struct Tokenizer::Impl {
    struct Token {
        std::string bytes; ///< added tokens: their text
        bool exists = false;
        bool special = false;
        bool added = false;
    };

    std::deque<Token> tokens; ///< by id; a deque, because `merger` holds views into it while it grows
    BpeMerger merger;
    std::optional<PreTokenizer> pre_tokenizer;
    bool normalizes_to_nfc = false;
    AddedTokenSplitter raw_added;        ///< looked for in the text as given
    AddedTokenSplitter normalized_added; ///< looked for after normalisation
    using IdsByText = std::unordered_map<std::string, std::int32_t, SeededTextHash, std::equal_to<>>;
    IdsByText added_ids;
    IdsByText unspellable_ids;            ///< vocabulary entries that stand for no bytes
    std::vector<std::int32_t> prefix_ids; ///< what add_special_tokens puts before …
    std::vector<std::int32_t> suffix_ids; ///< … and after
    std::int32_t bos_id = -1;
    std::int32_t eos_id = -1;
    std::string sha256;
    WorkspacePool workspaces;

    std::int32_t id_of(std::string_view spelling) const;
    std::vector<std::int32_t> encode(std::string_view text, bool add_special_tokens) const;
};

/// A whole tokenizer.json; `file` names it in errors. A pure function of its arguments, for any text.
Result<std::unique_ptr<Tokenizer::Impl>> parse_tokenizer(const std::string &text, const std::string &file);

/// The parts of a tokenizer.json, read into an Impl. Errors name the part; the caller adds the file.
Status read_vocabulary(const nlohmann::json &model, Tokenizer::Impl &impl);
Status read_merges(const nlohmann::json &model, Tokenizer::Impl &impl);
Status read_added_tokens(const nlohmann::json &list, Tokenizer::Impl &impl);
/// Begin- and end-of-sequence tokens of a tokenizer_config.json, and whether they are added to a text.
Status read_special_roles(const nlohmann::json &config, Tokenizer::Impl &impl);
/// `null`, NFC, or a Sequence of these.
Status read_normalizer(const nlohmann::json &root, Tokenizer::Impl &impl);
/// `null`, ByteLevel, TemplateProcessing with a fixed prefix and suffix, or a Sequence of these.
Status read_post_processor(const nlohmann::json &description, Tokenizer::Impl &impl);

} // namespace kvscope
