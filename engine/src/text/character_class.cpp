#include "text/character_class.h"

#include "text/split_regex.h"
#include "text/utf8.h"

#include <array>
#include <string>
#include <string_view>
#include <utf8proc.h>

namespace kvscope {
namespace {

constexpr char32_t first_surrogate = 0xD800;
constexpr char32_t after_surrogates = 0xE000;
constexpr char32_t table_end = 0x40000; // planes 4 to 13 are empty; what follows has tags and private characters

std::string all_characters()
{
    std::string text;
    for (char32_t c = 0; c < table_end; ++c) {
        if (c < first_surrogate || c >= after_surrogates) {
            std::array<utf8proc_uint8_t, 4> bytes{};
            const utf8proc_ssize_t size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
            text.append(reinterpret_cast<const char *>(bytes.data()), static_cast<std::size_t>(size));
        }
    }
    return text;
}

} // namespace

/// `pattern` matches runs of the class and no NUL, so that runs and what lies between them take turns.
void CharacterClasses::mark(const char *pattern, CharacterClass value)
{
    static const std::string text = all_characters();
    const Result<SplitRegex> regex = SplitRegex::compile(pattern);
    SplitRegex::Pieces pieces(regex.value(), text);
    bool is_run = false; // the first character is NUL
    for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
        for (std::size_t pos = 0; is_run && pos < piece.size();) {
            const Utf8Character character = valid_utf8_at(piece, pos);
            classes_[character.code_point] = value;
            pos += character.length;
        }
        is_run = !is_run;
    }
}

CharacterClasses::CharacterClasses() : classes_(table_end, CharacterClass::Other)
{
    mark(R"(\p{L}+)", CharacterClass::Letter);
    mark(R"(\p{N}+)", CharacterClass::Number);
    mark(R"(\s+)", CharacterClass::Space);
    mark(R"([\r\n]+)", CharacterClass::Newline);
}

const CharacterClasses &CharacterClasses::get()
{
    static const CharacterClasses classes;
    return classes;
}

} // namespace kvscope
