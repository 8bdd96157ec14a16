// The model and added_tokens parts of a tokenizer.json.
#include "text/byte_level.h"
#include "text/json_reader.h"
#include "text/normalizer.h"
#include "text/tokenizer_impl.h"

#include <limits>

namespace kvscope {
namespace {

constexpr std::int64_t max_id = (1 << 22) - 1;
constexpr std::size_t max_added_tokens = 65536;
constexpr std::size_t max_added_token_bytes = 256;

Error invalid(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

/// −1 for what is no usable id.
std::int32_t read_id(const nlohmann::json &value)
{
    if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > static_cast<double>(max_id)) {
        return -1;
    }
    return value.get<std::int32_t>();
}

Error bad_id(const std::string &owner)
{
    return invalid(owner + " needs a whole number from 0 to " + std::to_string(max_id) + " as id");
}

/// Features of the BPE model that change its result and that byte-level checkpoints leave off.
Status check_unsupported_options(const nlohmann::json &model)
{
    for (const char *name : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (const nlohmann::json *value = find_member(model, name); value && *value != "") {
            return invalid(std::string("model.") + name + " is not supported");
        }
    }
    if (const nlohmann::json *value = find_member(model, "dropout"); value && *value != 0) {
        return invalid("model.dropout is not supported: encoding must be deterministic");
    }
    if (const nlohmann::json *value = find_member(model, "byte_fallback"); value && *value != false) {
        return invalid("model.byte_fallback is not supported: only byte-level vocabularies are");
    }
    return Done{};
}

Status check_unknown_token(const nlohmann::json &model, const Tokenizer::Impl &impl)
{
    if (find_member(model, "unk_token") && !impl.merger.has_all_bytes()) {
        return invalid("model.unk_token is set and some bytes have no token; only complete byte-level vocabularies may "
                       "name an unknown token");
    }
    return Done{};
}

/// The two halves of a merge, given as "a b" or ["a", "b"].
bool split_merge(const nlohmann::json &merge, std::string &left, std::string &right)
{
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
        left = merge[0].get<std::string>();
        right = merge[1].get<std::string>();
        return true;
    }
    if (!merge.is_string()) {
        return false;
    }
    const auto &text = merge.get_ref<const std::string &>();
    const std::size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
        return false;
    }
    left = text.substr(0, space);
    right = text.substr(space + 1);
    return true;
}

std::int32_t vocabulary_id(const Tokenizer::Impl &impl, const std::string &spelling)
{
    const std::optional<std::string> bytes = bytes_of_spelling(spelling);
    return bytes ? impl.merger.id_of(*bytes) : -1;
}

bool flag(const nlohmann::json &token, const char *name)
{
    const nlohmann::json *value = find_member(token, name);
    return value && value->is_boolean() && value->get<bool>();
}

Result<AddedToken> parse_added_token(const nlohmann::json &entry, std::size_t index)
{
    const std::string what = "added_tokens[" + std::to_string(index) + "]";
    const nlohmann::json *id = find_member(entry, "id");
    const nlohmann::json *content = find_member(entry, "content");
    if (!id || !content || !content->is_string()) {
        return invalid(what + " needs an id and a content");
    }
    if (read_id(*id) < 0) {
        return bad_id(what);
    }
    AddedToken token{content->get<std::string>(), read_id(*id),          flag(entry, "special"),
                     flag(entry, "normalized"),   flag(entry, "lstrip"), flag(entry, "rstrip")};
    if (token.content.empty() || token.content.size() > max_added_token_bytes) {
        return invalid(what + " is empty or longer than " + std::to_string(max_added_token_bytes) + " bytes");
    }
    if (flag(entry, "single_word")) {
        return invalid(what + " \"" + preview_text(token.content) + "\" sets single_word, which is not supported");
    }
    return token;
}

/// Places an added token among the others. A token may also stand in the vocabulary, under the same id.
Status place_added_token(const AddedToken &token, Tokenizer::Impl &impl)
{
    const std::string name = "added token \"" + preview_text(token.content) + "\"";
    const std::int32_t known = impl.id_of(token.content);
    if (known >= 0 && known != token.id) {
        return invalid(name + " has the ids " + std::to_string(known) + " and " + std::to_string(token.id));
    }
    if (static_cast<std::size_t>(token.id) >= impl.tokens.size()) {
        impl.tokens.resize(static_cast<std::size_t>(token.id) + 1);
    }
    Tokenizer::Impl::Token &slot = impl.tokens[static_cast<std::size_t>(token.id)];
    if (slot.exists && known != token.id) {
        return invalid(name + " takes id " + std::to_string(token.id) + ", which another token has");
    }
    if (!slot.exists) {
        slot.bytes = token.content;
    }
    slot.exists = true;
    slot.special = token.special;
    slot.added = true;
    impl.added_ids[token.content] = token.id;
    return Done{};
}

} // namespace

