#include "model/weights.h"

#include "engine/counter_random.h"
#include "kernels/device.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kvscope {

namespace {

constexpr float kDeviation = 0.02f;

/// Weights of a shape without a checkpoint: for measuring speed. Every tensor has a stream of numbers of its own.
class RandomWeights : public WeightSource {
public:
    RandomWeights(std::uint64_t seed, const KvsBackend &backend, KvsDType dtype)
        : seed_(seed), backend_(backend), dtype_(dtype), stream_(backend.stream_create())
    {
        if (!stream_) {
            error_ = make_error(ErrorCode::OutOfMemory, "The GPU has too little free memory to begin drawing weights. "
                                                        "End other programs that use it, or choose another.");
        }
    }
    ~RandomWeights() override
    {
        if (stream_) {
            backend_.stream_synchronize(stream_);
            backend_.stream_destroy(stream_);
        }
    }

    WeightPtr matrix(const std::vector<TensorRows> &parts, std::int64_t in_features) override
    {
        std::int64_t num_rows = 0;
        for (const TensorRows &part : parts) {
            num_rows += part.num_rows;
        }
        WeightPtr weight(nullptr, {&backend_});
        if (error_) {
            return weight;
        }
        const std::uint64_t key = random_bits(seed_, num_tensors_++);
        const auto count = static_cast<std::size_t>(num_rows * in_features);
        if (backend_.device) {
            weight.reset(
                backend_.device->weight_alloc(dtype_, static_cast<int>(num_rows), static_cast<int>(in_features)));
            if (weight) {
                backend_.device->weight_randomize(stream_, weight.get(), key, kDeviation);
            }
        } else {
            const auto values = normal_numbers(key, count);
            weight.reset(backend_.weight_create(KVS_F32, static_cast<int>(num_rows), static_cast<int>(in_features),
                                                values.data()));
        }
        if (!weight) {
            out_of_memory(count * (dtype_ == KVS_F32 ? 4 : 2));
        }
        return weight;
    }

    DeviceBuffer vector(const std::vector<TensorRows> &parts) override
    {
        std::vector<float> values;
        for (const TensorRows &part : parts) {
            const bool is_bias = part.name.ends_with("bias");
            values.insert(values.end(), part.num_rows, is_bias ? 0.0f : 1.0f);
        }
        return error_ ? DeviceBuffer() : keep(values);
    }

    void embedding_and_head(ModelWeights &weights, const ModelConfig &config) override
    {
        const std::vector<TensorRows> rows{{"model.embed_tokens.weight", config.vocab_size}};
        if (backend_.device) {
            weights.embedding_table = matrix(rows, config.hidden_size);
            if (!config.tie_word_embeddings) {
                weights.head = matrix(rows, config.hidden_size);
            }
            return;
        }
        const auto count = static_cast<std::size_t>(config.vocab_size) * config.hidden_size;
        const auto embedding = normal_numbers(random_bits(seed_, num_tensors_++), count);
        weights.embedding = keep(embedding);
        weights.head = matrix(rows, config.hidden_size);
    }

private:
    static std::vector<float> normal_numbers(std::uint64_t key, std::size_t count)
    {
        std::vector<float> values(count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t bits = random_bits(key, i);
            const double radius = (static_cast<double>(bits >> 40) + 1) * 0x1.0p-24;
            const double angle = static_cast<double>(bits & 0xffffffu) * 0x1.0p-24;
            values[i] = static_cast<float>(kDeviation * std::sqrt(-2 * std::log(radius)) *
                                           std::cos(2 * std::numbers::pi * angle));
        }
        return values;
    }

    DeviceBuffer keep(const std::vector<float> &values)
    {
        DeviceBuffer buffer(backend_, values.size());
        if (buffer.is_empty()) {
            out_of_memory(values.size() * sizeof(float));
        } else if (backend_.device) {
            backend_.device->copy_to_device(stream_, buffer.data(), values.data(), values.size() * sizeof(float));
            backend_.stream_synchronize(stream_);
        } else {
            std::copy(values.begin(), values.end(), buffer.data());
        }
        return buffer;
    }

    std::uint64_t seed_;
    const KvsBackend &backend_;
    KvsDType dtype_;
    KvsStream *stream_;
    std::uint64_t num_tensors_ = 0;
};

} // namespace

std::unique_ptr<WeightSource> random_weights(std::uint64_t seed, const KvsBackend &backend, KvsDType dtype)
{
    return std::make_unique<RandomWeights>(seed, backend, dtype);
}

} // namespace kvscope
