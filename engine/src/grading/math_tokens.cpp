#include "grading/math_tokens.h"

#include "grading/answer_unit.h"
#include "grading/math_characters.h"
#include "grading/math_number.h"
#include "grading/math_words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kvscope {
namespace {

constexpr int max_text_nesting = 4;
constexpr std::array<std::string_view, 9> matrix_environments{"matrix",  "pmatrix",     "bmatrix", "Bmatrix", "vmatrix",
                                                              "Vmatrix", "smallmatrix", "array",   "cases"};

bool is_letter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

class Tokenizer {
public:
    Tokenizer(AnswerReading reading, int nesting) : reading_(reading), nesting_(nesting) {}

    /// False for what is no mathematics.
    bool run(std::string_view text)
    {
        text_ = text;
        while (pos_ < text_.size()) {
            const char c = text_[pos_];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '~') {
                ++pos_;
                has_space_ = true;
            } else if (c == '\\') {
                if (!read_command()) {
                    return false;
                }
            } else if (is_digit(c) || (c == '.' && pos_ + 1 < text_.size() && is_digit(text_[pos_ + 1]))) {
                add(MathTokenKind::Number,
                    read_math_number(text_, pos_, reading_.has_thousands_commas, reading_.is_decimal_comma));
            } else if (is_letter(c)) {
                read_letters();
            } else if (!read_sign()) {
                return false;
            }
        }
        return true;
    }

    std::vector<MathToken> take() { return std::move(tokens_); }

private:
    void add(MathTokenKind kind, std::string_view text)
    {
        tokens_.push_back({kind, std::string(text), has_space_});
        has_space_ = false;
    }

    /// Whether what stands before can have a unit.
    bool follows_value() const
    {
        return !tokens_.empty() && (tokens_.back().kind == MathTokenKind::Number || tokens_.back().text == "}" ||
                                    tokens_.back().text == ")");
    }

    /// Content of the braces that open at or after the position, which moves behind them.
    std::string_view braced()
    {
        while (pos_ < text_.size() && text_[pos_] == ' ') {
            ++pos_;
        }
        if (pos_ >= text_.size() || text_[pos_] != '{') {
            return {};
        }
        const std::size_t start = pos_ + 1;
        int depth = 0;
        for (; pos_ < text_.size(); ++pos_) {
            depth += text_[pos_] == '{' ? 1 : text_[pos_] == '}' ? -1 : 0;
            if (depth == 0) {
                return text_.substr(start, pos_++ - start);
            }
        }
        return text_.substr(start);
    }

    bool read_command();
    bool read_named_command();
    bool read_environment(bool opens);
    bool read_text_block();
    void read_letters();
    bool read_sign();

    AnswerReading reading_;
    int nesting_;
    std::string_view text_;
    std::size_t pos_ = 0;
    bool has_space_ = false;
    int num_open_matrices_ = 0;
    std::vector<MathToken> tokens_;
};

bool Tokenizer::read_command()
{
    ++pos_;
    if (pos_ >= text_.size()) {
        return true; // a lone backslash at the end
    }
    if (!is_letter(text_[pos_])) {
        const char c = text_[pos_++];
        switch (c) {
        case '{':
        case '}':
            add(MathTokenKind::Operator, c == '{' ? "\\{" : "\\}");
            return true;
        case '%':
            add(MathTokenKind::Operator, "%");
            return true;
        case '$':
            add(MathTokenKind::Word, "$dollar");
            return true;
        case '|':
            add(MathTokenKind::Operator, "|");
            return true;
        case '\\':
            if (num_open_matrices_ > 0 || pos_ >= text_.size() || !is_letter(text_[pos_])) {
                add(MathTokenKind::Operator, "\\\\");
                return true;
            }
            return read_named_command(); // "\\\\frac", escaped once too often
        default:                         // \, \; \! \( \) \[ \] and the like are layout
            has_space_ = has_space_ || c != '!';
            return true;
        }
    }
    return read_named_command();
}

bool Tokenizer::read_named_command()
{
    const std::size_t start = pos_;
    while (pos_ < text_.size() && is_letter(text_[pos_])) {
        ++pos_;
    }
    std::string_view command = text_.substr(start, pos_ - start);
    if (command.starts_with("quad")) { // "\quadx" is written where "\quad x" is meant
        command = "quad";
        pos_ = start + command.size();
    }
    if (command == "begin" || command == "end") {
        return read_environment(command == "begin");
    }
    const Word word = command_meaning(command);
    switch (word.meaning) {
    case WordMeaning::Layout:
        if (command == "overline" && !tokens_.empty() && tokens_.back().kind == MathTokenKind::Number) {
            tokens_.back().text += "(" + std::string(braced()) + ")"; // 0.1\overline{6}
        }
        return true;
    case WordMeaning::TextBlock:
        return read_text_block();
    case WordMeaning::Operator:
        add(MathTokenKind::Operator, word.name);
        return true;
    case WordMeaning::Name:
        add(MathTokenKind::Word, word.name);
        return true;
    case WordMeaning::Unknown:
        break;
    }
    return false;
}

