#include "token_ids.h"

#include <charconv>
#include <string_view>

namespace kvscope {

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

} // namespace

Result<std::vector<std::int32_t>> parse_token_ids(const std::string &option, const std::vector<std::string> &texts)
{
    std::vector<std::int32_t> ids;
    for (const std::string &text : texts) {
        for (std::string_view rest = text;;) {
            const std::size_t comma = rest.find(',');
            const std::string_view entry = trimmed(rest.substr(0, comma));
            std::int32_t id = 0;
            const auto [end, error] = std::from_chars(entry.data(), entry.data() + entry.size(), id);
            if (entry.empty() || error != std::errc() || end != entry.data() + entry.size()) {
                return make_error(ErrorCode::InvalidArgument,
                                  option + ": \"" + std::string(entry) + "\" is not a token id; use for example 1,2,3");
            }
            ids.push_back(id);
            if (comma == std::string_view::npos) {
                break;
            }
            rest.remove_prefix(comma + 1);
        }
    }
    return ids;
}

std::string join_token_ids(const std::vector<std::int32_t> &ids)
{
    std::string text;
    for (const std::int32_t id : ids) {
        text += (text.empty() ? "" : ",") + std::to_string(id);
    }
    return text;
}

Status check_token_ids(const std::vector<std::int32_t> &ids, std::int32_t vocab_size)
{
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= vocab_size) {
            return make_error(ErrorCode::InvalidArgument, "token id " + std::to_string(id) +
                                                              " is outside the vocabulary, which has ids from 0 to " +
                                                              std::to_string(vocab_size - 1));
        }
    }
    return Done{};
}

} // namespace kvscope
