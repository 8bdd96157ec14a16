#include "grading/choice_letter.h"

#include "grading/math_words.h"

#include <array>
#include <cctype>
#include <set>
#include <vector>

namespace kvscope {
namespace {

/// A word of the answer, with what stands around it.
struct Piece {
    std::string text;
    char before = ' ';
    char after = ' ';
};

bool is_letter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool is_word_byte(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

/// Without LaTeX: commands that only lay out are dropped, braces and dollars become spaces.
std::string without_latex(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            const bool is_markup = std::string_view("{}$*~").find(text[i]) != std::string_view::npos;
            plain += is_markup ? ' ' : text[i];
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && is_letter(text[end])) {
            ++end;
        }
        const WordMeaning meaning = command_meaning(text.substr(i + 1, end - i - 1)).meaning;
        const bool is_layout = end == i + 1 || meaning == WordMeaning::Layout || meaning == WordMeaning::TextBlock;
        plain += is_layout ? " " : text.substr(i, end - i);
        i = end == i + 1 ? end + (end < text.size() ? 1 : 0) : end;
    }
    return plain;
}

std::vector<Piece> pieces_of(std::string_view plain)
{
    std::vector<Piece> pieces;
    char before = ' ';
    for (std::size_t i = 0; i < plain.size();) {
        if (!is_word_byte(plain[i])) {
            if (std::isspace(static_cast<unsigned char>(plain[i])) == 0) {
                before = plain[i];
            }
            ++i;
            continue;
        }
        Piece piece;
        piece.before = before;
        while (i < plain.size() && (is_word_byte(plain[i]) || plain[i] == '\'')) {
            piece.text += plain[i++];
        }
        const std::size_t next = plain.find_first_not_of(" \t\r\n", i);
        piece.after = next == std::string_view::npos ? ' ' : plain[next];
        pieces.push_back(std::move(piece));
        before = ' ';
    }
    return pieces;
}

bool is_single_letter(const Piece &piece)
{
    return piece.text.size() == 1 && is_letter(piece.text[0]);
}

char upper(const Piece &piece)
{
    return static_cast<char>(std::toupper(static_cast<unsigned char>(piece.text[0])));
}

std::string lower(std::string text)
{
    for (char &c : text) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

/// "(B)", "B)", "B.", "B:" – written as the name of a choice, which the article "a" is not.
bool is_marked(const Piece &piece)
{
    const bool is_enclosed = (piece.before == '(' && piece.after == ')') || (piece.before == '[' && piece.after == ']');
    return is_enclosed || piece.after == ')' || piece.after == ':' || piece.after == '.';
}

bool announces(const std::string &word)
{
    static const std::set<std::string> words{"option", "choice", "answer", "is", "letter"};
    return words.count(lower(word)) != 0;
}

} // namespace

ChoiceLetter choice_letter(std::string_view answer)
{
    const std::vector<Piece> pieces = pieces_of(without_latex(answer.substr(0, 2000)));
    std::set<char> alone;     // nothing else is said: "B", "A, B"
    std::set<char> announced; // "option B", "(B)"
    bool has_words = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        if (!is_single_letter(piece)) {
            const std::string word = lower(piece.text);
            has_words = has_words || (word != "and" && word != "or");
            continue;
        }
        alone.insert(upper(piece));
        const bool is_last = i + 1 == pieces.size();
        const bool is_capital = std::isupper(static_cast<unsigned char>(piece.text[0])) != 0;
        const bool is_after_cue = i > 0 && announces(pieces[i - 1].text);
        const bool starts_answer = i == 0 && is_marked(piece);
        const bool is_enclosed = piece.before == '(' && piece.after == ')';
        if (is_enclosed || starts_answer || (is_after_cue && (is_last || is_capital || is_marked(piece)))) {
            announced.insert(upper(piece));
        }
    }
    if (!has_words && alone.size() == 1) {
        return {*alone.begin(), false, ""};
    }
    if (announced.size() == 1 && (has_words || alone.size() == 1)) {
        return {*announced.begin(), false, ""};
    }
    if (announced.size() > 1 || (!has_words && alone.size() > 1)) {
        return {0, true, "the answer names several choices"};
    }
    return {0, false, "the answer names no choice"};
}

} // namespace kvscope
