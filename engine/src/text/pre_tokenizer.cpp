#include "text/pre_tokenizer.h"

#include "text/json_reader.h"

namespace kvscope {
namespace {

constexpr std::size_t max_stages = 16;

/// What ByteLevel splits by when `use_regex` is on.
constexpr std::string_view gpt2_pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

Error unsupported(const std::string &what)
{
    return make_error(ErrorCode::InvalidData, "pre_tokenizer: " + what);
}

std::string type_of(const nlohmann::json &stage)
{
    const nlohmann::json *type = find_member(stage, "type");
    return type && type->is_string() ? type->get<std::string>() : "";
}

bool flag(const nlohmann::json &stage, const char *name, bool fallback)
{
    const nlohmann::json *value = find_member(stage, name);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

} // namespace

Result<PreTokenizer> PreTokenizer::from_json(const nlohmann::json &description)
{
    PreTokenizer pre_tokenizer;
    if (type_of(description) == "Sequence") {
        const nlohmann::json *stages = find_member(description, "pretokenizers");
        if (!stages || !stages->is_array() || stages->size() > max_stages) {
            return unsupported("a Sequence needs a list of at most " + std::to_string(max_stages) + " pretokenizers");
        }
        for (const nlohmann::json &stage : *stages) {
            if (const Status status = pre_tokenizer.add_stage(stage); status.has_error()) {
                return status.error();
            }
        }
    } else if (const Status status = pre_tokenizer.add_stage(description); status.has_error()) {
        return status.error();
    }
    if (!pre_tokenizer.has_byte_level_) {
        return unsupported("there is no ByteLevel stage; only byte-level vocabularies are supported");
    }
    return pre_tokenizer;
}

Status PreTokenizer::add_stage(const nlohmann::json &stage)
{
    const std::string type = type_of(stage);
    if (has_byte_level_) {
        return unsupported("a stage after ByteLevel (\"" + preview_text(type) + "\") is not supported");
    }
    std::string pattern;
    if (type == "ByteLevel") {
        if (flag(stage, "add_prefix_space", true)) {
            return unsupported("ByteLevel with add_prefix_space is not supported");
        }
        has_byte_level_ = true;
        if (!flag(stage, "use_regex", true)) {
            return Done{};
        }
        pattern = gpt2_pattern;
    } else if (type == "Split") {
        const nlohmann::json *holder = find_member(stage, "pattern");
        const nlohmann::json *regex = holder ? find_member(*holder, "Regex") : nullptr;
        const nlohmann::json *behavior = find_member(stage, "behavior");
        if (!regex || !regex->is_string()) {
            return unsupported("Split needs a \"Regex\" pattern");
        }
        if (!behavior || *behavior != "Isolated" || flag(stage, "invert", false)) {
            return unsupported("Split is supported with behavior \"Isolated\" and without invert only");
        }
        pattern = regex->get<std::string>();
    } else {
        return unsupported("type \"" + preview_text(type) + "\" is not supported (Split, ByteLevel and Sequence are)");
    }
    if (const std::optional<WordSplitter> words = WordSplitter::for_pattern(pattern)) {
        stages_.emplace_back(*words);
        return Done{};
    }
    Result<SplitRegex> compiled = SplitRegex::compile(pattern);
    if (compiled.has_error()) {
        return unsupported(compiled.error().message);
    }
    stages_.emplace_back(std::move(compiled).value());
    return Done{};
}

} // namespace kvscope
