#pragma once

#include "kernels/device.h"

#include <functional>
#include <vector>

namespace kvscope::emulated {

using Work = std::function<void()>;

/// Does at once what is enqueued, or records it while a graph is made.
struct Stream {
    KvsStream *cpu = nullptr; ///< of the backend that computes
    std::vector<Work> *graph = nullptr;
};

inline Stream &stream_of(KvsStream *stream)
{
    return *reinterpret_cast<Stream *>(stream);
}

template <typename F>
void enqueue(KvsStream *stream, F work)
{
    Stream &own = stream_of(stream);
    if (own.graph) {
        own.graph->push_back(std::move(work));
    } else {
        work();
    }
}

/// Rows and places of a pool, in entries.
struct Place {
    const KvsDecoderShape &shape;
    const KvsKvPool &pool;

    /// [num_layers, 2, num_kv_heads, block_size, head_dim]
    std::size_t in_block(int layer, int is_value, int kv_head, int slot) const
    {
        const auto &a = shape.attention;
        return ((static_cast<std::size_t>(layer * 2 + is_value) * a.num_kv_heads + kv_head) * pool.block_size + slot) *
               a.head_dim;
    }
    /// [num_sequences, num_layers, num_kv_heads, block_size]
    std::size_t in_channel(int sequence, int layer, int kv_head, int slot) const
    {
        const auto &a = shape.attention;
        return ((static_cast<std::size_t>(sequence) * shape.num_layers + layer) * a.num_kv_heads + kv_head) *
                   pool.block_size +
               slot;
    }
    /// [num_sequences, num_layers, num_heads, window_size, head_dim]
    std::size_t in_ring(int sequence, int layer, int head) const
    {
        const auto &a = shape.attention;
        return ((static_cast<std::size_t>(sequence) * shape.num_layers + layer) * a.num_heads + head) *
               pool.window_size * a.head_dim;
    }
    float *block(int sequence) const
    {
        return static_cast<float *>(pool.blocks[static_cast<std::size_t>(sequence) * pool.max_blocks]);
    }
};

void weight_destroy(KvsWeight *weight);
std::size_t weight_bytes(const KvsWeight *weight);

/// The parts of the table that the other files define.
void add_decoder_operations(KvsDeviceOps &ops);
void add_eviction_operations(KvsDeviceOps &ops);

} // namespace kvscope::emulated
