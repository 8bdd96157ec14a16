#include "jinja/lexer.h"

#include "jinja/value.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace kvscope::jinja {
namespace {

constexpr std::string_view white_space = " \t\n\r\v\f";
constexpr std::array<std::string_view, 26> symbols{"**", "//", "==", "!=", "<=", ">=", "+", "-", "*",
                                                   "/",  "%",  "~",  "<",  ">",  "=",  "(", ")", "[",
                                                   "]",  "{",  "}",  ",",  ":",  ".",  "|", ";"};

bool is_name_start(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool is_digit(char c)
{
    return std::isdigit(static_cast<unsigned char>(c));
}

class Lexer {
public:
    explicit Lexer(std::string_view source) : text_(with_unix_lines(source)) {}

    std::vector<Token> run()
    {
        while (pos_ < text_.size()) {
            const std::size_t tag = find_tag();
            add_data(tag);
            if (tag == text_.size()) {
                break;
            }
            pos_ = tag + 2;
            const char kind = text_[tag + 1];
            strips_left_next_ = false;
            if (pos_ < text_.size() && (text_[pos_] == '-' || text_[pos_] == '+')) {
                ++pos_;
            }
            if (kind == '#') {
                skip_comment();
            } else {
                read_tag(kind == '{');
            }
        }
        add(Token::Kind::End, "");
        return std::move(tokens_);
    }

private:
    /// One trailing newline is dropped, as Jinja does.
    static std::string with_unix_lines(std::string_view source)
    {
        std::string text;
        for (std::size_t i = 0; i < source.size(); ++i) {
            if (source[i] == '\r') {
                text += '\n';
                i += source.substr(i + 1, 1) == "\n" ? 1 : 0;
            } else {
                text += source[i];
            }
        }
        if (text.ends_with('\n')) {
            text.pop_back();
        }
        return text;
    }

    std::size_t find_tag() const
    {
        for (std::size_t i = pos_; i + 1 < text_.size(); ++i) {
            if (text_[i] == '{' && (text_[i + 1] == '{' || text_[i + 1] == '%' || text_[i + 1] == '#')) {
                return i;
            }
        }
        return text_.size();
    }

    /// The text up to the tag, stripped as the tags on both sides ask for.
    void add_data(std::size_t tag)
    {
        std::string_view data = std::string_view(text_).substr(pos_, tag - pos_);
        line_ += static_cast<int>(std::count(data.begin(), data.end(), '\n'));
        const bool begins_line_before = pos_ == 0 || text_[pos_ - 1] == '\n';
        if (strips_left_next_) {
            data.remove_prefix(std::min(data.find_first_not_of(white_space), data.size()));
        }
        if (tag < text_.size()) {
            const char mark = tag + 2 < text_.size() ? text_[tag + 2] : ' ';
            if (mark == '-') {
                data = data.substr(0, data.find_last_not_of(white_space) + 1);
            } else if (mark != '+' && text_[tag + 1] != '{') {
                strip_line_start(data, begins_line_before);
            }
        }
        if (!data.empty()) {
            add(Token::Kind::Data, std::string(data));
        }
    }

    /// lstrip_blocks: blanks between the start of a line and a block tag are not text.
    static void strip_line_start(std::string_view &data, bool begins_line_before)
    {
        const std::size_t kept = data.find_last_not_of(" \t\v\f") + 1; // npos + 1 is 0
        if (kept > 0 ? data[kept - 1] == '\n' : begins_line_before) {
            data = data.substr(0, kept);
        }
    }

    void skip_comment()
    {
        const std::size_t end = text_.find("#}", pos_);
        if (end == std::string::npos) {
            throw Failure("a comment is not closed (line " + std::to_string(line_) + ")");
        }
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(pos_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        end_tag(end, end > pos_ ? text_[end - 1] : ' ', true);
    }

    /// `end` is where "%}", "}}" or "#}" begins; `mark` what stands before it.
    void end_tag(std::size_t end, char mark, bool trims_newline)
    {
        pos_ = end + 2;
        strips_left_next_ = mark == '-';
        if (trims_newline && mark != '-' && mark != '+' && pos_ < text_.size() && text_[pos_] == '\n') {
            ++pos_;
            ++line_;
        }
    }

    void read_tag(bool prints)
    {
        const std::string_view closing = prints ? "}}" : "%}";
        add(prints ? Token::Kind::PrintBegin : Token::Kind::BlockBegin, "");
        int depth = 0; // "}}" inside brackets closes two dictionaries
        while (true) {
            skip_blanks();
            const std::string_view rest = std::string_view(text_).substr(pos_);
            if (rest.empty()) {
                throw Failure("a tag is not closed (line " + std::to_string(line_) + ")");
            }
            const bool has_mark = rest.front() == '-' || rest.front() == '+';
            if (depth == 0 && rest.substr(has_mark ? 1 : 0, 2) == closing) {
                add(prints ? Token::Kind::PrintEnd : Token::Kind::BlockEnd, "");
                end_tag(pos_ + (has_mark ? 1 : 0), rest.front(), !prints);
                return;
            }
            read_token(rest, depth);
        }
    }

    void skip_blanks()
    {
        while (pos_ < text_.size() && white_space.find(text_[pos_]) != std::string_view::npos) {
            line_ += text_[pos_] == '\n' ? 1 : 0;
            ++pos_;
        }
    }

    void read_token(std::string_view rest, int &depth)
    {
        if (is_name_start(rest.front())) {
            const auto end = std::ranges::find_if(rest, [](char c) { return !is_name_start(c) && !is_digit(c); });
            take(Token::Kind::Name, rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
        } else if (is_digit(rest.front())) {
            const auto end = std::ranges::find_if(rest, [](char c) { return !is_digit(c) && c != '_'; });
            const std::string_view digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
            if (digits.size() < rest.size() && rest[digits.size()] == '.' && digits.size() + 1 < rest.size() &&
                is_digit(rest[digits.size() + 1])) {
                throw Failure("fractions are not supported (line " + std::to_string(line_) + ")");
            }
            take(Token::Kind::Number, digits);
        } else if (rest.front() == '"' || rest.front() == '\'') {
            read_string(rest);
        } else {
            const auto *symbol = std::ranges::find_if(symbols, [&](auto s) { return rest.starts_with(s); });
            if (symbol == symbols.end()) {
                throw Failure("unexpected character in a tag (line " + std::to_string(line_) + ")");
            }
            depth += *symbol == "(" || *symbol == "[" || *symbol == "{" ? 1 : 0;
            depth -= *symbol == ")" || *symbol == "]" || *symbol == "}" ? 1 : 0;
            take(Token::Kind::Symbol, *symbol);
        }
    }

    void take(Token::Kind kind, std::string_view text)
    {
        pos_ += text.size();
        add(kind, std::string(text));
    }

    void read_string(std::string_view rest)
    {
        std::string value;
        std::size_t i = 1;
        for (; i < rest.size() && rest[i] != rest[0]; ++i) {
            if (rest[i] != '\\') {
                value += rest[i];
                continue;
            }
            if (++i == rest.size()) {
                break;
            }
            constexpr std::string_view codes = "ntrfvab0";
            constexpr std::string_view meanings("\n\t\r\f\v\a\b\0", 8);
            if (rest[i] == 'u' || rest[i] == 'x' || rest[i] == 'U' || rest[i] == 'N') {
                throw Failure("the escape \\" + std::string(1, rest[i]) + " is not supported");
            }
            const std::size_t code = codes.find(rest[i]);
            if (rest[i] == '\n') {
                continue; // a continued line
            }
            if (code == std::string_view::npos && std::string_view("\\'\"").find(rest[i]) == std::string_view::npos) {
                value += '\\'; // an unknown escape stays as it is
            }
            value += code == std::string_view::npos ? rest[i] : meanings[code];
        }
        if (i >= rest.size()) {
            throw Failure("a text in quotes is not closed (line " + std::to_string(line_) + ")");
        }
        add(Token::Kind::Text, value);
        line_ += static_cast<int>(std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(i), '\n'));
        pos_ += i + 1;
    }

    void add(Token::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }

    std::string text_;
    std::size_t pos_ = 0;
    int line_ = 1;
    bool strips_left_next_ = false; ///< the tag before ended in "-"
    std::vector<Token> tokens_;
};

} // namespace

std::vector<Token> tokenize(std::string_view source)
{
    return Lexer(source).run();
}

} // namespace kvscope::jinja
