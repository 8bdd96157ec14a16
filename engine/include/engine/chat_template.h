#pragma once

#include "types/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace kvscope {

/// How one user turn becomes the prompt text of a model.
///
/// The templates of the DeepSeek-R1 distills (and of the bundled tiny models) are recognised by the SHA-256 of their
/// text and rendered natively: begin-of-sentence, User, text, Assistant, `<think>\n`. Others run in a capped
/// interpreter of the part of Jinja that chat templates use, which reaches nothing but the turn and the special tokens;
/// what it does not support is refused with a preview. Immutable; may be shared between threads.
class ChatTemplate {
public:
    /// From `chat_template` in tokenizer_config.json or `chat_template.jinja` of a model folder. A template is tried on
    /// one turn: one that fails, or that loses the turn's text, is refused here.
    static Result<ChatTemplate> load(const std::string &model_dir);

    /// The rendered text; encode it without adding special tokens again. A known template never fails; another one may
    /// refuse a text (InvalidData).
    Result<std::string> render_user_turn(std::string_view user_text) const;
    bool is_known() const { return !interpreted_; }       ///< rendered natively
    const std::string &sha256() const { return sha256_; } ///< of the template's text

private:
    struct Interpreted;

    std::string bos_text_;
    std::string
        generation_prompt_; ///< "<｜Assistant｜><think>\n"; the distills' first revision leaves `<think>` to the model
    std::string sha256_;
    std::shared_ptr<const Interpreted> interpreted_; ///< null: known
};

/// The user turn for a problem. Public reasoning models get DeepSeek's instruction appended ("Please reason step by
/// step, and put your final answer within \boxed{}."); `instruction` is empty for models trained without one.
std::string user_turn_for_problem(std::string_view problem, std::string_view instruction);

} // namespace kvscope
