#include "variant.h"
#include "vec.h"

namespace kvs::KVS_ISA {

namespace {

/* One query head over all slots, block by block. */
void scores_of_head(const KvsKvView &kv, int32_t kv_head, int32_t head_dim, const float *q, int32_t kv_len, float scale,
                    float *scores)
{
    const size_t head_at = static_cast<size_t>(kv_head) * kv.block_size * head_dim;
    for (int32_t start = 0; start < kv_len; start += kv.block_size) {
        const float *k = kv.blocks[start / kv.block_size] + kv.k_offset + head_at;
        const int32_t count = kv_len - start < kv.block_size ? kv_len - start : kv.block_size;
        for (int32_t j = 0; j < count; j += kLanes) {
            const int32_t width = count - j < kLanes ? count - j : kLanes;
            store_part(scores + start + j, dots(q, k + static_cast<size_t>(j) * head_dim, width, head_dim) * scale,
                       width);
        }
    }
}

/* out [16·num_vectors] += Σ_j p[j] · v[j], in slot order, with the sums kept in registers. */
template <int num_vectors>
void weighted_sum(const float *p, const float *v, int32_t head_dim, int32_t count, float *out)
{
    Vec acc[num_vectors];
    for (int c = 0; c < num_vectors; ++c) {
        acc[c] = load(out + c * kLanes);
    }
    for (int32_t j = 0; j < count; ++j) {
        const float *row = v + static_cast<size_t>(j) * head_dim;
        const Vec weight = splat(p[j]);
        for (int c = 0; c < num_vectors; ++c) {
            acc[c] += weight * load(row + c * kLanes);
        }
    }
    for (int c = 0; c < num_vectors; ++c) {
        store(out + c * kLanes, acc[c]);
    }
}

void values_of_head(const KvsKvView &kv, int32_t kv_head, int32_t head_dim, const float *p, int32_t kv_len, float *out)
{
    const size_t head_at = static_cast<size_t>(kv_head) * kv.block_size * head_dim;
    for (int32_t i = 0; i < head_dim; ++i) {
        out[i] = 0;
    }
    for (int32_t start = 0; start < kv_len; start += kv.block_size) {
        const float *v = kv.blocks[start / kv.block_size] + kv.v_offset + head_at;
        const int32_t count = kv_len - start < kv.block_size ? kv_len - start : kv.block_size;
        int32_t d = 0;
        for (; d + 4 * kLanes <= head_dim; d += 4 * kLanes) {
            weighted_sum<4>(p + start, v + d, head_dim, count, out + d);
        }
        for (; d + kLanes <= head_dim; d += kLanes) {
            weighted_sum<1>(p + start, v + d, head_dim, count, out + d);
        }
        for (; d < head_dim; ++d) {
            for (int32_t j = 0; j < count; ++j) {
                out[d] += p[start + j] * v[static_cast<size_t>(j) * head_dim + d];
            }
        }
    }
}

} // namespace

void attention(KvsStream *stream, const KvsAttentionShape *shape, const float *qkv, float *out,
               const KvsSequenceRows *sequences, int32_t num_sequences)
{
    const int32_t d = shape->head_dim, group = shape->num_heads / shape->num_kv_heads;
    const size_t row_width = static_cast<size_t>(shape->num_heads + 2 * shape->num_kv_heads) * d;
    const float scale = 1.0f / __builtin_sqrtf(static_cast<float>(d));
    for (int32_t s = 0; s < num_sequences; ++s) {
        const KvsSequenceRows &sequence = sequences[s];
        float *scores = scratch(stream, sequence.kv_len + sequence.num_rows);
        for (int32_t r = 0; r < sequence.num_rows; ++r) {
            const int32_t kv_len = sequence.kv_len + r + 1;
            const float *q = qkv + (sequence.first_row + r) * row_width;
            float *out_row = out + static_cast<size_t>(sequence.first_row + r) * shape->num_heads * d;
            for (int32_t h = 0; h < shape->num_kv_heads; ++h) {
                const size_t first_head = static_cast<size_t>(h) * group;
                for (int32_t g = 0; g < group; ++g) {
                    scores_of_head(sequence.kv, h, d, q + (first_head + g) * d, kv_len, scale, scores);
                    softmax(scores, kv_len);
                    values_of_head(sequence.kv, h, d, scores, kv_len, out_row + (first_head + g) * d);
                    if (sequence.attention_mass) {
                        float *mass = sequence.attention_mass + h * sequence.mass_stride;
                        for (int32_t j = 0; j < kv_len; ++j) {
                            mass[j] += scores[j];
                        }
                    }
                }
            }
        }
    }
}

} // namespace kvs::KVS_ISA
