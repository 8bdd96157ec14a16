#include "grading/math_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kvscope {
namespace {

constexpr std::array<std::string_view, 45> layout{
    "left",     "right",          "big",          "Big",       "bigg",
    "Bigg",     "bigl",           "bigr",         "Bigl",      "Bigr",
    "biggl",    "biggr",          "middle",       "limits",    "nolimits",
    "quad",     "qquad",          "displaystyle", "textstyle", "space",
    "enspace",  "thinspace",      "mathbf",       "mathit",    "vec",
    "overline", "overrightarrow", "hat",          "bar",       "boldsymbol",
    "boxed",    "fbox",           "hphantom",     "bm",        "scriptstyle",
    "mathcal",  "mathbb",         "mathstrut",    "angle",     "triangle",
    "hspace",   "widehat",        "underline",    "overset",   "mathopen"};

constexpr std::array<std::string_view, 15> text_blocks{"text",   "mathrm", "textbf",     "mbox",   "operatorname",
                                                       "textit", "texttt", "textnormal", "textrm", "mathsf",
                                                       "mathtt", "hbox",   "textsf",     "emph",   "textup"};

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 48> operators{{
    {"cdot", "*"},
    {"times", "*"},
    {"ast", "*"},
    {"div", "/"},
    {"pm", "+-"},
    {"mp", "-+"},
    {"le", "L"},
    {"leq", "L"},
    {"leqslant", "L"},
    {"ge", "G"},
    {"geq", "G"},
    {"geqslant", "G"},
    {"ne", "N"},
    {"neq", "N"},
    {"lt", "<"},
    {"gt", ">"},
    {"approx", "~"},
    {"simeq", "~"},
    {"sim", "~"},
    {"doteq", "~"},
    {"in", "in"},
    {"cup", "cup"},
    {"bigcup", "cup"},
    {"setminus", "setminus"},
    {"backslash", "setminus"},
    {"lbrace", "\\{"},
    {"rbrace", "\\}"},
    {"lvert", "|"},
    {"rvert", "|"},
    {"vert", "|"},
    {"mid", "|"},
    {"langle", "("},
    {"rangle", ")"},
    {"lbrack", "["},
    {"rbrack", "]"},
    {"lparen", "("},
    {"rparen", ")"},
    {"colon", ":"},
    {"degree", "deg"},
    {"percent", "%"},
    {"equiv", "equiv"},
    {"land", "and"},
    {"wedge", "and"},
    {"lor", "or"},
    {"vee", "or"},
    {"to", "to"},
    {"rightarrow", "to"},
    {"longrightarrow", "to"},
}};

constexpr std::array<Pair, 21> synonyms{{
    {"dfrac", "frac"},
    {"tfrac", "frac"},
    {"cfrac", "frac"},
    {"dbinom", "binom"},
    {"tbinom", "binom"},
    {"infinity", "infty"},
    {"inf", "infty"},
    {"oo", "infty"},
    {"varnothing", "emptyset"},
    {"arcsin", "asin"},
    {"arccos", "acos"},
    {"arctan", "atan"},
    {"varphi", "phi"},
    {"vartheta", "theta"},
    {"varepsilon", "epsilon"},
    {"euro", "$euro"},
    {"pounds", "$pound"},
    {"dollar", "$dollar"},
    {"Pi", "pi"},
    {"e", "e"},
    {"log10", "lg"},
}};

constexpr std::array<std::string_view, 57> names{
    "frac",   "binom", "sqrt",  "pi",   "infty", "emptyset", "sin",   "cos",   "tan",     "cot",   "sec",    "csc",
    "asin",   "acos",  "atan",  "sinh", "cosh",  "tanh",     "ln",    "log",   "lg",      "exp",   "abs",    "lfloor",
    "rfloor", "lceil", "rceil", "circ", "alpha", "beta",     "gamma", "delta", "epsilon", "theta", "lambda", "mu",
    "nu",     "rho",   "sigma", "tau",  "phi",   "omega",    "psi",   "zeta",  "eta",     "xi",    "kappa",  "Delta",
    "Omega",  "Gamma", "ell",   "max",  "min",   "sum",      "prod",  "int",   "lim"};

constexpr std::array<std::string_view, 17> functions{"sin",  "cos",  "tan",  "cot",  "sec",  "csc",
                                                     "asin", "acos", "atan", "sinh", "cosh", "tanh",
                                                     "ln",   "log",  "lg",   "exp",  "abs"};

constexpr std::array<std::string_view, 26> plain_names{
    "sqrt", "pi",   "infty", "sin", "cos", "tan", "cot", "sec",    "csc",    "asin",   "acos",     "atan", "sinh",
    "cosh", "tanh", "ln",    "log", "lg",  "exp", "abs", "arcsin", "arccos", "arctan", "infinity", "inf",  "oo"};

template <std::size_t n>
std::string_view lookup(const std::array<Pair, n> &table, std::string_view key)
{
    const auto found = std::find_if(table.begin(), table.end(), [key](const Pair &pair) { return pair.first == key; });
    return found == table.end() ? std::string_view() : found->second;
}

template <std::size_t n>
bool contains(const std::array<std::string_view, n> &table, std::string_view key)
{
    return std::find(table.begin(), table.end(), key) != table.end();
}

} // namespace

Word command_meaning(std::string_view command)
{
    if (contains(layout, command)) {
        return {WordMeaning::Layout, {}};
    }
    if (contains(text_blocks, command)) {
        return {WordMeaning::TextBlock, {}};
    }
    if (const std::string_view name = lookup(operators, command); !name.empty()) {
        return {WordMeaning::Operator, name};
    }
    if (const std::string_view name = lookup(synonyms, command); !name.empty()) {
        return {WordMeaning::Name, name};
    }
    const auto *const found = std::find(names.begin(), names.end(), command);
    return found == names.end() ? Word{} : Word{WordMeaning::Name, *found};
}

Word plain_word_meaning(std::string_view word)
{
    if (word == "and" || word == "or") {
        return {WordMeaning::Operator, word};
    }
    if (word == "U") {
        return {WordMeaning::Operator, "cup"};
    }
    return contains(plain_names, word) ? command_meaning(word) : Word{};
}

bool is_function_name(std::string_view name)
{
    return contains(functions, name);
}

} // namespace kvscope
