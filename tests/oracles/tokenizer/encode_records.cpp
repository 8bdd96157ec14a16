// encode_records MODEL_DIR < records > results: the engine's side of compare_tokenizers.py.
//
// A record is a little-endian u32 length and that many bytes. A result is a u32 count, the i32 ids, a u32 length and
// the decoded text. Exit code 3: decoding token by token gave another text than decoding at once.
#include "engine/tokenizer.h"

#include <cstdio>
#include <cstdlib>

using namespace kvscope;

namespace {

void write_block(const void *data, std::uint32_t count, std::size_t element_bytes)
{
    std::fwrite(&count, sizeof count, 1, stdout);
    std::fwrite(data, element_bytes, count, stdout);
}

std::string decode_stream(const Tokenizer &tokenizer, const std::vector<std::int32_t> &ids)
{
    StreamDecoder decoder(tokenizer, false);
    std::string text;
    for (const std::int32_t id : ids) {
        text += decoder.push(id);
    }
    return text + decoder.finish();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: encode_records MODEL_DIR < records > results\n", stderr);
        return 2;
    }
    const Result<Tokenizer> tokenizer = Tokenizer::load(argv[1]);
    if (tokenizer.has_error()) {
        std::fprintf(stderr, "%s\n", tokenizer.error().message.c_str());
        return 1;
    }
    std::uint32_t size = 0;
    std::string text;
    while (std::fread(&size, sizeof size, 1, stdin) == 1) {
        text.resize(size);
        if (std::fread(text.data(), 1, size, stdin) != size) {
            std::fputs("the last record is cut off\n", stderr);
            return 1;
        }
        const std::vector<std::int32_t> ids = tokenizer.value().encode(text, true);
        const std::string decoded = tokenizer.value().decode(ids, false);
        if (decode_stream(tokenizer.value(), ids) != decoded) {
            return 3;
        }
        write_block(ids.data(), static_cast<std::uint32_t>(ids.size()), sizeof ids[0]);
        write_block(decoded.data(), static_cast<std::uint32_t>(decoded.size()), 1);
    }
    return 0;
}
