#include "text/normalizer.h"
#include "text/split_regex.h"
#include "text/utf8.h"
#include "text/word_splitter.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace kvscope;

/// Input: a text. It is repaired, normalised (twice gives the same as once) and cut into pieces: those of the splitter
/// are those of the expression that it replaces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::string pattern =
        R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
    static const auto words = WordSplitter::for_pattern(pattern);
    static const auto regex = SplitRegex::compile(pattern);
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    std::string text;
    append_repaired_utf8(bytes, false, text);
    if (!is_valid_utf8(text) || is_valid_utf8(bytes) != (text == bytes)) {
        std::abort();
    }
    const std::string normal = to_nfc(text);
    if (!is_valid_utf8(normal) || to_nfc(normal) != normal) {
        std::abort();
    }
    SplitRegex::Pieces pieces(regex.value(), normal);
    std::size_t pos = 0;
    for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
        if (words->piece_end(normal, pos) != pos + piece.size()) {
            std::abort();
        }
        pos += piece.size();
    }
    return 0;
}
