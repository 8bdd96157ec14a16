#pragma once

#include "cache/device_buffer.h"
#include "engine/model.h"
#include "kernels/backend.h"

#include <memory>
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
    DeviceBuffer embedding; ///< [vocab_size, hidden_size] fp32
    std::vector<LayerWeights> layers;
    DeviceBuffer final_norm; ///< [hidden_size]
    WeightPtr head;          ///< [vocab_size, hidden_size]
};

/// Reads, checks and uploads every tensor. Errors name file, tensor and shapes.
Result<std::unique_ptr<const ModelWeights>> load_weights(const Checkpoint &checkpoint, const ModelConfig &config,
                                                         const KvsBackend &backend);

} // namespace kvscope
