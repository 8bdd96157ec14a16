#include "runtime/forward_pass.h"

#include "model/weights.h"
#include "runtime/rope_table.h"

#include <algorithm>
#include <barrier>
#include <cstring>

namespace kvscope {

/// Consecutive tokens of one sequence.
struct ForwardPass::RowRange {
    int sequence = 0;
    int offset = 0; ///< first of its tokens
    int count = 0;
    bool is_last = false; ///< holds the sequence's last token
};

/// What one worker needs for its rows: the matrices of a step, grown as needed, in row tiles.
struct ForwardPass::Shard {
    explicit Shard(const KvsBackend &backend) : stream(backend.stream_create(), backend.stream_destroy) {}

    std::unique_ptr<KvsStream, void (*)(KvsStream *)> stream;
    std::vector<RowRange> ranges;
    std::vector<std::int32_t> ids;
    std::vector<KvsSequenceRows> rows;
    std::vector<float> x, normed, qkv, attended, projected, gate_up, activated, logits;
    std::vector<std::uint8_t> finite;
    int num_rows = 0;
};

ForwardPass::ForwardPass(const Model &model, const KvLayout &layout, WorkerPool &workers, int max_positions)
    : model_(model), layout_(layout), workers_(workers), rope_table_(make_rope_table(model.config(), max_positions))
{
    const KvsBackend &backend = *model.device().backend;
    for (int worker = 0; worker < workers.num_workers(); ++worker) {
        shards_.push_back(std::make_unique<Shard>(backend));
    }
}

ForwardPass::~ForwardPass() = default;

KvsStream *ForwardPass::stream(int worker) const { return shards_[worker]->stream.get(); }

void ForwardPass::distribute(std::span<StepSequence> batch)
{
    int total = 0;
    for (const StepSequence &sequence : batch) {
        total += static_cast<int>(sequence.tokens.size());
    }
    num_shards_ = std::min(workers_.num_workers(), total);
    is_split_ = false;
    int sequence = 0, offset = 0, done = 0;
    for (int s = 0; s < num_shards_; ++s) {
        Shard &shard = *shards_[s];
        shard.ranges.clear();
        shard.ids.clear();
        const int end = static_cast<int>(static_cast<std::int64_t>(total) * (s + 1) / num_shards_);
        while (done < end) {
            const auto &tokens = batch[sequence].tokens;
            const int left = static_cast<int>(tokens.size()) - offset;
            // The mass of a slot is a sum over rows in order, so those rows must stay with one worker.
            const int count = layout_.attention_mass ? left : std::min(left, end - done);
            shard.ranges.push_back({sequence, offset, count, count == left});
            shard.ids.insert(shard.ids.end(), tokens.begin() + offset, tokens.begin() + offset + count);
            is_split_ = is_split_ || count < left;
            done += count;
            offset += count;
            if (count == left) {
                ++sequence;
                offset = 0;
            }
        }
        shard.num_rows = static_cast<int>(shard.ids.size());
    }
}

void ForwardPass::run(std::span<StepSequence> batch)
{
    distribute(batch);
    if (is_split_) {
        std::barrier meeting(num_shards_);
        workers_.run_each(num_shards_, [&](int worker) {
            run_shard(
                *shards_[worker], batch,
                [](void *barrier) { static_cast<std::barrier<> *>(barrier)->arrive_and_wait(); }, &meeting);
        });
    } else {
        workers_.run_each(num_shards_, [&](int worker) { run_shard(*shards_[worker], batch, nullptr, nullptr); });
    }
    for (StepSequence &sequence : batch) {
        sequence.cache->advance(static_cast<int>(sequence.tokens.size()));
    }
}

void ForwardPass::run_shard(Shard &shard, std::span<StepSequence> batch, void (*meet)(void *), void *meeting)
{
    const ModelConfig &config = model_.config();
    const KvsBackend &backend = *model_.device().backend;
    const std::size_t padded = (shard.num_rows + backend.row_tile - 1) / backend.row_tile * backend.row_tile;
    const int attention_width = config.num_heads * config.head_dim;
    shard.x.resize(padded * config.hidden_size);
    shard.normed.resize(padded * config.hidden_size);
    shard.qkv.resize(padded * (attention_width + 2 * config.num_kv_heads * config.head_dim));
    shard.attended.resize(padded * attention_width);
    shard.projected.resize(padded * config.hidden_size);
    shard.gate_up.resize(padded * 2 * config.intermediate_size);
    shard.activated.resize(padded * config.intermediate_size);

    backend.embed(shard.stream.get(), model_.weights().embedding.data(), shard.ids.data(), shard.x.data(),
                  shard.num_rows, config.hidden_size);
    for (int layer = 0; layer < config.num_layers; ++layer) {
        run_layer(shard, batch, layer, meet, meeting);
    }
    write_logits(shard, batch);
}

void ForwardPass::run_layer(Shard &shard, std::span<StepSequence> batch, int layer, void (*meet)(void *), void *meeting)
{
    const ModelConfig &config = model_.config();
    const KvsBackend &backend = *model_.device().backend;
    const LayerWeights &weights = model_.weights().layers[layer];
    const auto epsilon = static_cast<float>(config.rms_norm_eps);
    KvsStream *stream = shard.stream.get();
    const int n = shard.num_rows, hidden = config.hidden_size;

    shard.rows.clear();
    int first_row = 0;
    for (const RowRange &range : shard.ranges) {
        const StepSequence &sequence = batch[range.sequence];
        const int end = sequence.cache->next_position() + static_cast<int>(sequence.tokens.size());
        shard.rows.push_back(
            sequence.cache->rows(layer, first_row, range.offset, range.count, end - layout_.window_size));
        first_row += range.count;
    }
    const int num_ranges = static_cast<int>(shard.rows.size());

    // The residual of the layer before is added here, one pass over x for both.
    backend.add_rms_norm(stream, shard.x.data(), layer > 0 ? shard.projected.data() : nullptr, weights.input_norm.data(),
                         epsilon, shard.normed.data(), n, hidden);
    backend.linear(stream, weights.qkv.get(), shard.normed.data(), weights.qkv_bias.data(), shard.qkv.data(), n);
    backend.rope_append(stream, &layout_.shape, shard.qkv.data(), rope_table_.data(), shard.rows.data(), num_ranges);
    if (meet) {
        meet(meeting);
    }
    backend.attention(stream, &layout_.shape, shard.qkv.data(), shard.attended.data(), shard.rows.data(), num_ranges);
    backend.linear(stream, weights.output.get(), shard.attended.data(), nullptr, shard.projected.data(), n);
    backend.add_rms_norm(stream, shard.x.data(), shard.projected.data(), weights.post_norm.data(), epsilon,
                         shard.normed.data(), n, hidden);
    backend.linear(stream, weights.gate_up.get(), shard.normed.data(), nullptr, shard.gate_up.data(), n);
    backend.silu_mul(stream, shard.gate_up.data(), shard.activated.data(), n, config.intermediate_size);
    backend.linear(stream, weights.down.get(), shard.activated.data(), nullptr, shard.projected.data(), n);
}

void ForwardPass::write_logits(Shard &shard, std::span<StepSequence> batch)
{
    const ModelConfig &config = model_.config();
    const KvsBackend &backend = *model_.device().backend;
    const int hidden = config.hidden_size, vocab = config.vocab_size;

    // Only last tokens need logits: gather their rows to the front. They stand in ascending order, so nothing is overwritten.
    int num_last = 0, row = 0;
    for (const RowRange &range : shard.ranges) {
        row += range.count;
        if (range.is_last) {
            const std::size_t from = static_cast<std::size_t>(row - 1) * hidden;
            const std::size_t to = static_cast<std::size_t>(num_last++) * hidden;
            std::memmove(&shard.x[to], &shard.x[from], sizeof(float) * hidden);
            std::memmove(&shard.projected[to], &shard.projected[from], sizeof(float) * hidden);
        }
    }
    if (num_last == 0) {
        return;
    }
    const std::size_t padded = (num_last + backend.row_tile - 1) / backend.row_tile * backend.row_tile;
    shard.logits.resize(padded * vocab);
    shard.finite.resize(num_last);
    KvsStream *stream = shard.stream.get();
    backend.add_rms_norm(stream, shard.x.data(), shard.projected.data(), model_.weights().final_norm.data(),
                         static_cast<float>(config.rms_norm_eps), shard.normed.data(), num_last, hidden);
    backend.linear(stream, model_.weights().head.get(), shard.normed.data(), nullptr, shard.logits.data(), num_last);
    backend.check_finite(stream, shard.logits.data(), shard.finite.data(), num_last, vocab);
    backend.stream_synchronize(stream);

    int i = 0;
    for (const RowRange &range : shard.ranges) {
        if (range.is_last) {
            StepSequence &sequence = batch[range.sequence];
            std::memcpy(sequence.logits, &shard.logits[static_cast<std::size_t>(i) * vocab], sizeof(float) * vocab);
            sequence.is_finite = shard.finite[i] != 0;
            ++i;
        }
    }
}

} // namespace kvscope
