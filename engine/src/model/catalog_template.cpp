#include "model/catalog_template.h"

#include "model/checkpoint_file.h"
#include "model/json_read.h"

#include <utility>

namespace kvscope {
namespace {

constexpr std::uint64_t max_template_bytes = 1 << 20;
constexpr std::uint64_t max_tokenizer_config_bytes = 16 << 20;

Result<std::string> read_file(const std::string &model_dir, const std::string &name, std::uint64_t max_bytes)
{
    auto file = CheckpointFile::open(model_dir, name);
    if (file.has_error()) {
        return std::move(file).error();
    }
    return file.value().read_all(max_bytes);
}

} // namespace

Result<std::string> read_template_text(const std::string &model_dir)
{
    const std::string template_file = "chat_template.jinja";
    const std::string config_file = "tokenizer_config.json";
    if (has_checkpoint_file(model_dir, template_file)) {
        auto text = read_file(model_dir, template_file, max_template_bytes);
        if (text.has_value() && text.value().ends_with('\n')) {
            text.value().pop_back(); // as Jinja does
        }
        return text;
    }
    if (!has_checkpoint_file(model_dir, config_file)) {
        return std::string();
    }
    auto text = read_file(model_dir, config_file, max_tokenizer_config_bytes);
    if (text.has_error()) {
        return text;
    }
    const std::string source = model_dir + "/" + config_file;
    auto parsed = parse_strict_json(text.value(), source);
    if (parsed.has_error()) {
        return std::move(parsed).error();
    }
    const nlohmann::json none;
    const nlohmann::json &root = parsed.value();
    const nlohmann::json &value = root.is_object() && root.contains("chat_template") ? root["chat_template"] : none;
    if (value.is_null()) {
        return std::string();
    }
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_array()) {
        for (const nlohmann::json &item : value) {
            if (item.is_object() && item.value("name", none) == "default" && item.value("template", none).is_string()) {
                return item["template"].get<std::string>();
            }
        }
    }
    return make_error(ErrorCode::InvalidData,
                      source + ": chat_template must be a string, or a list in which one is named \"default\"");
}

} // namespace kvscope
