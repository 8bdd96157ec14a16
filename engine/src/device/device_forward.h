#pragma once

#include "cache/device_buffer.h"
#include "device/device_kv.h"
#include "engine/model.h"
#include "kernels/device.h"

#include <cstdint>
#include <memory>

namespace kvscope {

/// Parts of a pass, as bits: to time one of them alone. What is left out leaves its outputs as they were.
enum ForwardStage : unsigned { kLinearStage = 1, kAttentionStage = 2, kRowStage = 4, kAllStages = 7 };

/// Enqueues a model's forward pass over rows whose description lies on the device. Owns the activations; nothing here
/// waits for the device, so a pass can be captured in a graph. Used from one thread.
class DeviceForward {
public:
    /// `max_positions`: prompt and generated tokens of the longest sequence. Check is_complete() before use.
    DeviceForward(const Model &model, const DeviceKvLayout &layout, KvsStream *stream, int max_rows, int max_logit_rows,
                  int max_positions);
    bool is_complete() const { return is_complete_; }

    /// Chooses algorithms for passes of that many rows: before such a pass is captured.
    void prepare(int num_rows, int num_logit_rows);
    /// All layers: appends K and V, leaves the last hidden states. `observe_from`: queries of these positions and later
    /// enter the ring.
    void run_layers(const KvsRows &rows, const std::int32_t *ids, const KvsKvPool &pool, int num_splits,
                    int observe_from);
    void set_stages(unsigned stages) { stages_ = stages; }
    /// Logits [num_rows, vocab_size] of the rows from `first_row` on.
    const float *run_head(int first_row, int num_rows);

    /// Bytes of the activations, for the account before a run.
    static std::uint64_t bytes_for(const ModelConfig &config, KvsDType dtype, int max_rows, int max_logit_rows,
                                   int max_positions, int max_splits);

    /// Blocks that a KV range is split into: enough to fill the device, fixed for a batch bucket.
    static int splits_for(const KvsAttentionShape &shape, int num_rows, int max_kv_len);

private:
    bool runs(ForwardStage stage) const { return (stages_ & stage) != 0; }
    void linear(const KvsWeight *weight, const void *x, void *y, KvsDType y_dtype, int num_rows) const;
    void gated_linear(const KvsWeight *gate_up, int num_rows) const;
    void norm(const float *weight, bool with_residual, std::size_t first_row, int num_rows) const;
    void run_layer(int layer, const KvsRows &rows, const KvsKvPool &pool, int num_splits, int observe_from);

    const Model &model_;
    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    DeviceKvLayout layout_;
    KvsStream *stream_;
    DeviceArray<float> rope_table_, x_, logits_, log_sums_;
    DeviceArray<char> normed_, qkv_, attended_, projected_, gate_up_, activated_, attention_scratch_;
    bool is_complete_ = false;
    unsigned stages_ = kAllStages;
};

} // namespace kvscope
