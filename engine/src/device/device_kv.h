#pragma once

#include "cache/device_buffer.h"
#include "cache/memory_ledger.h"
#include "engine/generation.h"
#include "kernels/device.h"

#include <cstdint>
#include <vector>

namespace kvscope {

/// What the KV storage of a run looks like on a device with its own memory; equal for all its sequences.
struct DeviceKvLayout {
    KvsDecoderShape shape{};
    KvsDType kv_dtype = KVS_BF16;
    bool evicts = false;
    int block_tokens = 0; ///< budget + buffer, or what `full` takes at a time
    int max_blocks = 1;   ///< a sequence
    int window_size = 0;  ///< of the query ring; 0: none is kept
    bool attention_mass = false;
    bool nearest = false; ///< four bytes a slot: R-KV's search starts from what it found last time

    std::uint64_t block_bytes() const;    ///< K and V of block_tokens slots
    std::uint64_t sequence_bytes() const; ///< positions, order, mass, fp8 scales and the query ring of one sequence
    /// What a budgeted sequence takes; `full`: for `num_tokens`.
    std::uint64_t bytes_for(int num_tokens) const;
};

/// `max_tokens`: prompt and generated tokens of the longest sequence.
DeviceKvLayout make_device_kv_layout(const ModelConfig &config, const CacheSettings &settings, KvsDType dtype,
                                     KvsDType kv_dtype, int max_tokens);

/// The KV storage of up to `num_sequences` sequences. A budgeted sequence owns a slab; `full` takes blocks on demand
/// and gives them back, so that what is counted is what is held. Not thread-safe.
class DeviceKv {
public:
    DeviceKv(const KvsBackend &backend, KvsStream *stream, const DeviceKvLayout &layout, MemoryLedger &ledger);
    ~DeviceKv();

    /// Allocates what `num_sequences` need from the start; fewer when memory runs out, with room left for what else a
    /// run takes. Returns how many it became.
    int open(int num_sequences);
    /// Makes the first `num_tokens` slots usable. False: they are more than a sequence can have, or the ledger's limit
    /// or the device's memory is exhausted.
    bool reserve(int sequence, int num_tokens);
    void release(int sequence);

    const KvsKvPool &pool() const { return pool_; }
    const DeviceKvLayout &layout() const { return layout_; }
    void *slab(int sequence) const { return table_[static_cast<std::size_t>(sequence) * layout_.max_blocks]; }

private:
    bool open_channels(int num_sequences);
    int make_room_for_the_rest(int num_open);
    void *take_block();
    void set_block(int sequence, int block, void *data);

    const KvsBackend &backend_;
    KvsStream *stream_;
    DeviceKvLayout layout_;
    MemoryLedger &ledger_;
    KvsKvPool pool_{};
    DeviceArray<void *> device_table_;
    std::vector<void *> table_; ///< host's copy: [num_sequences, max_blocks]
    std::vector<int> num_blocks_;
    std::vector<void *> free_blocks_;
    std::vector<DeviceArray<char>> blocks_;
    DeviceArray<std::int32_t> positions_;
    DeviceArray<std::uint16_t> order_;
    DeviceArray<std::uint32_t> nearest_;
    DeviceArray<float> mass_, scales_;
    DeviceArray<char> query_ring_;
    std::uint64_t held_bytes_ = 0;
};

} // namespace kvscope
