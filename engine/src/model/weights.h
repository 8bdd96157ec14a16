#pragma once

#include "cache/device_buffer.h"
#include "engine/model.h"
#include "kernels/backend.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kvscope {

struct WeightDeleter {
    const KvsBackend *backend = nullptr;
    void operator()(KvsWeight *weight) const { backend->weight_destroy(weight); }
};
using WeightPtr = std::unique_ptr<KvsWeight, WeightDeleter>;

/// One decoder layer. Products that read the same input are fused into one weight.
struct LayerWeights {
    DeviceBuffer input_norm; ///< [hidden_size]
    WeightPtr qkv;           ///< [(num_heads + 2·num_kv_heads)·head_dim, hidden_size]
    DeviceBuffer qkv_bias;   ///< [(num_heads + 2·num_kv_heads)·head_dim]; empty without bias
    WeightPtr output;        ///< [hidden_size, num_heads·head_dim]
    DeviceBuffer post_norm;  ///< [hidden_size]
    WeightPtr gate_up;       ///< [2·intermediate_size, hidden_size]
    WeightPtr down;          ///< [hidden_size, intermediate_size]
};

struct ModelWeights {
    DeviceBuffer embedding;    ///< [vocab_size, hidden_size] fp32, where a device's memory is the host's; else empty
    WeightPtr embedding_table; ///< the same on a device with its own memory
    std::vector<LayerWeights> layers;
    DeviceBuffer final_norm; ///< [hidden_size]
    WeightPtr head;          ///< [vocab_size, hidden_size]; empty: the embedding table serves, too

    const KvsWeight *head_weight() const { return head ? head.get() : embedding_table.get(); }
};

/// One tensor of a stack: its rows lie below those of the tensor before.
struct TensorRows {
    std::string name;
    std::int64_t num_rows = 0;
};

/// Where weights come from: a checkpoint for the host, a checkpoint for a device, or random numbers. After the first
/// failure every call returns nothing.
class WeightSource {
public:
    virtual ~WeightSource() = default;
    /// [sum of the rows, in_features].
    virtual WeightPtr matrix(const std::vector<TensorRows> &parts, std::int64_t in_features) = 0;
    /// [sum of the rows] fp32.
    virtual DeviceBuffer vector(const std::vector<TensorRows> &parts) = 0;
    /// The token embedding [vocab_size, hidden_size] and the head, which is the same where they are tied.
    virtual void embedding_and_head(ModelWeights &weights, const ModelConfig &config) = 0;

    const std::optional<Error> &error() const { return error_; }

protected:
    void out_of_memory(std::uint64_t num_bytes);
    std::optional<Error> error_;
};

std::unique_ptr<WeightSource> host_weights(const Checkpoint &checkpoint, const KvsBackend &backend);
std::unique_ptr<WeightSource> device_weights(const Checkpoint &checkpoint, const KvsBackend &backend, KvsDType dtype);
/// Normal numbers of deviation 0.02, norms of 1: a function of the seed and the shape, on either kind of backend.
std::unique_ptr<WeightSource> random_weights(std::uint64_t seed, const KvsBackend &backend, KvsDType dtype);

/// Asks for every tensor of the decoder. Errors name file, tensor and shapes.
Result<std::unique_ptr<const ModelWeights>> load_weights(WeightSource &source, const ModelConfig &config);

} // namespace kvscope
