#include "text/tokenizer_impl.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: a tokenizer.json. One that is accepted has to encode any text into ids that it has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto parsed = parse_tokenizer(text, "tokenizer.json");
    if (parsed.has_error()) {
        return 0;
    }
    const Tokenizer::Impl &tokenizer = *parsed.value();
    const std::string_view sample(text.data(), std::min<std::size_t>(size, 200));
    for (const std::string_view input :
         {std::string_view("Let x = 12.\r\n\n  don't <think>e\u0301 \u6f22 \xff"), sample}) {
        for (const std::int32_t id : tokenizer.encode(input, true)) {
            if (id < 0 || static_cast<std::size_t>(id) >= tokenizer.tokens.size()) {
                std::abort();
            }
        }
    }
    return 0;
}
