#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope::jinja {

struct Token {
    enum class Kind {
        Data,       ///< text outside tags
        PrintBegin, ///< {{
        PrintEnd,
        BlockBegin, ///< {%
        BlockEnd,
        Name,
        Text,   ///< a string literal, escapes resolved
        Number, ///< whole
        Symbol, ///< operators and brackets
        End,
    };

    Kind kind = Kind::End;
    std::string text;
    int line = 1;
};

/// Cuts a template as Jinja does with trim_blocks and lstrip_blocks, which is how transformers compiles chat templates:
/// comments and white-space control are resolved here. Throws Failure.
std::vector<Token> tokenize(std::string_view source);

} // namespace kvscope::jinja
