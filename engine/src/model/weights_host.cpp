#include "model/weights.h"

#include "model/staging_buffer.h"

#include <algorithm>
#include <numeric>

namespace kvscope {

namespace {

/// A checkpoint as fp32 in host memory, products in the layout the backend wants.
class HostWeights : public WeightSource {
public:
    HostWeights(const Checkpoint &checkpoint, const KvsBackend &backend) : checkpoint_(checkpoint), backend_(backend) {}

    WeightPtr matrix(const std::vector<TensorRows> &parts, std::int64_t in_features) override
    {
        const std::int64_t rows = num_rows(parts);
        float *values = stage(rows * in_features);
        read_stacked(parts, in_features, values);
        return upload(values, rows, in_features);
    }

    DeviceBuffer vector(const std::vector<TensorRows> &parts) override
    {
        DeviceBuffer buffer = reserve(num_rows(parts));
        read_stacked(parts, 0, buffer.data());
        return buffer;
    }

    void embedding_and_head(ModelWeights &weights, const ModelConfig &config) override
    {
        const int vocab = config.vocab_size, hidden = config.hidden_size;
        weights.embedding = vector_of("model.embed_tokens.weight", {vocab, hidden});
        if (config.tie_word_embeddings) {
            weights.head = upload(weights.embedding.data(), vocab, hidden);
        } else {
            weights.head = matrix({{"lm_head.weight", vocab}}, hidden);
        }
    }

private:
    static std::int64_t num_rows(const std::vector<TensorRows> &parts)
    {
        return std::accumulate(parts.begin(), parts.end(), std::int64_t{0},
                               [](std::int64_t sum, const TensorRows &part) { return sum + part.num_rows; });
    }

    float *stage(std::int64_t num_values)
    {
        float *values = error_ ? nullptr : staging_.reserve(static_cast<std::size_t>(num_values));
        if (!error_ && values == nullptr) {
            out_of_memory(static_cast<std::uint64_t>(num_values) * sizeof(float));
        }
        return values;
    }

    DeviceBuffer reserve(std::int64_t num_values)
    {
        if (error_) {
            return {};
        }
        DeviceBuffer buffer(backend_, static_cast<std::size_t>(num_values));
        if (buffer.is_empty()) {
            out_of_memory(static_cast<std::uint64_t>(num_values) * sizeof(float));
        }
        return buffer;
    }

    DeviceBuffer vector_of(const std::string &name, const std::vector<std::int64_t> &shape)
    {
        DeviceBuffer buffer = reserve(shape[0] * shape[1]);
        read(name, shape, buffer.data());
        return buffer;
    }

    void read(const std::string &name, const std::vector<std::int64_t> &shape, float *to)
    {
        if (error_) {
            return;
        }
        if (const Status status = checkpoint_.read_f32(name, shape, to); status.has_error()) {
            error_ = status.error();
        }
    }

    /// columns 0: vectors.
    void read_stacked(const std::vector<TensorRows> &parts, std::int64_t columns, float *to)
    {
        for (const auto &[name, rows] : parts) {
            read(name, columns > 0 ? std::vector<std::int64_t>{rows, columns} : std::vector<std::int64_t>{rows}, to);
            to += error_ ? 0 : rows * std::max<std::int64_t>(columns, 1);
        }
    }

    WeightPtr upload(const float *values, std::int64_t out_features, std::int64_t in_features)
    {
        WeightPtr weight(nullptr, {&backend_});
        if (!error_) {
            weight.reset(backend_.weight_create(KVS_F32, static_cast<std::int32_t>(out_features),
                                                static_cast<std::int32_t>(in_features), values));
            if (!weight) {
                out_of_memory(static_cast<std::uint64_t>(out_features * in_features) * sizeof(float));
            }
        }
        return weight;
    }

    const Checkpoint &checkpoint_;
    const KvsBackend &backend_;
    StagingBuffer staging_;
};

} // namespace

std::unique_ptr<WeightSource> host_weights(const Checkpoint &checkpoint, const KvsBackend &backend)
{
    return std::make_unique<HostWeights>(checkpoint, backend);
}

} // namespace kvscope
