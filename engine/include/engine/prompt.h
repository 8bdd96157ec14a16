#pragma once

#include "engine/chat_template.h"
#include "engine/dataset.h"
#include "engine/tokenizer.h"
#include "types/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// `kvscope.json` of a model folder: what KVScope has to know that the Hugging Face files do not say. The file is
/// optional.
///
/// {"label": "tiny-r1-llama", "about": "one line", "instruction": ""}
/// `instruction` replaces DeepSeek's, whatever the kind of answer; "" is for models trained on the bare problem.
struct ModelNotes {
    std::string label;
    std::string about;
    std::optional<std::string> instruction;
};
/// No file: empty notes. InvalidData names the file and what is wrong with it.
Result<ModelNotes> load_model_notes(const std::string &model_dir);

/// One problem as a model reads it.
struct Prompt {
    std::string text;   ///< rendered, special tokens spelled out
    std::string sha256; ///< of `text`
    std::vector<std::int32_t> tokens;
    std::string problem; ///< why the template refuses this text; empty: usable
};

/// A stretch of a prompt, for showing it: one special or added token, or the text between two.
struct PromptPart {
    std::string text;
    std::int32_t token_id = -1; ///< −1: ordinary text
};

/// How problems become prompts for one model: instruction, chat template, tokenizer, and how much room the context
/// leaves. Immutable after load; may be shared between threads.
class PromptFormat {
public:
    static Result<PromptFormat> load(const std::string &model_dir);

    Prompt build(std::string_view problem, AnswerKind kind = AnswerKind::Free) const;
    /// The parts of a prompt in order, as its tokens give them.
    std::vector<PromptPart> parts_of(const Prompt &prompt) const;
    bool is_template_known() const { return chat_template_.is_known(); }
    const Tokenizer &tokenizer() const { return tokenizer_; }
    /// What follows the problem: asks for the final answer, or for a choice's letter, in \boxed{}.
    const std::string &instruction(AnswerKind kind = AnswerKind::Free) const
    {
        return instructions_[static_cast<std::size_t>(kind)];
    }
    /// SHA-256 of the rendered frame around a problem: equal for two models that put the same text around it.
    const std::string &sha256(AnswerKind kind = AnswerKind::Free) const
    {
        return sha256_[static_cast<std::size_t>(kind)];
    }
    const std::string &template_sha256() const { return chat_template_.sha256(); }

    /// Tokens a sample may generate after a prompt of `prompt_len`. `requested` 0 is the model's own limit: the
    /// smallest of 32768, max_position_embeddings and the tokenizer's model_max_length, less the prompt. A number asked
    /// for is only cut where positions end. 0: the prompt does not fit.
    int max_new_tokens(int requested, int prompt_len) const;

private:
    /// One for each AnswerKind.
    using ByKind = std::array<std::string, 2>;
    PromptFormat(ChatTemplate chat_template, Tokenizer tokenizer, ByKind instructions);

    ChatTemplate chat_template_;
    Tokenizer tokenizer_;
    ByKind instructions_;
    ByKind sha256_;
    int max_positions_ = 0;
    int default_context_ = 0;
};

} // namespace kvscope
