#include "model/weights.h"

#include <string>

namespace kvscope {

namespace {

LayerWeights load_layer(WeightSource &source, const ModelConfig &config, int layer)
{
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const int hidden = config.hidden_size, mlp = config.intermediate_size;
    const std::int64_t q_rows = static_cast<std::int64_t>(config.num_heads) * config.head_dim;
    const std::int64_t kv_rows = static_cast<std::int64_t>(config.num_kv_heads) * config.head_dim;
    const auto qkv = [&](const std::string &suffix) {
        const auto name = [&](const char *part) { return prefix + "self_attn." + part + "_proj." + suffix; };
        return std::vector<TensorRows>{{name("q"), q_rows}, {name("k"), kv_rows}, {name("v"), kv_rows}};
    };

    LayerWeights weights;
    weights.input_norm = source.vector({{prefix + "input_layernorm.weight", hidden}});
    weights.qkv = source.matrix(qkv("weight"), hidden);
    if (config.qkv_bias) {
        weights.qkv_bias = source.vector(qkv("bias"));
    }
    weights.output = source.matrix({{prefix + "self_attn.o_proj.weight", hidden}}, q_rows);
    weights.post_norm = source.vector({{prefix + "post_attention_layernorm.weight", hidden}});
    weights.gate_up =
        source.matrix({{prefix + "mlp.gate_proj.weight", mlp}, {prefix + "mlp.up_proj.weight", mlp}}, hidden);
    weights.down = source.matrix({{prefix + "mlp.down_proj.weight", hidden}}, mlp);
    return weights;
}

} // namespace

void WeightSource::out_of_memory(std::uint64_t num_bytes)
{
    error_ = make_error(ErrorCode::OutOfMemory, "Out of memory while loading weights: " + std::to_string(num_bytes) +
                                                    " bytes for one tensor were refused. Use a smaller model.");
}

Result<std::unique_ptr<const ModelWeights>> load_weights(WeightSource &source, const ModelConfig &config)
{
    auto weights = std::make_unique<ModelWeights>();
    source.embedding_and_head(*weights, config);
    for (int layer = 0; layer < config.num_layers && !source.error(); ++layer) {
        weights->layers.push_back(load_layer(source, config, layer));
    }
    weights->final_norm = source.vector({{"model.norm.weight", config.hidden_size}});
    if (source.error()) {
        return *source.error();
    }
    return std::unique_ptr<const ModelWeights>(std::move(weights));
}

} // namespace kvscope
