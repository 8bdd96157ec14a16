#include "variant.h"

#include <string.h>

namespace kvs::KVS_ISA {

/* Pairs i with i + head_dim/2. */
static void rotate(float *x, const float *cosines, const float *sines, int32_t half)
{
    for (int32_t i = 0; i < half; ++i) {
        const float a = x[i], b = x[i + half];
        x[i] = a * cosines[i] - b * sines[i];
        x[i + half] = b * cosines[i] + a * sines[i];
    }
}

static void append(const KvsAttentionShape &shape, const KvsKvView &kv, int32_t slot, const float *k, const float *v)
{
    const size_t head_stride = static_cast<size_t>(kv.block_size) * shape.head_dim;
    float *block = kv.blocks[slot / kv.block_size];
    const size_t in_block = static_cast<size_t>(slot % kv.block_size) * shape.head_dim;
    for (int32_t h = 0; h < shape.num_kv_heads; ++h) {
        const size_t to = h * head_stride + in_block;
        memcpy(block + kv.k_offset + to, k + h * shape.head_dim, sizeof(float) * shape.head_dim);
        memcpy(block + kv.v_offset + to, v + h * shape.head_dim, sizeof(float) * shape.head_dim);
    }
}

void rope_append(KvsStream *, const KvsAttentionShape *shape, float *qkv, const float *cos_sin,
                 const KvsSequenceRows *sequences, int32_t num_sequences)
{
    const int32_t d = shape->head_dim;
    const size_t row_width = static_cast<size_t>(shape->num_heads + 2 * shape->num_kv_heads) * d;
    for (int32_t s = 0; s < num_sequences; ++s) {
        const KvsSequenceRows &sequence = sequences[s];
        for (int32_t r = 0; r < sequence.num_rows; ++r) {
            const int32_t position = sequence.first_position + r;
            const float *cosines = cos_sin + static_cast<size_t>(position) * d;
            const float *sines = cosines + d / 2;
            float *q = qkv + (sequence.first_row + r) * row_width;
            float *k = q + static_cast<size_t>(shape->num_heads) * d;
            float *v = k + static_cast<size_t>(shape->num_kv_heads) * d;
            for (int32_t h = 0; h < shape->num_heads + shape->num_kv_heads; ++h) {
                rotate(q + h * d, cosines, sines, d / 2);
            }
            append(*shape, sequence.kv, sequence.kv_len + r, k, v);
            if (sequence.query_ring && position >= sequence.observe_from) {
                const int32_t w = sequence.window_size;
                for (int32_t h = 0; h < shape->num_heads; ++h) {
                    memcpy(sequence.query_ring + (static_cast<size_t>(h) * w + position % w) * d, q + h * d,
                           sizeof(float) * d);
                }
            }
        }
    }
}

} // namespace kvs::KVS_ISA
