#include "common.cuh"
#include "ops.h"

namespace kvs::cuda {

/* Arrival counters of the split blocks, then their parts: a maximum, a denominator and head_dim sums for 8 query heads.
 */
size_t attention_scratch_bytes(const KvsDecoderShape *shape, int32_t num_rows, int32_t num_splits)
{
    const size_t num_places = static_cast<size_t>(num_rows) * shape->attention.num_kv_heads;
    const size_t num_parts = num_splits > 1 ? num_places * num_splits : 0;
    return sizeof(float) * ((num_places + 63) / 64 * 64 + num_parts * 8 * (shape->attention.head_dim + 2));
}

void attention(KvsStream *stream, const KvsDecoderShape *shape, int32_t layer, const void *qkv, void *out,
               const KvsRows *rows, const KvsKvPool *pool, int32_t num_splits, void *scratch, float *log_sum)
{
    const AttentionCall call{stream, *shape, layer, qkv, out, *rows, *pool, num_splits, scratch, log_sum};
    tensor_attention_serves(call) ? tensor_attention(call) : plain_attention(call);
}

} // namespace kvs::cuda