std::int32_t Tokenizer::Impl::id_of(std::string_view spelling) const
{
    const std::string key(spelling);
    if (const auto added = added_ids.find(key); added != added_ids.end()) {
        return added->second;
    }
    if (const auto raw = unspellable_ids.find(key); raw != unspellable_ids.end()) {
        return raw->second;
    }
    return vocabulary_id(*this, key);
}

Status read_vocabulary(const nlohmann::json &model, Tokenizer::Impl &impl)
{
    const nlohmann::json *vocab = find_member(model, "vocab");
    if (!vocab || !vocab->is_object() || vocab->empty()) {
        return invalid("model.vocab is missing, empty or no object");
    }
    std::int32_t highest = -1;
    for (const auto &[spelling, value] : vocab->items()) {
        if (read_id(value) < 0) {
            return bad_id("model.vocab entry \"" + preview_text(spelling) + "\"");
        }
        highest = std::max(highest, read_id(value));
    }
    impl.tokens.resize(static_cast<std::size_t>(highest) + 1);
    impl.merger.reserve(vocab->size(), vocab->size() * 2);
    for (const auto &[spelling, value] : vocab->items()) {
        const auto id = value.get<std::int32_t>();
        Tokenizer::Impl::Token &token = impl.tokens[static_cast<std::size_t>(id)];
        if (token.exists) {
            return invalid("model.vocab gives id " + std::to_string(id) + " to two tokens, one of them \"" +
                           preview_text(spelling) + "\"");
        }
        token.exists = true;
        if (std::optional<std::string> bytes = bytes_of_spelling(spelling)) {
            token.bytes = std::move(*bytes);
            impl.merger.add_token(token.bytes, id);
        } else {
            token.bytes = spelling;
            impl.unspellable_ids[spelling] = id;
        }
    }
    return Done{};
}

Status read_merges(const nlohmann::json &model, Tokenizer::Impl &impl)
{
    if (const Status status = check_unsupported_options(model); status.has_error()) {
        return status;
    }
    if (const Status status = check_unknown_token(model, impl); status.has_error()) {
        return status;
    }
    const nlohmann::json *ignore_merges = find_member(model, "ignore_merges");
    impl.merger.set_ignore_merges(ignore_merges && *ignore_merges == true);
    const nlohmann::json *merges = find_member(model, "merges");
    if (!merges || !merges->is_array() || merges->size() > std::numeric_limits<std::int32_t>::max()) {
        return invalid("model.merges is missing or no list");
    }
    std::string left;
    std::string right;
    for (std::size_t i = 0; i < merges->size(); ++i) {
        if (!split_merge((*merges)[i], left, right)) {
            return invalid("model.merges[" + std::to_string(i) + "] is neither \"a b\" nor [\"a\", \"b\"]");
        }
        const std::int32_t left_id = vocabulary_id(impl, left);
        const std::int32_t right_id = vocabulary_id(impl, right);
        const std::int32_t merged_id = vocabulary_id(impl, left + right);
        if (left_id < 0 || right_id < 0 || merged_id < 0) {
            return invalid("model.merges[" + std::to_string(i) + "] \"" + preview_text(left + " " + right) +
                           "\" uses a token that the vocabulary lacks");
        }
        impl.merger.add_merge(left_id, right_id, static_cast<std::int32_t>(i), merged_id);
    }
    return Done{};
}

Status read_added_tokens(const nlohmann::json &list, Tokenizer::Impl &impl)
{
    if (!list.is_array() || list.size() > max_added_tokens) {
        return invalid("added_tokens is no list or longer than " + std::to_string(max_added_tokens));
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Result<AddedToken> parsed = parse_added_token(list[i], i);
        if (parsed.has_error()) {
            return parsed.error();
        }
        const AddedToken &token = parsed.value();
        if (const Status status = place_added_token(token, impl); status.has_error()) {
            return status;
        }
        if (token.normalized) {
            impl.normalized_added.add(impl.normalizes_to_nfc ? to_nfc(token.content) : token.content, token);
        } else {
            impl.raw_added.add(token.content, token);
        }
    }
    return Done{};
}

} // namespace kvscope
