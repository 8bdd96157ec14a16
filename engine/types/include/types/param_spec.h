#pragma once

#include <map>
#include <string>
#include <vector>

namespace kvscope {

/// One user-visible parameter of a plug-in: enough to build a form field and a command-line option.
struct ParamSpec {
    enum class Kind { Integer, Real };

    std::string name;  ///< snake_case; the command line spells it with dashes
    Kind kind = Kind::Integer;
    double default_value = 0;
    double minimum = 0;
    double maximum = 0;
    std::string unit; ///< "tokens", "" for a pure number
    std::string help; ///< one sentence
};

/// Parameter name → value. Integers are exact in a double up to 2^53.
using ParamValues = std::map<std::string, double>;

/// What the user sees of an eviction policy before it runs.
struct PolicyInfo {
    std::string id;      ///< file stem: "r_kv"
    std::string label;   ///< "R-KV"
    std::string source;  ///< "arXiv 2505.24133"
    std::string summary; ///< one sentence: which entries stay
    std::vector<ParamSpec> params;
    bool evicts = true; ///< false only for `full`
};

} // namespace kvscope
