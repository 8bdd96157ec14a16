#pragma once

#include "cache/device_buffer.h"
#include "cache/memory_ledger.h"
#include "engine/generation.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvscope {

/// What one sequence's storage looks like; equal for all sequences of a run.
struct KvLayout {
    KvsAttentionShape shape{};
    int num_layers = 0;
    bool evicts = false;
    int window_size = 0;         ///< of the query ring; 0: none is kept
    bool attention_mass = false; ///< a float per slot
    int slab_tokens = 0;         ///< budget + buffer, or the block size of `full`

    std::uint64_t block_bytes(int num_tokens) const; ///< K, V, positions and channels of that many slots
    std::uint64_t sequence_bytes() const;            ///< the query ring
    /// What a sequence takes at most until its prompt is read: a staging block and the slab exist side by side for a moment.
    std::uint64_t bytes_to_start(int num_prompt_tokens) const;
};

KvLayout make_kv_layout(const ModelConfig &config, const CacheSettings &settings);

/// Tokens in one block of `full`, which grows on demand.
constexpr int kFullBlockTokens = 64;

/// The KV entries of one sequence over all layers, with the original position and the channels of every slot.
///
/// Budgeted sequences own one slab of budget + buffer slots; a prompt longer than that is first held in a staging block that
/// `leave_staging` gives back. `full` owns blocks of kFullBlockTokens and takes another when it is full.
/// Every (layer, KV head) holds the same number of entries; which ones differs. Not thread-safe.
class KvCache {
public:
    KvCache(const KvsBackend &backend, const KvLayout &layout, MemoryLedger &ledger);
    KvCache(KvCache &&) = default;
    ~KvCache();

    /// Makes room for `num_tokens` more entries; a budgeted sequence calls it with its prompt, once. False: the ledger's limit or
    /// the device's memory is exhausted, nothing changed.
    bool reserve(int num_tokens);

    int kv_len() const { return kv_len_; }
    int next_position() const { return next_position_; }

    /// Where `num_rows` new tokens of `layer` go, the first of them `row_offset` after the sequence's next token. `observe_from`
    /// is the position from which queries enter the ring.
    KvsSequenceRows rows(int layer, int first_row, int row_offset, int num_rows, int observe_from) const;
    /// Tells that all layers have appended `num_rows` tokens.
    void advance(int num_rows);

    const float *keys(int layer, int kv_head) const;    ///< [kv_len, head_dim]; budgeted sequences only
    const float *queries(int layer, int kv_head) const; ///< [group, window_size, head_dim]
    std::span<const std::int32_t> positions(int layer, int kv_head) const; ///< [kv_len]
    std::span<const float> attention_mass(int layer, int kv_head) const;   ///< [kv_len] or empty

    /// Keeps the slots of `keep`, in that order, in this layer and head. Call for all of them, then set_kv_len.
    void compact(KvsStream *stream, int layer, int kv_head, std::span<const std::int32_t> keep);
    void set_kv_len(int kv_len) { kv_len_ = kv_len; }
    /// Moves what is held out of an oversized staging block into the slab. False: out of memory.
    bool leave_staging();

private:
    struct Block {
        DeviceBuffer kv;   ///< [num_layers, 2, num_kv_heads, num_tokens, head_dim]
        DeviceBuffer mass; ///< [num_layers, num_kv_heads, num_tokens]
    };

    std::uint64_t bytes_to_reserve(int num_tokens) const;
    bool add_block(int num_tokens);
    std::size_t head_floats() const { return static_cast<std::size_t>(block_tokens_) * layout_.shape.head_dim; }
    float *head_data(int layer, bool values, int kv_head) const;
    std::vector<std::int32_t> &positions_of(int layer, int kv_head);

    const KvsBackend *backend_;
    KvLayout layout_;
    MemoryLedger *ledger_;
    std::vector<Block> blocks_;
    std::vector<float *> block_data_; ///< what the device sees of blocks_
    int block_tokens_ = 0;
    DeviceBuffer query_ring_; ///< [num_layers, num_heads, window_size, head_dim]
    std::vector<std::vector<std::int32_t>> positions_; ///< [num_layers × num_kv_heads][kv_len]; empty for `full`
    std::uint64_t held_bytes_ = 0;
    int kv_len_ = 0;
    int next_position_ = 0;
};

} // namespace kvscope
