#pragma once

#include "cache/kv_cache.h"
#include "runtime/worker_pool.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace kvscope {

/// The new tokens of one sequence in a step: a whole prompt, or the one token that was drawn last.
struct StepSequence {
    KvCache *cache = nullptr; ///< with room for the tokens
    std::span<const std::int32_t> tokens;
    float *logits = nullptr; ///< [vocab_size] of the last token, written
    bool is_finite = true;   ///< written: false when a logit is NaN or infinite
};

/// Runs a model over a batch of sequences. Prefill and decode are the same path: only the number of tokens differs.
///
/// Rows are shared out evenly over the workers; a worker takes its rows through all layers, so the only meeting point is
/// between append and attention of a sequence whose rows are split. A row's result depends neither on the split nor on the
/// other rows. Used from one thread.
class ForwardPass {
public:
    /// `max_positions`: prompt and generated tokens of the longest sequence.
    ForwardPass(const Model &model, const KvLayout &layout, WorkerPool &workers, int max_positions);
    ~ForwardPass();

    /// Appends the tokens to every cache (advance() included) and writes the logits.
    void run(std::span<StepSequence> batch);

    KvsStream *stream(int worker) const; ///< for other work of that worker between steps

private:
    struct Shard;
    struct RowRange;

    void distribute(std::span<StepSequence> batch);
    void run_shard(Shard &shard, std::span<StepSequence> batch, void (*meet)(void *), void *meeting);
    void run_layer(Shard &shard, std::span<StepSequence> batch, int layer, void (*meet)(void *), void *meeting);
    void write_logits(Shard &shard, std::span<StepSequence> batch);

    const Model &model_;
    KvLayout layout_;
    WorkerPool &workers_;
    std::vector<float> rope_table_;
    std::vector<std::unique_ptr<Shard>> shards_;
    int num_shards_ = 0; ///< in use in this step
    bool is_split_ = false;
};

} // namespace kvscope
