#define PCRE2_CODE_UNIT_WIDTH 8

#include "text/split_regex.h"

#include "text/json_reader.h"
#include "text/utf8.h"

#include <array>
#include <cctype>
#include <pcre2.h>

namespace kvscope {
namespace {

constexpr std::size_t max_pattern_bytes = 8192;
constexpr std::uint32_t max_nesting = 50;
constexpr std::uint32_t max_match_effort = 5'000'000;
constexpr std::uint32_t max_heap_kib = 64 * 1024;

/// Unicode's White_Space, which is what `\s` means to Oniguruma. PCRE2's own adds U+180E.
constexpr std::string_view white_space_ranges =
    "\\x09-\\x0d\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";

Error refusal(std::string_view pattern, const std::string &why)
{
    return make_error(ErrorCode::InvalidData, "the split pattern \"" + preview_text(pattern) + "\" " + why);
}

/// Letters whose escape means the same to both engines (`\s` and `\S` are rewritten).
bool is_portable_escape(char c)
{
    return !std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("pPdDwWbBrntfx").find(c) != std::string_view::npos;
}

Result<std::string> to_pcre2(std::string_view pattern)
{
    std::string out;
    bool in_class = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\') {
            if (++i == pattern.size()) {
                return refusal(pattern, "ends in a lone backslash");
            }
            const char escaped = pattern[i];
            if (escaped == 's') {
                out += in_class ? std::string(white_space_ranges) : "[" + std::string(white_space_ranges) + "]";
            } else if (escaped == 'S' && !in_class) {
                out += "[^" + std::string(white_space_ranges) + "]";
            } else if (is_portable_escape(escaped)) {
                out += {'\\', escaped};
            } else {
                return refusal(pattern, std::string("uses \\") + escaped + ", which is not supported");
            }
            continue;
        }
        if (in_class && (c == '[' || pattern.substr(i, 2) == "&&")) {
            return refusal(pattern, "nests or intersects character classes, which is not supported");
        }
        if (!in_class &&
            (pattern.substr(i, 2) == "(*" || pattern.substr(i, 3) == "(?C" || pattern.substr(i, 3) == "(?R")) {
            return refusal(pattern, "uses verbs, callouts or recursion, which are not supported");
        }
        if (c == '[') {
            in_class = true;
        } else if (c == ']') {
            in_class = false;
        }
        out += c;
    }
    return out;
}

using MatchData = std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)>;

} // namespace

struct SplitRegex::Compiled {
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code{nullptr, pcre2_code_free};
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context{nullptr,
                                                                                      pcre2_match_context_free};

    int match(std::string_view text, std::size_t pos, pcre2_match_data *data) const
    {
        // Checking the subject's UTF-8 at every match would make a long text quadratic.
        constexpr std::uint32_t options = PCRE2_NO_UTF_CHECK;
        const auto *subject = reinterpret_cast<PCRE2_SPTR>(text.data());
        const int status = pcre2_match(code.get(), subject, text.size(), pos, options, data, context.get());
        if (status == PCRE2_ERROR_JIT_STACKLIMIT) {
            return pcre2_match(code.get(), subject, text.size(), pos, options | PCRE2_NO_JIT, data, context.get());
        }
        return status;
    }
};

Result<SplitRegex> SplitRegex::compile(std::string_view pattern)
{
    if (pattern.empty() || pattern.size() > max_pattern_bytes || !is_valid_utf8(pattern)) {
        return refusal(pattern, "is empty, not UTF-8 or longer than " + std::to_string(max_pattern_bytes) + " bytes");
    }
    const Result<std::string> translated = to_pcre2(pattern);
    if (translated.has_error()) {
        return translated.error();
    }
    const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> limits(
        pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
    pcre2_set_parens_nest_limit(limits.get(), max_nesting);

    auto compiled = std::make_shared<Compiled>();
    int code = 0;
    PCRE2_SIZE offset = 0;
    compiled->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.value().data()),
                                       translated.value().size(), PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C,
                                       &code, &offset, limits.get()));
    if (!compiled->code) {
        std::array<PCRE2_UCHAR, 256> message{};
        pcre2_get_error_message(code, message.data(), message.size());
        return refusal(pattern, std::string("does not compile: ") + reinterpret_cast<const char *>(message.data()));
    }
    // Without a JIT (a hardened kernel may forbid it) matching is slower and gives the same.
    pcre2_jit_compile(compiled->code.get(), PCRE2_JIT_COMPLETE);
    compiled->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(compiled->context.get(), max_match_effort);
    pcre2_set_heap_limit(compiled->context.get(), max_heap_kib);
    return SplitRegex(std::move(compiled));
}

void SplitRegex::split(std::string_view text, std::vector<std::string_view> &pieces) const
{
    const MatchData data(pcre2_match_data_create(1, nullptr), pcre2_match_data_free);
    const PCRE2_SIZE *range = pcre2_get_ovector_pointer(data.get());
    std::size_t piece_start = 0; // end of the last match
    std::size_t search_from = 0;
    while (search_from < text.size() && compiled_->match(text, search_from, data.get()) >= 0) {
        const std::size_t start = range[0];
        const std::size_t end = range[1];
        if (end <= start) { // an empty match splits nothing
            search_from = start + static_cast<std::size_t>(next_utf8(text, std::min(start, text.size() - 1)).length);
            continue;
        }
        if (start > piece_start) {
            pieces.push_back(text.substr(piece_start, start - piece_start));
        }
        pieces.push_back(text.substr(start, end - start));
        piece_start = end;
        search_from = end;
    }
    if (piece_start < text.size()) {
        pieces.push_back(text.substr(piece_start));
    }
}

} // namespace kvscope
