#include "engine/chat_template.h"

#include "engine/sha256.h"
#include "jinja/template.h"
#include "text/json_reader.h"

#include <array>
#include <optional>

namespace kvscope {
namespace {

constexpr std::uint64_t max_config_bytes = 4ull << 20;
constexpr std::uint64_t max_template_bytes = 1ull << 20;

/// A template text whose rendering of one user turn was compared with Jinja's: bos + User + text + `generation_prompt`.
struct KnownTemplate {
    std::string_view sha256;
    std::string_view generation_prompt;
};

constexpr std::array known_templates{
    // The bundled tiny models.
    KnownTemplate{"2d0560617d7f9dd48fb2a873e0e6d0dc3a15f2be6e2561debcb1d78833f87c78", "<｜Assistant｜><think>\n"},
    // DeepSeek-R1-Distill-Llama and -Qwen since February 2025.
    KnownTemplate{"56a1447ad31926fdc21fb07e56e5642bd9c850c4f52d8c8af7bbe5f079a84f5f", "<｜Assistant｜><think>\n"},
    // Their first revision, which leaves opening the thinking to the model.
    KnownTemplate{"b6835114b7303ddd78919a82e4d9f7d8c26ed0d7dfc36beeb12d524f6144eab1", "<｜Assistant｜>"},
};

Error invalid(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

/// `chat_template` is a text, or a list of named ones of which "default" counts.
const nlohmann::json *template_in(const nlohmann::json &config)
{
    const nlohmann::json *value = find_member(config, "chat_template");
    if (!value || !value->is_array()) {
        return value;
    }
    for (const nlohmann::json &entry : *value) {
        if (const nlohmann::json *name = find_member(entry, "name"); name && *name == "default") {
            return find_member(entry, "template");
        }
    }
    return nullptr;
}

/// The template's text; a chat_template.jinja wins over tokenizer_config.json, as in transformers.
Result<std::string> read_template(const std::string &model_dir, const nlohmann::json &config)
{
    Result<std::string> own_file = read_whole_file(model_dir + "/chat_template.jinja", max_template_bytes);
    if (own_file.has_value()) {
        std::string text = std::move(own_file).value();
        if (text.ends_with('\n')) { // Jinja drops it too
            text.pop_back();
        }
        return text;
    }
    if (own_file.error().code != ErrorCode::NotFound) {
        return own_file.error();
    }
    const nlohmann::json *value = template_in(config);
    if (!value || !value->is_string()) {
        return invalid(model_dir + " has no chat template: neither chat_template.jinja nor chat_template in "
                                   "tokenizer_config.json. Use an instruction-tuned checkpoint");
    }
    return value->get<std::string>();
}

std::optional<std::string> token_text(const nlohmann::json &config, const char *role)
{
    const nlohmann::json *value = find_member(config, role);
    if (value && value->is_object()) {
        value = find_member(*value, "content");
    }
    return value && value->is_string() ? std::optional(value->get<std::string>()) : std::nullopt;
}

/// What transformers hands to a template besides the messages. The time of day is left out on purpose: a prompt that
/// changes from day to day cannot be compared; templates that ask for it fall back to a date of their own.
jinja::Dict template_globals(const nlohmann::json &config)
{
    jinja::Dict globals{{"add_generation_prompt", jinja::Value::boolean(true)},
                        {"tools", jinja::Value::none()},
                        {"documents", jinja::Value::none()}};
    for (const char *role :
         {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
        if (std::optional<std::string> text = token_text(config, role)) {
            globals.emplace_back(role, jinja::Value::text(std::move(*text)));
        }
    }
    return globals;
}

constexpr std::string_view trial_text = "What is 1 + 1?";

} // namespace

struct ChatTemplate::Interpreted {
    jinja::Template program;
    jinja::Dict globals;
};

Result<ChatTemplate> ChatTemplate::load(const std::string &model_dir)
{
    const std::string config_file = model_dir + "/tokenizer_config.json";
    const Result<std::string> config_text = read_whole_file(config_file, max_config_bytes);
    if (config_text.has_error()) {
        return config_text.error();
    }
    const Result<nlohmann::json> config = parse_json(config_text.value(), config_file);
    if (config.has_error()) {
        return config.error();
    }
    const Result<std::string> text = read_template(model_dir, config.value());
    if (text.has_error()) {
        return text.error();
    }
    ChatTemplate chat;
    chat.sha256_ = sha256_hex(text.value());
    for (const KnownTemplate &known : known_templates) {
        if (known.sha256 == chat.sha256_) {
            const std::optional<std::string> bos = token_text(config.value(), "bos_token");
            if (!bos) {
                return invalid(config_file + " names no bos_token, which its chat template needs");
            }
            chat.bos_text_ = *bos;
            chat.generation_prompt_ = known.generation_prompt;
            return chat;
        }
    }
    const auto refused = [&](const std::string &why) {
        return invalid("the chat template of " + model_dir + " " + why + ". It begins \"" + preview_text(text.value()) +
                       "\". Use a model whose template KVScope can render");
    };
    auto program = jinja::Template::parse(text.value());
    if (program.has_error()) {
        return refused("cannot be interpreted: " + program.error().message);
    }
    chat.interpreted_ =
        std::make_shared<const Interpreted>(Interpreted{std::move(program).value(), template_globals(config.value())});
    const Result<std::string> trial = chat.render_user_turn(trial_text);
    if (trial.has_error()) {
        return refused("cannot be rendered: " + trial.error().message);
    }
    if (trial.value().find(trial_text) == std::string::npos) {
        return refused("leaves out the user's text");
    }
    return chat;
}

Result<std::string> ChatTemplate::render_user_turn(std::string_view user_text) const
{
    if (interpreted_) {
        jinja::Dict globals = interpreted_->globals;
        globals.emplace_back(
            "messages",
            jinja::Value::list({jinja::Value::dict(
                {{"role", jinja::Value::text("user")}, {"content", jinja::Value::text(std::string(user_text))}})}));
        return interpreted_->program.render(globals);
    }
    std::string text = bos_text_;
    text += "<｜User｜>";
    text += user_text;
    text += generation_prompt_;
    return text;
}

std::string user_turn_for_problem(std::string_view problem, std::string_view instruction)
{
    std::string text(problem);
    if (!instruction.empty()) {
        text += '\n';
        text += instruction;
    }
    return text;
}

} // namespace kvscope
