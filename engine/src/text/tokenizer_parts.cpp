// The smaller parts of a tokenizer.json and of a tokenizer_config.json.
#include "text/json_reader.h"
#include "text/tokenizer_impl.h"

#include <algorithm>

namespace kvscope {
namespace {

constexpr std::size_t max_sequence_parts = 16;

Error invalid(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

std::string type_of(const nlohmann::json &part)
{
    const nlohmann::json *type = find_member(part, "type");
    return type && type->is_string() ? type->get<std::string>() : "";
}

/// The members of a Sequence, or the part itself.
Result<std::vector<const nlohmann::json *>> parts_of(const nlohmann::json &description, const char *list_name)
{
    if (type_of(description) != "Sequence") {
        return std::vector<const nlohmann::json *>{&description};
    }
    const nlohmann::json *list = find_member(description, list_name);
    if (!list || !list->is_array() || list->size() > max_sequence_parts) {
        return invalid(std::string("a Sequence needs a list \"") + list_name + "\" of at most " +
                       std::to_string(max_sequence_parts) + " parts");
    }
    std::vector<const nlohmann::json *> parts;
    for (const nlohmann::json &part : *list) {
        parts.push_back(&part);
    }
    return parts;
}

/// The ids behind one {"SpecialToken": {"id": NAME}} of a template, looked up in its `special_tokens`.
Status append_template_token(const nlohmann::json &description, const nlohmann::json &token, Tokenizer::Impl &impl,
                             std::vector<std::int32_t> &ids)
{
    const nlohmann::json *name = find_member(token, "id");
    const nlohmann::json *known = find_member(description, "special_tokens");
    if (!name || !name->is_string() || !known) {
        return invalid("TemplateProcessing has a special token without a name");
    }
    const auto spelling = name->get<std::string>();
    const nlohmann::json *entry = find_member(*known, spelling.c_str());
    const nlohmann::json *listed = entry ? find_member(*entry, "ids") : nullptr;
    if (!listed || !listed->is_array() || listed->size() > max_sequence_parts) {
        return invalid("TemplateProcessing has no ids for \"" + preview_text(spelling) + "\"");
    }
    for (const nlohmann::json &id : *listed) {
        if (!id.is_number_integer() || id.get<double>() < 0 ||
            id.get<double>() >= static_cast<double>(impl.tokens.size())) {
            return invalid("TemplateProcessing gives \"" + preview_text(spelling) + "\" an id outside the vocabulary");
        }
        ids.push_back(id.get<std::int32_t>());
    }
    return Done{};
}

Status read_template(const nlohmann::json &description, Tokenizer::Impl &impl)
{
    const nlohmann::json *single = find_member(description, "single");
    if (!single || !single->is_array() || single->size() > max_sequence_parts) {
        return invalid("TemplateProcessing needs a short list \"single\"");
    }
    bool text_seen = false;
    for (const nlohmann::json &piece : *single) {
        if (const nlohmann::json *token = find_member(piece, "SpecialToken")) {
            const Status status =
                append_template_token(description, *token, impl, text_seen ? impl.suffix_ids : impl.prefix_ids);
            if (status.has_error()) {
                return status;
            }
        } else if (find_member(piece, "Sequence") && !text_seen) {
            text_seen = true;
        } else {
            return invalid("TemplateProcessing has a piece that is neither a special token nor the one text");
        }
    }
    return text_seen ? Status(Done{}) : Status(invalid("TemplateProcessing has no place for the text"));
}

/// A token named by a string or by an object with `content`; −1 when the file names none.
Result<std::int32_t> role_id(const nlohmann::json &config, const char *role, const Tokenizer::Impl &impl)
{
    const nlohmann::json *value = find_member(config, role);
    if (!value) {
        return -1;
    }
    const nlohmann::json *text = value->is_object() ? find_member(*value, "content") : value;
    if (!text || !text->is_string()) {
        return invalid(std::string(role) + " is neither a text nor an object with a content");
    }
    const std::int32_t id = impl.id_of(text->get_ref<const std::string &>());
    if (id < 0) {
        return invalid(std::string(role) + " \"" + preview_text(text->get<std::string>()) +
                       "\" is no token of tokenizer.json");
    }
    return id;
}

bool asks_for(const nlohmann::json &config, const char *name)
{
    const nlohmann::json *value = find_member(config, name);
    return value && *value == true;
}

} // namespace

Status read_normalizer(const nlohmann::json &root, Tokenizer::Impl &impl)
{
    const nlohmann::json *description = find_member(root, "normalizer");
    if (!description) {
        return Done{};
    }
    const auto parts = parts_of(*description, "normalizers");
    if (parts.has_error()) {
        return parts.error();
    }
    for (const nlohmann::json *part : parts.value()) {
        if (type_of(*part) != "NFC") {
            return invalid("normalizer \"" + preview_text(type_of(*part)) + "\" is not supported (null and NFC are)");
        }
        impl.normalizes_to_nfc = true;
    }
    return Done{};
}

Status read_post_processor(const nlohmann::json &description, Tokenizer::Impl &impl)
{
    const auto parts = parts_of(description, "processors");
    if (parts.has_error()) {
        return parts.error();
    }
    for (const nlohmann::json *part : parts.value()) {
        const std::string type = type_of(*part);
        if (type == "TemplateProcessing") {
            if (const Status status = read_template(*part, impl); status.has_error()) {
                return status;
            }
        } else if (type != "ByteLevel") { // ByteLevel moves offsets only
            return invalid("post_processor \"" + preview_text(type) +
                           "\" is not supported (ByteLevel and TemplateProcessing are)");
        }
    }
    return Done{};
}

Status read_special_roles(const nlohmann::json &config, Tokenizer::Impl &impl)
{
    const Result<std::int32_t> bos = role_id(config, "bos_token", impl);
    const Result<std::int32_t> eos = role_id(config, "eos_token", impl);
    if (bos.has_error() || eos.has_error()) {
        return bos.has_error() ? bos.error() : eos.error();
    }
    impl.bos_id = bos.value();
    impl.eos_id = eos.value();
    // The post-processor may already say the same: the token is wanted once.
    if (asks_for(config, "add_bos_token") &&
        std::count(impl.prefix_ids.begin(), impl.prefix_ids.end(), impl.bos_id) == 0) {
        if (impl.bos_id < 0) {
            return invalid("add_bos_token is set and there is no bos_token");
        }
        impl.prefix_ids.insert(impl.prefix_ids.begin(), impl.bos_id);
    }
    if (asks_for(config, "add_eos_token") &&
        std::count(impl.suffix_ids.begin(), impl.suffix_ids.end(), impl.eos_id) == 0) {
        if (impl.eos_id < 0) {
            return invalid("add_eos_token is set and there is no eos_token");
        }
        impl.suffix_ids.push_back(impl.eos_id);
    }
    return Done{};
}

} // namespace kvscope
