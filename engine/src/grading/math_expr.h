#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kvscope {

enum class MathKind {
    Number,   ///< name: decimal literal "12", "0.5", "1.2e-3", repeating "0.1(6)"; args: base, if one is written
    Symbol,   ///< name: "x", "x_1", "theta"
    Constant, ///< name: "pi", "e", "i"
    Infinity,
    Text,       ///< name: lower-case words of \text{…}
    Negate,     ///< args: 1
    Sum,        ///< args: terms
    Product,    ///< args: factors
    Quotient,   ///< args: numerator, denominator
    Power,      ///< args: base, exponent
    Root,       ///< args: radicand, degree
    PlusMinus,  ///< name: "+-" or "-+"; args: left, right
    Call,       ///< name: "sin", "log", "abs", "factorial", …; args
    Quantity,   ///< name: unit in canonical form; args: value
    Ratio,      ///< args: the parts of a : b : c
    Tuple,      ///< name: "()", "[]", "(]" or "[)": a point or an interval
    Set,        ///< \{…\}, unordered
    List,       ///< several answers side by side, unordered
    Matrix,     ///< args: rows, each a Tuple
    SetUnion,   ///< args
    Difference, ///< args: set, what is taken out
    Bound,      ///< name: "sum", "prod", "int", "lim", "lim+" or "lim-"; args: its variable, what stands behind it, and
                ///< the bounds: lower and upper, none of an integral without, the point of a limit
    Relation,   ///< name: operators, a character each: = < > L G ! ~ ∈ as "i"; args: one more than operators
};

/// What an answer means, as a tree. A value; its depth is bounded by the parser.
struct MathExpr {
    MathKind kind = MathKind::Text;
    std::string name;
    std::vector<MathExpr> args;

    bool operator==(const MathExpr &) const = default;
};

} // namespace kvscope
