#include "grading/math_characters.h"

#include <array>
#include <cctype>
#include <utility>

namespace kvscope {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 76> characters{{
    {"\u2212", "-"},
    {"\u2013", "-"},
    {"\u2014", "-"},
    {"\u00D7", "\\times "},
    {"\u00B7", "\\cdot "},
    {"\u22C5", "\\cdot "},
    {"\u2217", "*"},
    {"\u00F7", "/"},
    {"\u2044", "/"},
    {"\u2215", "/"},
    {"\u221A", "\\sqrt "},
    {"\u221B", "\\sqrt[3]"},
    {"\u03C0", "\\pi "},
    {"\u221E", "\\infty "},
    {"\u2211", "\\sum "},
    {"\u220F", "\\prod "},
    {"\u222B", "\\int "},
    {"\u2192", "\\to "},
    {"\u2264", "\\le "},
    {"\u2265", "\\ge "},
    {"\u2260", "\\ne "},
    {"\u2248", "\\approx "},
    {"\u2208", "\\in "},
    {"\u222A", "\\cup "},
    {"\u2229", "\\cap "},
    {"\u2205", "\\emptyset "},
    {"\u211D", "\\mathbb{R}"},
    {"\u00B1", "\\pm "},
    {"\u2213", "\\mp "},
    {"\u00B0", "^\\circ "},
    {"\u00BD", "\\frac12 "},
    {"\u2153", "\\frac13 "},
    {"\u2154", "\\frac23 "},
    {"\u00BC", "\\frac14 "},
    {"\u00BE", "\\frac34 "},
    {"\u2155", "\\frac15 "},
    {"\u215B", "\\frac18 "},
    {"\u00B2", "^2 "},
    {"\u00B3", "^3 "},
    {"\u2070", "^0 "},
    {"\u00B9", "^1 "},
    {"\u2074", "^4 "},
    {"\u2075", "^5 "},
    {"\u2076", "^6 "},
    {"\u2077", "^7 "},
    {"\u2078", "^8 "},
    {"\u2079", "^9 "},
    {"\u2080", "_0 "},
    {"\u2081", "_1 "},
    {"\u2082", "_2 "},
    {"\u2083", "_3 "},
    {"\u2084", "_4 "},
    {"\u2085", "_5 "},
    {"\u2086", "_6 "},
    {"\u2087", "_7 "},
    {"\u2088", "_8 "},
    {"\u2089", "_9 "},
    {"\u03B8", "\\theta "},
    {"\u03B1", "\\alpha "},
    {"\u03B2", "\\beta "},
    {"\u03BB", "\\lambda "},
    {"\u03C6", "\\phi "},
    {"\u2220", "\\angle "},
    {"\u20AC", "\\euro "},
    {"\u00A3", "\\pounds "},
    {"\u00A0", " "},
    {"\u2009", "\\,"},
    {"\u202F", "\\,"},
    {"\u2061", ""},
    {"\u2062", ""},
    {"\u200B", ""},
    {"\uFEFF", ""},
    {"\u2016", "|"},
    {"\u2223", "|"},
    {"\u2032", "'"},
    {"\uFF0C", ","},
}};

bool is_word_byte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80;
}

} // namespace

std::string latex_characters(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        bool is_known = false;
        if (static_cast<unsigned char>(text[i]) >= 0x80) {
            for (const auto &[character, latex] : characters) {
                if (text.substr(i).starts_with(character)) {
                    out += latex;
                    i += character.size();
                    is_known = true;
                    break;
                }
            }
        }
        if (!is_known) {
            out += text[i++];
        }
    }
    return out;
}

std::string plain_words(std::string_view text)
{
    std::string out;
    std::string word;
    const auto finish_word = [&] {
        if (!word.empty() && word != "the" && word != "an") {
            out += (out.empty() ? "" : " ") + word;
        }
        word.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool joins = (text[i] == '\'' || text[i] == '-' || text[i] == '/') && !word.empty() &&
                           i + 1 < text.size() && is_word_byte(text[i + 1]);
        if (is_word_byte(text[i]) || joins) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
        } else if (text[i] == '.' && !word.empty()) {
            continue; // "p.m." is "pm"
        } else {
            finish_word();
        }
    }
    finish_word();
    return out;
}

} // namespace kvscope
