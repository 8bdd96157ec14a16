#include "engine/checkpoint.h"
#include "engine/prompt.h"
#include "engine/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace kvscope {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kDeepSeekInstruction =
    "Please reason step by step, and put your final answer within \\boxed{}.";
constexpr std::string_view kLetterInstruction =
    "Please reason step by step, and put only the letter of the right choice within \\boxed{}.";
constexpr std::uintmax_t kMaxNotesBytes = 64 * 1024;
constexpr std::uintmax_t kMaxTokenizerConfigBytes = 16 * 1024 * 1024;
constexpr int kMaxGeneratedTokens = 32768;

/// The file's JSON object; null when there is no such file.
Result<Json> read_json_object(const std::filesystem::path &path, std::uintmax_t max_bytes)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return Json();
    }
    if (const auto size = std::filesystem::file_size(path, error); error || size > max_bytes) {
        return make_error(ErrorCode::InvalidData,
                          path.string() + ": not a readable file of at most " + std::to_string(max_bytes) + " bytes");
    }
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    Json json = Json::parse(content, nullptr, false);
    if (!json.is_object()) {
        return make_error(ErrorCode::InvalidData, path.string() + ": not a JSON object");
    }
    return json;
}

Result<std::optional<std::string>> text_field(const Json &json, const char *name, const std::filesystem::path &path)
{
    const auto found = json.find(name);
    if (found == json.end()) {
        return std::optional<std::string>();
    }
    if (!found->is_string()) {
        return make_error(ErrorCode::InvalidData, path.string() + ": \"" + name + "\" has to be text");
    }
    return std::optional(found->get<std::string>());
}

/// The tokenizer's own length limit; transformers writes 1e30 where there is none.
int model_max_length(const std::string &model_dir)
{
    const Result<Json> json =
        read_json_object(std::filesystem::path(model_dir) / "tokenizer_config.json", kMaxTokenizerConfigBytes);
    if (json.has_error() || !json.value().is_object()) {
        return kMaxGeneratedTokens;
    }
    const auto found = json.value().find("model_max_length");
    if (found == json.value().end() || !found->is_number()) {
        return kMaxGeneratedTokens;
    }
    const double length = found->get<double>();
    return length >= 1 && length < kMaxGeneratedTokens ? static_cast<int>(length) : kMaxGeneratedTokens;
}

} // namespace

Result<ModelNotes> load_model_notes(const std::string &model_dir)
{
    const std::filesystem::path path = std::filesystem::path(model_dir) / "kvscope.json";
    const Result<Json> json = read_json_object(path, kMaxNotesBytes);
    if (json.has_error()) {
        return json.error();
    }
    ModelNotes notes;
    if (json.value().is_null()) {
        return notes;
    }
    const auto label = text_field(json.value(), "label", path);
    const auto about = text_field(json.value(), "about", path);
    const auto instruction = text_field(json.value(), "instruction", path);
    for (const auto *field : {&label, &about, &instruction}) {
        if (field->has_error()) {
            return field->error();
        }
    }
    notes.label = label.value().value_or("");
    notes.about = about.value().value_or("");
    notes.instruction = instruction.value();
    return notes;
}

PromptFormat::PromptFormat(ChatTemplate chat_template, Tokenizer tokenizer, ByKind instructions)
    : chat_template_(std::move(chat_template)), tokenizer_(std::move(tokenizer)), instructions_(std::move(instructions))
{
    sha256_ = {build("{problem}", AnswerKind::Free).sha256, build("{problem}", AnswerKind::Letter).sha256};
}

Result<PromptFormat> PromptFormat::load(const std::string &model_dir)
{
    const Result<ModelNotes> notes = load_model_notes(model_dir);
    if (notes.has_error()) {
        return notes.error();
    }
    const Result<ModelConfig> config = load_model_config(model_dir);
    if (config.has_error()) {
        return config.error();
    }
    Result<ChatTemplate> chat_template = ChatTemplate::load(model_dir);
    if (chat_template.has_error()) {
        return chat_template.error();
    }
    Result<Tokenizer> tokenizer = Tokenizer::load(model_dir);
    if (tokenizer.has_error()) {
        return tokenizer.error();
    }
    PromptFormat format(std::move(chat_template).value(), std::move(tokenizer).value(),
                        {notes.value().instruction.value_or(std::string(kDeepSeekInstruction)),
                         notes.value().instruction.value_or(std::string(kLetterInstruction))});
    format.max_positions_ = config.value().max_position_embeddings;
    format.default_context_ = std::min({kMaxGeneratedTokens, format.max_positions_, model_max_length(model_dir)});
    return format;
}

Prompt PromptFormat::build(std::string_view problem, AnswerKind kind) const
{
    Prompt prompt;
    Result<std::string> text = chat_template_.render_user_turn(user_turn_for_problem(problem, instruction(kind)));
    if (text.has_error()) {
        prompt.problem = "the chat template refuses it: " + text.error().message;
        return prompt;
    }
    prompt.text = std::move(text).value();
    prompt.sha256 = sha256_hex(prompt.text);
    prompt.tokens = tokenizer_.encode(prompt.text, false);
    return prompt;
}

std::vector<PromptPart> PromptFormat::parts_of(const Prompt &prompt) const
{
    std::vector<PromptPart> parts;
    std::vector<std::int32_t> plain;
    const auto end_plain = [&] {
        if (!plain.empty()) {
            parts.push_back({tokenizer_.decode(plain, false), -1});
            plain.clear();
        }
    };
    for (const std::int32_t id : prompt.tokens) {
        if (tokenizer_.is_added(id)) {
            end_plain();
            parts.push_back({std::string(tokenizer_.token_bytes(id)), id});
        } else {
            plain.push_back(id);
        }
    }
    end_plain();
    return parts;
}

int PromptFormat::max_new_tokens(int requested, int prompt_len) const
{
    const int room = requested > 0 ? std::min(requested, max_positions_ - prompt_len) : default_context_ - prompt_len;
    return std::max(room, 0);
}

} // namespace kvscope
