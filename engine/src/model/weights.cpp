#include "model/weights.h"

#include <string>

namespace kvscope {

namespace {

/// Collects the first error, so that the list of tensors below reads as a list.
class WeightReader {
public:
    WeightReader(const Checkpoint &checkpoint, const KvsBackend &backend) : checkpoint_(checkpoint), backend_(backend) {}

    std::vector<float> read(const std::string &name, std::vector<std::int64_t> shape)
    {
        if (error_) {
            return {};
        }
        auto values = checkpoint_.read_f32(name, shape);
        if (values.has_error()) {
            error_ = values.error();
            return {};
        }
        return std::move(values).value();
    }

    /// Rows of several tensors [rows_i, columns] one below the other.
    std::vector<float> read_stacked(const std::vector<std::pair<std::string, std::int64_t>> &parts, std::int64_t columns)
    {
        std::vector<float> all;
        for (const auto &[name, num_rows] : parts) {
            const auto values =
                read(name, columns > 0 ? std::vector<std::int64_t>{num_rows, columns} : std::vector<std::int64_t>{num_rows});
            all.insert(all.end(), values.begin(), values.end());
        }
        return all;
    }

    WeightPtr upload(const std::vector<float> &values, int out_features, int in_features)
    {
        WeightPtr weight(nullptr, {&backend_});
        if (!error_) {
            weight.reset(backend_.weight_create(KVS_F32, out_features, in_features, values.data()));
            if (!weight) {
                out_of_memory(values.size());
            }
        }
        return weight;
    }

    DeviceBuffer upload(const std::vector<float> &values)
    {
        if (error_) {
            return {};
        }
        DeviceBuffer buffer(backend_, values.size());
        if (buffer.is_empty()) {
            out_of_memory(values.size());
        } else {
            std::copy(values.begin(), values.end(), buffer.data());
        }
        return buffer;
    }

    const std::optional<Error> &error() const { return error_; }

private:
    void out_of_memory(std::size_t num_values)
    {
        error_ = make_error(ErrorCode::OutOfMemory, "Out of memory while loading weights: " +
                                                        std::to_string(num_values * sizeof(float)) +
                                                        " bytes for one tensor were refused. Use a smaller model.");
    }

    const Checkpoint &checkpoint_;
    const KvsBackend &backend_;
    std::optional<Error> error_;
};

LayerWeights load_layer(WeightReader &reader, const ModelConfig &config, int layer)
{
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const int hidden = config.hidden_size, mlp = config.intermediate_size;
    const std::int64_t q_rows = static_cast<std::int64_t>(config.num_heads) * config.head_dim;
    const std::int64_t kv_rows = static_cast<std::int64_t>(config.num_kv_heads) * config.head_dim;
    const auto stacked = [&](const char *suffix, std::int64_t columns) {
        const auto name = [&](const char *part) { return prefix + "self_attn." + part + "_proj." + suffix; };
        return reader.read_stacked({{name("q"), q_rows}, {name("k"), kv_rows}, {name("v"), kv_rows}}, columns);
    };

    LayerWeights weights;
    weights.input_norm = reader.upload(reader.read(prefix + "input_layernorm.weight", {hidden}));
    weights.qkv = reader.upload(stacked("weight", hidden), static_cast<int>(q_rows + 2 * kv_rows), hidden);
    if (config.qkv_bias) {
        weights.qkv_bias = reader.upload(stacked("bias", 0));
    }
    weights.output = reader.upload(reader.read(prefix + "self_attn.o_proj.weight", {hidden, q_rows}), hidden,
                                   static_cast<int>(q_rows));
    weights.post_norm = reader.upload(reader.read(prefix + "post_attention_layernorm.weight", {hidden}));
    weights.gate_up = reader.upload(
        reader.read_stacked({{prefix + "mlp.gate_proj.weight", mlp}, {prefix + "mlp.up_proj.weight", mlp}}, hidden),
        2 * mlp, hidden);
    weights.down = reader.upload(reader.read(prefix + "mlp.down_proj.weight", {hidden, mlp}), hidden, mlp);
    return weights;
}

} // namespace

Result<std::unique_ptr<const ModelWeights>> load_weights(const Checkpoint &checkpoint, const ModelConfig &config,
                                                         const KvsBackend &backend)
{
    WeightReader reader(checkpoint, backend);
    auto weights = std::make_unique<ModelWeights>();
    const int vocab = config.vocab_size, hidden = config.hidden_size;
    const auto embedding = reader.read("model.embed_tokens.weight", {vocab, hidden});
    weights->embedding = reader.upload(embedding);
    for (int layer = 0; layer < config.num_layers && !reader.error(); ++layer) {
        weights->layers.push_back(load_layer(reader, config, layer));
    }
    weights->final_norm = reader.upload(reader.read("model.norm.weight", {hidden}));
    weights->head = config.tie_word_embeddings
                        ? reader.upload(embedding, vocab, hidden)
                        : reader.upload(reader.read("lm_head.weight", {vocab, hidden}), vocab, hidden);
    if (reader.error()) {
        return *reader.error();
    }
    return std::unique_ptr<const ModelWeights>(std::move(weights));
}

} // namespace kvscope
