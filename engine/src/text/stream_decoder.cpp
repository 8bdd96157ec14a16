#include "engine/tokenizer.h"
#include "text/utf8.h"

namespace kvscope {

StreamDecoder::StreamDecoder(const Tokenizer &tokenizer, bool skip_special_tokens)
    : tokenizer_(&tokenizer), skip_special_tokens_(skip_special_tokens)
{
}

std::string StreamDecoder::push(std::int32_t id)
{
    if (!skip_special_tokens_ || !tokenizer_->is_special(id)) {
        pending_ += tokenizer_->token_bytes(id);
    }
    std::string text;
    pending_.erase(0, append_repaired_utf8(pending_, true, text));
    return text;
}

std::string StreamDecoder::finish()
{
    std::string text;
    append_repaired_utf8(pending_, false, text);
    pending_.clear();
    return text;
}

} // namespace kvscope
