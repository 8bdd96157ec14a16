#include "jinja/parser.h"

#include "text/json_reader.h"

#include <algorithm>

namespace kvscope::jinja {

const Token &Parser::peek(std::size_t ahead) const
{
    return tokens_[std::min(pos_ + ahead, tokens_.size() - 1)];
}

bool Parser::at_symbol(std::string_view text) const
{
    return peek().kind == Token::Kind::Symbol && peek().text == text;
}

bool Parser::at_name(std::string_view text) const
{
    return peek().kind == Token::Kind::Name && peek().text == text;
}

bool Parser::take_symbol(std::string_view text)
{
    const bool found = at_symbol(text);
    pos_ += found ? 1 : 0;
    return found;
}

bool Parser::take_name(std::string_view text)
{
    const bool found = at_name(text);
    pos_ += found ? 1 : 0;
    return found;
}

void Parser::expect_symbol(std::string_view text)
{
    if (!take_symbol(text)) {
        fail("needs \"" + std::string(text) + "\" here");
    }
}

std::string Parser::expect_name()
{
    if (peek().kind != Token::Kind::Name) {
        fail("needs a name here");
    }
    return tokens_[pos_++].text;
}

void Parser::fail(const std::string &what) const
{
    const std::string near = peek().text.empty() ? "" : " (near \"" + preview_text(peek().text, 30) + "\")";
    throw Failure("line " + std::to_string(peek().line) + " " + what + near);
}

Block Parser::parse()
{
    Block block = parse_block({});
    if (peek().kind != Token::Kind::End) {
        fail("ends a block that was not begun");
    }
    return block;
}

/// Up to a block tag whose name is among `ends`, which stays the next token after its BlockBegin; or up to the end.
Block Parser::parse_block(const std::vector<std::string_view> &ends)
{
    const Depth depth(*this);
    Block block;
    while (peek().kind != Token::Kind::End) {
        if (peek().kind == Token::Kind::Data) {
            Statement data;
            data.text = tokens_[pos_++].text;
            block.push_back(std::move(data));
        } else if (peek().kind == Token::Kind::PrintBegin) {
            Statement print;
            print.kind = Statement::Kind::Print;
            print.line = tokens_[pos_++].line;
            print.expression = parse_expression();
            if (tokens_[pos_++].kind != Token::Kind::PrintEnd) {
                --pos_;
                fail("does not end its expression");
            }
            block.push_back(std::move(print));
        } else { // BlockBegin
            ++pos_;
            const bool is_end = peek().kind == Token::Kind::Name && std::ranges::count(ends, peek().text) > 0;
            if (is_end || (ends.empty() && peek().text.starts_with("end"))) {
                return block;
            }
            block.push_back(parse_tag());
        }
    }
    if (!ends.empty()) {
        fail("ends the template where \"" + std::string(ends.back()) + "\" is missing");
    }
    return block;
}

void Parser::expect_tag_end()
{
    if (peek().kind != Token::Kind::BlockEnd) {
        fail("does not end its tag");
    }
    ++pos_;
}

void Parser::end_block(std::string_view name)
{
    if (!take_name(name)) {
        fail("needs \"" + std::string(name) + "\"");
    }
    expect_tag_end();
}

Statement Parser::parse_tag()
{
    if (at_name("if")) {
        return parse_if();
    }
    if (at_name("for")) {
        return parse_for();
    }
    if (at_name("set")) {
        return parse_set();
    }
    if (at_name("macro")) {
        return parse_macro();
    }
    Statement statement;
    statement.line = peek().line;
    if (take_name("break") || take_name("continue")) {
        statement.kind = tokens_[pos_ - 1].text == "break" ? Statement::Kind::Break : Statement::Kind::Continue;
        expect_tag_end();
        return statement;
    }
    if (take_name("generation")) { // marks what a model is trained on; it prints as it is
        statement.kind = Statement::Kind::Group;
        expect_tag_end();
        statement.body = parse_block({"endgeneration"});
        end_block("endgeneration");
        return statement;
    }
    fail("uses a tag that is not supported");
}

/// At "if" or "elif".
Statement Parser::parse_if()
{
    const Depth depth(*this);
    Statement statement;
    statement.kind = Statement::Kind::If;
    statement.line = tokens_[pos_++].line;
    statement.expression = parse_expression();
    expect_tag_end();
    statement.body = parse_block({"elif", "else", "endif"});
    if (at_name("elif")) {
        statement.other.push_back(parse_if()); // which takes the one endif
        return statement;
    }
    if (take_name("else")) {
        expect_tag_end();
        statement.other = parse_block({"endif"});
    }
    end_block("endif");
    return statement;
}

Statement Parser::parse_for()
{
    Statement statement;
    statement.kind = Statement::Kind::For;
    statement.line = tokens_[pos_++].line;
    const bool in_brackets = take_symbol("(");
    do {
        statement.names.push_back(expect_name());
    } while (take_symbol(","));
    if (in_brackets) {
        expect_symbol(")");
    }
    if (!take_name("in")) {
        fail("needs \"in\"");
    }
    statement.expression = parse_or(); // "if" is the loop's own
    if (take_name("if")) {
        statement.condition = parse_expression();
    }
    expect_tag_end();
    statement.body = parse_block({"else", "endfor"});
    if (take_name("else")) {
        expect_tag_end();
        statement.other = parse_block({"endfor"});
    }
    end_block("endfor");
    return statement;
}

Statement Parser::parse_set()
{
    Statement statement;
    statement.kind = Statement::Kind::Set;
    statement.line = tokens_[pos_++].line;
    statement.names.push_back(expect_name());
    if (take_symbol(".")) {
        statement.names.push_back(expect_name());
    }
    if (take_symbol("=")) {
        statement.expression = parse_expression();
        expect_tag_end();
        return statement;
    }
    if (statement.names.size() > 1 || peek().kind != Token::Kind::BlockEnd) {
        fail("sets in a way that is not supported");
    }
    statement.kind = Statement::Kind::SetBlock;
    expect_tag_end();
    statement.body = parse_block({"endset"});
    end_block("endset");
    return statement;
}

Statement Parser::parse_macro()
{
    Statement statement;
    statement.kind = Statement::Kind::Macro;
    statement.line = tokens_[pos_++].line;
    statement.text = expect_name();
    expect_symbol("(");
    while (!take_symbol(")")) {
        statement.names.push_back(expect_name());
        if (take_symbol("=")) {
            statement.defaults.push_back(parse_expression());
        } else if (!statement.defaults.empty()) {
            fail("has a parameter without a default after one that has it");
        }
        if (!at_symbol(")")) {
            expect_symbol(",");
        }
    }
    expect_tag_end();
    statement.body = parse_block({"endmacro"});
    end_block("endmacro");
    return statement;
}

} // namespace kvscope::jinja
