#include "model/weights.h"

#include <algorithm>

namespace kvscope {

namespace {

/// A checkpoint as fp32 in host memory, products in the layout the backend wants.
class HostWeights : public WeightSource {
public:
    HostWeights(const Checkpoint &checkpoint, const KvsBackend &backend) : checkpoint_(checkpoint), backend_(backend) {}

    WeightPtr matrix(const std::vector<TensorRows> &parts, std::int64_t in_features) override
    {
        const auto values = read_stacked(parts, in_features);
        return upload(values, static_cast<int>(values.size() / in_features), static_cast<int>(in_features));
    }

    DeviceBuffer vector(const std::vector<TensorRows> &parts) override { return keep(read_stacked(parts, 0)); }

    void embedding_and_head(ModelWeights &weights, const ModelConfig &config) override
    {
        const int vocab = config.vocab_size, hidden = config.hidden_size;
        const auto embedding = read("model.embed_tokens.weight", {vocab, hidden});
        weights.embedding = keep(embedding);
        weights.head =
            upload(config.tie_word_embeddings ? embedding : read("lm_head.weight", {vocab, hidden}), vocab, hidden);
    }

private:
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

    /// columns 0: vectors.
    std::vector<float> read_stacked(const std::vector<TensorRows> &parts, std::int64_t columns)
    {
        std::vector<float> all;
        for (const auto &[name, num_rows] : parts) {
            const auto values = read(name, columns > 0 ? std::vector<std::int64_t>{num_rows, columns}
                                                       : std::vector<std::int64_t>{num_rows});
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
                out_of_memory(values.size() * sizeof(float));
            }
        }
        return weight;
    }

    DeviceBuffer keep(const std::vector<float> &values)
    {
        if (error_) {
            return {};
        }
        DeviceBuffer buffer(backend_, values.size());
        if (buffer.is_empty()) {
            out_of_memory(values.size() * sizeof(float));
        } else {
            std::copy(values.begin(), values.end(), buffer.data());
        }
        return buffer;
    }

    const Checkpoint &checkpoint_;
    const KvsBackend &backend_;
};

} // namespace

std::unique_ptr<WeightSource> host_weights(const Checkpoint &checkpoint, const KvsBackend &backend)
{
    return std::make_unique<HostWeights>(checkpoint, backend);
}

} // namespace kvscope
