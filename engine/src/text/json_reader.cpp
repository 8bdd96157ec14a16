#include "text/json_reader.h"

#include "text/utf8.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sys/stat.h>

namespace kvscope {
namespace {

/// Counts brackets outside strings. Text that is not JSON may be counted wrongly, but the parser refuses it anyway.
int nesting_depth(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

/// The place of an error in our words; what the parser says beside it is about its own grammar.
std::string parse_problem(const nlohmann::json::exception &failure)
{
    if (const auto *syntax = dynamic_cast<const nlohmann::json::parse_error *>(&failure)) {
        const bool is_surrogate = std::string_view(failure.what()).find("surrogate") != std::string_view::npos;
        return "not valid JSON at byte " + std::to_string(syntax->byte) +
               (is_surrogate ? ": a lone surrogate escape" : "");
    }
    return "not valid JSON: a number is too large";
}

bool needs_escape(char32_t c)
{
    const bool is_control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    const bool is_bidi =
        c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return is_control || is_bidi;
}

} // namespace

Result<std::string> read_whole_file(const std::string &path, std::uint64_t max_bytes)
{
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) {
        const ErrorCode code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io;
        return make_error(code, "cannot read " + path + ": " + std::strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return make_error(ErrorCode::InvalidData, "cannot read " + path + ": it is not a regular file");
    }
    if (static_cast<std::uint64_t>(info.st_size) > max_bytes) {
        return make_error(ErrorCode::InvalidData, path + " has " + std::to_string(info.st_size) + " bytes; at most " +
                                                      std::to_string(max_bytes) + " are accepted");
    }
    std::ifstream file(path, std::ios::binary);
    std::string content(static_cast<std::size_t>(info.st_size), '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file && !content.empty()) {
        return make_error(ErrorCode::Io, "cannot read " + path + ": only " + std::to_string(file.gcount()) + " of " +
                                             std::to_string(content.size()) + " bytes could be read");
    }
    return content;
}

Result<nlohmann::json> parse_json(std::string_view text, const std::string &origin, int max_depth)
{
    const std::string where = origin.empty() ? origin : origin + ": ";
    if (nesting_depth(text) > max_depth) {
        return make_error(ErrorCode::InvalidData,
                          where + "JSON is nested deeper than " + std::to_string(max_depth) + " levels");
    }
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception &failure) {
        return make_error(ErrorCode::InvalidData, where + parse_problem(failure));
    }
}

const nlohmann::json *find_member(const nlohmann::json &object, const char *name)
{
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string preview_text(std::string_view text, int max_chars)
{
    std::string preview;
    std::size_t pos = 0;
    for (int count = 0; pos < text.size() && count < max_chars; ++count) {
        const Utf8Step step = next_utf8(text, pos);
        if (step.kind != Utf8Step::Kind::Valid) {
            preview += "\xEF\xBF\xBD";
        } else if (step.code_point == '\n') {
            preview += "\\n";
        } else if (needs_escape(step.code_point)) {
            std::array<char, 16> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(step.code_point));
            preview += escaped.data();
        } else {
            preview.append(text, pos, static_cast<std::size_t>(step.length));
        }
        pos += static_cast<std::size_t>(step.length);
    }
    return pos < text.size() ? preview + "…" : preview;
}

} // namespace kvscope
