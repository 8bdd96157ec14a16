#pragma once

#include "jinja/value.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kvscope::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<const Expression>;

struct Expression {
    enum class Kind {
        Literal,   ///< `value`
        Name,      ///< `text`
        ListItems, ///< `parts`
        DictItems, ///< `parts`: key, value, key, value, …
        Member,    ///< parts[0] . `text`
        Subscript, ///< parts[0] [ parts[1] ]
        Slice,     ///< parts[0] [ parts[1] : parts[2] : parts[3] ], each of the three may be null
        Call,      ///< parts[0] ( parts[1] …, `named` )
        Filter,    ///< parts[0] | `text` ( parts[1] …, `named` )
        Test,      ///< parts[0] is `text` ( parts[1] … )
        Unary,     ///< `text` parts[0]: not + -
        Binary,    ///< parts[0] `text` parts[1]: and or + - * // % ** ~
        Compare,   ///< parts[0] words[0] parts[1] words[1] parts[2] …
        Condition, ///< parts[0] if parts[1] else parts[2], which may be null
    };

    Kind kind = Kind::Literal;
    int line = 1;
    int depth = 1; ///< of the tree below
    std::string text;
    Value value;
    std::vector<ExpressionPtr> parts;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
    std::vector<std::string> words;
};

struct Statement;
using Block = std::vector<Statement>;

struct Statement {
    enum class Kind {
        Data,     ///< `text`
        Print,    ///< `expression`
        If,       ///< `expression`: `body`, else `other`
        For,      ///< `names` in `expression` (`condition` may be null): `body`, `other` when nothing ran
        Set,      ///< names[0] (or names[0].names[1]) = `expression`
        SetBlock, ///< names[0] = what `body` prints
        Macro,    ///< `text` ( `names`, the last of them with `defaults` ): `body`
        Break,
        Continue,
        Group, ///< `body`, as it is
    };

    Kind kind = Kind::Data;
    int line = 1;
    std::string text;
    ExpressionPtr expression;
    ExpressionPtr condition;
    std::vector<std::string> names;
    std::vector<ExpressionPtr> defaults;
    Block body;
    Block other;
};

} // namespace kvscope::jinja
