#pragma once

#include "types/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// Byte-level BPE as in a Hugging Face `tokenizer.json`, with the Llama-3 and Qwen2 split patterns, added and special
/// tokens, `ignore_merges` and the NFC normaliser. Immutable and shareable between threads after load.
class Tokenizer {
public:
    /// Reads `tokenizer.json` (and, where present, `tokenizer_config.json`) of a model folder. Untrusted input: sizes,
    /// ids and nesting are checked; an unsupported feature is refused by name.
    static Result<Tokenizer> load(const std::string &model_dir);

    Tokenizer(Tokenizer &&) noexcept;
    Tokenizer &operator=(Tokenizer &&) noexcept;
    ~Tokenizer();

    /// Added tokens in the text become their ids. `add_special_tokens` applies the file's post-processor (a
    /// begin-of-sentence where it asks for one). Invalid UTF-8 is encoded as U+FFFD, as the `tokenizers` library sees
    /// it.
    std::vector<std::int32_t> encode(std::string_view text, bool add_special_tokens) const;
    /// Bytes of the tokens; invalid UTF-8 becomes U+FFFD. `skip_special_tokens` drops those marked special.
    std::string decode(std::span<const std::int32_t> ids, bool skip_special_tokens) const;
    /// Raw bytes of one token (added tokens: their text). Empty for an unknown id.
    std::string_view token_bytes(std::int32_t id) const;
    bool is_special(std::int32_t id) const;
    bool is_added(std::int32_t id) const; ///< looked for in a text as a whole; special ones are

    std::int32_t vocab_size() const;                  ///< highest id + 1
    std::int32_t bos_id() const;                      ///< −1: none
    std::int32_t eos_id() const;                      ///< from tokenizer_config.json; −1: none
    std::int32_t id_of(std::string_view token) const; ///< added or vocabulary token by its text; −1: none
    const std::string &sha256() const;                ///< of tokenizer.json

    struct Impl; ///< private to engine/src/text

private:
    explicit Tokenizer(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

/// Turns a token stream into text without ever emitting half a UTF-8 character.
class StreamDecoder {
public:
    explicit StreamDecoder(const Tokenizer &tokenizer, bool skip_special_tokens = true);

    std::string push(std::int32_t id); ///< complete characters so far not emitted
    std::string finish();              ///< what is left, broken bytes as U+FFFD

private:
    const Tokenizer *tokenizer_;
    bool skip_special_tokens_;
    std::string pending_;
};

} // namespace kvscope