bool Tokenizer::read_environment(bool opens)
{
    const std::string_view name = braced();
    if (std::find(matrix_environments.begin(), matrix_environments.end(), name) == matrix_environments.end() ||
        name == "cases") {
        return false;
    }
    if (opens && name == "array") {
        (void)braced(); // the columns' alignment
    }
    num_open_matrices_ += opens ? 1 : -1;
    add(MathTokenKind::Word, opens ? "matrix" : "endmatrix");
    return true;
}

bool Tokenizer::read_text_block()
{
    const std::string_view content = braced();
    const bool has_letters = std::any_of(content.begin(), content.end(), is_letter);
    const bool has_math = content.find_first_of("0123456789$\\^") != std::string_view::npos;
    const std::string words = plain_words(content);
    if ((!has_letters || has_math) && content.find_first_not_of(" ,.") != std::string_view::npos) {
        Tokenizer inner(reading_, nesting_ + 1);
        if (nesting_ >= max_text_nesting || !inner.run(content)) {
            return false;
        }
        for (MathToken &token : inner.tokens_) {
            tokens_.push_back(std::move(token));
        }
        return true;
    }
    if (content.find(',') != std::string_view::npos && !has_letters) {
        add(MathTokenKind::Operator, ",");
    } else if (words == "and" || words == "or") {
        add(MathTokenKind::Operator, words);
    } else if (const Word word = command_meaning(words); word.meaning == WordMeaning::Name && words.size() > 1) {
        add(MathTokenKind::Word, word.name);
    } else if ((content == "e" || content == "i") && !follows_value()) {
        add(MathTokenKind::Letter, content); // \mathrm{e}
    } else if (!words.empty()) {
        add(MathTokenKind::Text, words);
    }
    has_space_ = has_space_ || !content.empty();
    return true;
}

void Tokenizer::read_letters()
{
    const std::size_t start = pos_;
    while (pos_ < text_.size() && is_letter(text_[pos_])) {
        ++pos_;
    }
    std::string_view run = text_.substr(start, pos_ - start);
    const bool is_article = run == "a" || run == "an" || run == "the";
    if (is_article && tokens_.empty() && pos_ + 3 < text_.size() && text_[pos_] == ' ' && is_letter(text_[pos_ + 1]) &&
        is_letter(text_[pos_ + 2]) && is_letter(text_[pos_ + 3])) {
        return; // "an ellipse"
    }
    if (run == "x" && follows_value() && has_space_ && pos_ + 1 < text_.size() && text_[pos_] == ' ' &&
        is_digit(text_[pos_ + 1])) {
        add(MathTokenKind::Operator, "*"); // 3 x 10^5
        return;
    }
    if (const Word word = plain_word_meaning(run); word.meaning != WordMeaning::Unknown) {
        add(word.meaning == WordMeaning::Operator ? MathTokenKind::Operator : MathTokenKind::Word, word.name);
        return;
    }
    // "p.m." is one word; a unit needs a value before it; four letters and more are words rather than products.
    if (follows_value() && (run == "a" || run == "p") && text_.substr(pos_).starts_with(".m")) {
        add(MathTokenKind::Text, std::string(run) + "m");
        pos_ += text_.substr(pos_).starts_with(".m.") ? 3 : 2;
        return;
    }
    if (run.size() >= 4 || (run.size() >= 2 && follows_value() && is_known_unit(plain_words(run)))) {
        add(MathTokenKind::Text, plain_words(run));
        return;
    }
    for (const char letter : run) {
        add(MathTokenKind::Letter, std::string_view(&letter, 1));
    }
}

bool Tokenizer::read_sign()
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> pairs{
        {{"<=", "L"}, {">=", "G"}, {"!=", "N"}, {"==", "="}, {"**", "^"}, {"+-", "+-"}, {"+/-", "+-"}}};
    const std::string_view rest = text_.substr(pos_);
    for (const auto &[written, token] : pairs) {
        if (rest.starts_with(written)) {
            pos_ += written.size();
            add(MathTokenKind::Operator, token);
            return true;
        }
    }
    const char c = text_[pos_];
    ++pos_;
    if (c == '$') {
        if (pos_ < text_.size() && is_digit(text_[pos_]) && text_.find('$', pos_) == std::string_view::npos &&
            text_.rfind('$', pos_ - 1) == pos_ - 1 && text_.find('$') == pos_ - 1) {
            add(MathTokenKind::Word, "$dollar"); // "$5", not the "$5$" of mathematics
        }
        return true;
    }
    if (std::string_view("+-*/^_()[]{},;:=<>!|%&").find(c) == std::string_view::npos) {
        return c == '.' && pos_ == text_.size(); // a final period
    }
    add(MathTokenKind::Operator, std::string_view(&c, 1));
    return true;
}

} // namespace

std::optional<std::vector<MathToken>> tokenize_math(std::string_view text, AnswerReading reading)
{
    if (text.size() > max_math_bytes) {
        return std::nullopt;
    }
    const std::string latex = latex_characters(text);
    Tokenizer tokenizer(reading, 0);
    if (!tokenizer.run(latex)) {
        return std::nullopt;
    }
    return tokenizer.take();
}

} // namespace kvscope
