#include "eval/grading_boxed.h"

#include <algorithm>
#include <array>
#include <vector>

namespace kvscope {
namespace {

constexpr std::array<std::string_view, 2> commands{"\\boxed", "\\fbox"};
constexpr int max_boxes_in_a_row = 64;

struct Box {
    std::size_t start = 0; ///< of the command
    std::size_t end = 0;   ///< behind the box
    std::string content;
    bool is_closed = true;
};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The group that opens at `open`. A backslash takes the meaning off what follows.
Box group_at(std::string_view text, std::size_t start, std::size_t open)
{
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '{') {
            ++depth;
        } else if (text[i] == '}' && --depth == 0) {
            return {start, i + 1, std::string(text.substr(open + 1, i - open - 1)), true};
        }
    }
    return {start, text.size(), "", false};
}

/// The box whose command starts at `start`: braces, or a bare number ("\boxed 5"). Nothing if it is only spoken of.
std::optional<Box> box_at(std::string_view text, std::size_t start, std::size_t length)
{
    const std::size_t open = text.find_first_not_of(" \t\r\n", start + length);
    if (open == std::string_view::npos) {
        return std::nullopt;
    }
    if (text[open] == '{') {
        return group_at(text, start, open);
    }
    const std::size_t first_digit = open + (text[open] == '-' ? 1 : 0);
    std::size_t end = first_digit;
    while (end < text.size() && (is_digit(text[end]) || ((text[end] == '.' || text[end] == ',' || text[end] == '/') &&
                                                         end + 1 < text.size() && is_digit(text[end + 1])))) {
        ++end;
    }
    if (end == first_digit || !is_digit(text[first_digit])) {
        return std::nullopt;
    }
    return Box{start, end, std::string(text.substr(open, end - open)), true};
}

/// The last box that starts before `limit`.
std::optional<Box> box_before(std::string_view text, std::size_t limit)
{
    while (limit > 0) {
        const std::size_t word = text.rfind("box", limit - 1);
        if (word == std::string_view::npos) {
            return std::nullopt;
        }
        for (const std::string_view command : commands) {
            const std::size_t before_word = command.find("box");
            if (word >= before_word && text.substr(word - before_word).starts_with(command)) {
                if (std::optional<Box> box = box_at(text, word - before_word, command.size())) {
                    return box;
                }
            }
        }
        limit = word;
    }
    return std::nullopt;
}

/// Whether the text between two boxes only joins them: commas, "and", "or", with mathematics opened and closed.
bool is_joint(std::string_view between)
{
    bool has_joint = false;
    while (!between.empty()) {
        constexpr std::array<std::string_view, 7> joints{
            ",", ";", "and", "or", "\\text{ and }", "\\text{ or }", "\\text{and}"};
        constexpr std::array<std::string_view, 12> layout{"$",   " ",   "\n",  "\t",     "\r",  "\\(",
                                                          "\\)", "\\[", "\\]", "\\quad", "\\,", "\\ "};
        const auto starts = [&](std::string_view part) { return between.starts_with(part); };
        if (const auto *const joint = std::find_if(joints.begin(), joints.end(), starts); joint != joints.end()) {
            has_joint = true;
            between.remove_prefix(joint->size());
        } else if (const auto *const skip = std::find_if(layout.begin(), layout.end(), starts); skip != layout.end()) {
            between.remove_prefix(skip->size());
        } else {
            return false;
        }
    }
    return has_joint;
}

} // namespace

std::optional<std::string> last_boxed(std::string_view text)
{
    std::optional<Box> box = box_before(text, text.size());
    if (!box || !box->is_closed) {
        return std::nullopt;
    }
    std::string answer = box->content;
    std::size_t start = box->start;
    for (int i = 1; i < max_boxes_in_a_row; ++i) {
        const std::optional<Box> previous = box_before(text, start);
        if (!previous || !previous->is_closed || previous->end > start ||
            !is_joint(text.substr(previous->end, start - previous->end))) {
            break;
        }
        answer = previous->content + ", " + answer;
        start = previous->start;
    }
    return answer;
}

} // namespace kvscope
