#pragma once

#include <cstdint>
#include <vector>

namespace kvscope {

/// What the split patterns tell apart.
enum class CharacterClass : std::uint8_t {
    Other,
    Letter,  ///< \p{L}
    Number,  ///< \p{N}
    Newline, ///< CR and LF, which are white space too
    Space    ///< all other white space, \s
};

/// The class of every character, as SplitRegex has it. Made at first use, which takes some milliseconds; immutable.
class CharacterClasses {
public:
    static const CharacterClasses &get();

    CharacterClass of(char32_t c) const { return c < classes_.size() ? classes_[c] : CharacterClass::Other; }

private:
    CharacterClasses();

    void mark(const char *pattern, CharacterClass value);

    std::vector<CharacterClass> classes_;
};

} // namespace kvscope
