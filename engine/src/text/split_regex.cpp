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

/// Letters and numbers of Unicode 15 and 16, which Oniguruma knows (as of `tokenizers` 0.23) and PCRE2 10.42 does not.
constexpr std::string_view new_letter_ranges =
    "\\x{1c89}-\\x{1c8a}\\x{a7cb}-\\x{a7cd}\\x{a7da}-\\x{a7dc}\\x{105c0}-\\x{105f3}"
    "\\x{10d4a}-\\x{10d65}\\x{10d6f}-\\x{10d85}\\x{10ec2}-\\x{10ec4}\\x{1123f}-\\x{11240}"
    "\\x{11380}-\\x{11389}\\x{1138b}\\x{1138e}\\x{11390}-\\x{113b5}\\x{113b7}\\x{113d1}\\x{113d3}"
    "\\x{11bc0}-\\x{11be0}\\x{11f02}\\x{11f04}-\\x{11f10}\\x{11f12}-\\x{11f33}\\x{1342f}"
    "\\x{13441}-\\x{13446}\\x{13460}-\\x{143fa}\\x{16100}-\\x{1611d}\\x{16d40}-\\x{16d6c}\\x{18cff}"
    "\\x{1b132}\\x{1b155}\\x{1df25}-\\x{1df2a}\\x{1e030}-\\x{1e06d}\\x{1e4d0}-\\x{1e4eb}"
    "\\x{1e5d0}-\\x{1e5ed}\\x{1e5f0}\\x{2b739}\\x{2ebf0}-\\x{2ee5d}\\x{31350}-\\x{323af}";
constexpr std::string_view new_number_ranges =
    "\\x{10d40}-\\x{10d49}\\x{116d0}-\\x{116e3}\\x{11bf0}-\\x{11bf9}\\x{11f50}-\\x{11f59}"
    "\\x{16130}-\\x{16139}\\x{16d70}-\\x{16d79}\\x{1ccf0}-\\x{1ccf9}\\x{1d2c0}-\\x{1d2d3}"
    "\\x{1e4f0}-\\x{1e4f9}\\x{1e5f1}-\\x{1e5fa}";

/// What follows \p or \P, from the brace on: {L}. Empty: not in braces.
std::string_view property_at(std::string_view pattern, std::size_t pos)
{
    const std::size_t end = pattern.find('}', pos);
    return pos < pattern.size() && pattern[pos] == '{' && end != std::string_view::npos
               ? pattern.substr(pos, end + 1 - pos)
               : std::string_view();
}

std::string_view new_ranges_of(std::string_view property)
{
    return property == "{L}" ? new_letter_ranges : property == "{N}" ? new_number_ranges : std::string_view();
}

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
            } else if (const auto property = property_at(pattern, i + 1);
                       escaped == 'p' && !new_ranges_of(property).empty()) {
                const std::string members = "\\p" + std::string(property) + std::string(new_ranges_of(property));
                out += in_class ? members : "[" + members + "]";
                i += property.size();
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

} // namespace

struct SplitRegex::Compiled {
    std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code{nullptr, pcre2_code_free};
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context{nullptr,
                                                                                      pcre2_match_context_free};

    bool has_jit = false;

    int match(std::string_view text, std::size_t pos, pcre2_match_data *data) const
    {
        // Checking the subject's UTF-8 at every match would make a long text quadratic.
        constexpr std::uint32_t options = PCRE2_NO_UTF_CHECK;
        const auto *subject = reinterpret_cast<PCRE2_SPTR>(text.data());
        if (has_jit) {
            const int status = pcre2_jit_match(code.get(), subject, text.size(), pos, options, data, context.get());
            if (status != PCRE2_ERROR_JIT_STACKLIMIT) {
                return status;
            }
        }
        return pcre2_match(code.get(), subject, text.size(), pos, options | PCRE2_NO_JIT, data, context.get());
    }
};

struct SplitRegex::Pieces::Match {
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data{pcre2_match_data_create(1, nullptr),
                                                                             pcre2_match_data_free};
    const PCRE2_SIZE *range = pcre2_get_ovector_pointer(data.get());
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
    compiled->has_jit = pcre2_jit_compile(compiled->code.get(), PCRE2_JIT_COMPLETE) == 0;
    compiled->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(compiled->context.get(), max_match_effort);
    pcre2_set_heap_limit(compiled->context.get(), max_heap_kib);
    return SplitRegex(std::move(compiled));
}

SplitRegex::Pieces::Pieces(const SplitRegex &regex, std::string_view text)
    : compiled_(*regex.compiled_), match_(std::make_unique<Match>()), text_(text)
{
}

SplitRegex::Pieces::~Pieces() = default;

/// Looks for the next match that is not empty: an empty one splits nothing.
bool SplitRegex::Pieces::find_match()
{
    std::size_t from = done_;
    while (from < text_.size() && compiled_.match(text_, from, match_->data.get()) >= 0) {
        match_start_ = match_->range[0];
        match_end_ = match_->range[1];
        if (match_end_ > match_start_) {
            return true;
        }
        from = match_start_;
        from += from < text_.size() ? static_cast<std::size_t>(next_utf8(text_, from).length) : 1;
    }
    return false;
}

std::string_view SplitRegex::Pieces::next()
{
    if (match_end_ <= done_ && !find_match()) {
        const std::string_view rest = text_.substr(done_);
        done_ = text_.size();
        match_end_ = 0;
        return rest;
    }
    const std::size_t start = done_;
    done_ = match_start_ > start ? match_start_ : match_end_; // the gap before the match comes first
    return text_.substr(start, done_ - start);
}

} // namespace kvscope
