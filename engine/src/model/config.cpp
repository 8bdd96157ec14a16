#include "model/config.h"

#include "engine/family.h"
#include "model/checkpoint_file.h"
#include "model/config_reader.h"
#include "model/config_rope.h"
#include "model/json_read.h"

#include <algorithm>
#include <new>
#include <utility>

namespace kvscope {
namespace {

constexpr std::uint64_t max_config_bytes = 4 << 20;
constexpr JsonLimits config_limits{.max_depth = 16, .max_values = 100'000};

// Upper limits are several times those of the largest published models, and low enough that products of two fit 64
// bits.
constexpr int max_layers = 1024;
constexpr int max_heads = 1024;
constexpr int max_head_dim = 1024;
constexpr int max_hidden = 1 << 17;
constexpr int max_intermediate = 1 << 20;
constexpr int max_vocab = 1 << 24;
constexpr int max_positions = 1 << 27;

const ModelFamily *read_family(const nlohmann::json &config, ConfigReader &reader)
{
    std::string supported;
    for (const ModelFamily *family : model_families()) {
        supported += (supported.empty() ? "" : ", ") + family->architecture;
    }
    const nlohmann::json *names = reader.find("architectures");
    if (names == nullptr || !names->is_array() || names->size() != 1 || !names->front().is_string()) {
        reader.refuse("architectures", "a list of one name is allowed; supported: " + supported);
        return nullptr;
    }
    const std::string &name = config.at("architectures").front().get_ref<const std::string &>();
    const ModelFamily *family = find_model_family(name);
    if (family == nullptr) {
        reader.refuse("architectures", in_quotes(name) + " is not supported; supported: " + supported);
    }
    return family;
}

void read_sizes(ConfigReader &reader, ModelConfig &config)
{
    config.num_layers = reader.integer("num_hidden_layers", 1, max_layers);
    config.hidden_size = reader.integer("hidden_size", 1, max_hidden);
    config.intermediate_size = reader.integer("intermediate_size", 1, max_intermediate);
    config.num_heads = reader.integer("num_attention_heads", 1, max_heads);
    config.num_kv_heads = reader.integer("num_key_value_heads", 1, max_heads, config.num_heads);
    config.vocab_size = reader.integer("vocab_size", 1, max_vocab);
    config.max_position_embeddings = reader.integer("max_position_embeddings", 1, max_positions);
    if (config.num_heads % config.num_kv_heads != 0) {
        reader.refuse("num_key_value_heads", "it must divide num_attention_heads, " + std::to_string(config.num_heads));
    }
    if (reader.has("head_dim")) {
        config.head_dim = reader.integer("head_dim", 2, max_head_dim);
    } else if (config.hidden_size % config.num_heads != 0) {
        reader.refuse("hidden_size", "without head_dim it must be a multiple of num_attention_heads, " +
                                         std::to_string(config.num_heads));
    } else {
        config.head_dim = config.hidden_size / config.num_heads;
    }
    // Rotary embedding turns pairs.
    if (config.head_dim % 2 != 0 || config.head_dim < 2 || config.head_dim > max_head_dim) {
        reader.refuse("head_dim", "the dimension of a head, " + std::to_string(config.head_dim) +
                                      ", must be even and from 2 to " + std::to_string(max_head_dim));
    }
}

/// What would change the arithmetic in a way that no family here computes.
void refuse_variants(ConfigReader &reader, const ModelFamily &family)
{
    if (reader.text("hidden_act", "silu") != "silu") {
        reader.refuse("hidden_act", "only \"silu\" is supported");
    }
    if (reader.boolean("mlp_bias", false)) {
        reader.refuse("mlp_bias", "a bias in the MLP is not supported");
    }
    // In Llama this flag puts a bias on the output projection as well; Qwen2 ignores it and always has its own three.
    if (reader.boolean("attention_bias", false) && !family.qkv_bias_by_default) {
        reader.refuse("attention_bias", "a bias in the attention of " + family.architecture + " is not supported");
    }
    if (reader.boolean("use_sliding_window", false)) {
        reader.refuse("use_sliding_window", "sliding-window attention is not supported");
    }
    if (reader.boolean("use_mrope", false)) {
        reader.refuse("use_mrope", "multimodal rotary embedding is not supported");
    }
    if (const nlohmann::json *types = reader.find("layer_types")) {
        if (!types->is_array() ||
            !std::ranges::all_of(*types, [](const auto &type) { return type == "full_attention"; })) {
            reader.refuse("layer_types", "only layers of \"full_attention\" are supported");
        }
    }
    if (reader.has("quantization_config")) {
        reader.refuse("quantization_config", "quantised checkpoints are not supported; use the F32, F16 or BF16 one");
    }
    const char *dtype_field = reader.has("dtype") ? "dtype" : "torch_dtype";
    const std::string dtype = reader.text(dtype_field, "bfloat16");
    if (dtype != "bfloat16" && dtype != "float16" && dtype != "float32") {
        reader.refuse(dtype_field, "\"bfloat16\", \"float16\" and \"float32\" are supported");
    }
}

Result<nlohmann::json> parse_object(std::string_view text, const std::string &source)
{
    auto parsed = parse_strict_json(text, source, config_limits);
    if (parsed.has_value() && !parsed.value().is_object()) {
        return make_error(ErrorCode::InvalidData, source + ": the file must hold one JSON object");
    }
    return parsed;
}

struct NamedText {
    std::string path;
    std::string text;
};

Result<NamedText> read_text(const std::string &model_dir, const std::string &name)
{
    auto file = CheckpointFile::open(model_dir, name);
    if (file.has_error()) {
        return std::move(file).error();
    }
    auto text = file.value().read_all(max_config_bytes);
    if (text.has_error()) {
        return std::move(text).error();
    }
    return NamedText{file.value().path(), std::move(text).value()};
}

} // namespace

Result<ModelConfig> parse_model_config(std::string_view text, const std::string &source)
{
    auto parsed = parse_object(text, source);
    if (parsed.has_error()) {
        return std::move(parsed).error();
    }
    const nlohmann::json &root = parsed.value();
    ConfigReader reader(root, source);
    ModelConfig config;
    const ModelFamily *family = read_family(root, reader);
    if (family != nullptr) {
        config.architecture = family->architecture;
        config.qkv_bias = family->qkv_bias_by_default;
        read_sizes(reader, config);
        refuse_variants(reader, *family);
        config.rms_norm_eps = reader.real("rms_norm_eps", 0, 0.1, 1e-6);
        read_rope(root, source, reader, config);
        config.tie_word_embeddings = reader.boolean("tie_word_embeddings", false);
        config.eos_ids = reader.token_ids("eos_token_id", config.vocab_size);
    }
    if (reader.problem()) {
        return *reader.problem();
    }
    return config;
}

Result<std::vector<std::int32_t>> parse_generation_eos(std::string_view text, const std::string &source, int vocab_size)
{
    auto parsed = parse_object(text, source);
    if (parsed.has_error()) {
        return std::move(parsed).error();
    }
    ConfigReader reader(parsed.value(), source);
    auto ids = reader.token_ids("eos_token_id", vocab_size);
    if (reader.problem()) {
        return *reader.problem();
    }
    return ids;
}

Result<ModelConfig> load_model_config(const std::string &model_dir)
{
    auto file = read_text(model_dir, "config.json");
    if (file.has_error()) {
        return std::move(file).error();
    }
    auto config = parse_model_config(file.value().text, file.value().path);
    if (config.has_error() || !has_checkpoint_file(model_dir, "generation_config.json")) {
        return config;
    }
    auto generation = read_text(model_dir, "generation_config.json");
    if (generation.has_error()) {
        return std::move(generation).error();
    }
    auto ids = parse_generation_eos(generation.value().text, generation.value().path, config.value().vocab_size);
    if (ids.has_error()) {
        return std::move(ids).error();
    }
    if (!ids.value().empty()) {
        config.value().eos_ids = std::move(ids).value();
    }
    return config;
}

} // namespace kvscope
