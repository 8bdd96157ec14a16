#include "common.cuh"
#include "ops.h"

namespace kvs::cuda {

namespace {

constexpr int kWarps = 8;
constexpr int kMaxPairs = 4; /* head_dim up to 256 */

struct RopeCall {
    const float *bias, *cos_sin;
    KvsRows rows;
    KvsKvPool pool;
    int layer, num_layers, num_heads, num_kv_heads, head_dim, observe_from;
};

/* Writes one K or V row, fp8 with the scale that maps its largest value to the format's. */
template <typename KV>
__device__ void store_entry(const RopeCall &call, int sequence, int slot, int values, int head,
                            const float (&lo)[kMaxPairs], const float (&hi)[kMaxPairs], int lane)
{
    const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, call.head_dim};
    KV *to = static_cast<KV *>(place.block(sequence, slot)) + place.in_block(call.layer, values, head, slot);
    const int half = call.head_dim / 2;
    float inverse = 1;
    if constexpr (sizeof(KV) == 1) {
        float largest = 0;
#pragma unroll
        for (int k = 0; k < kMaxPairs; ++k) {
            largest = fmaxf(largest, fmaxf(fabsf(lo[k]), fabsf(hi[k])));
        }
        largest = max_of_warp(largest);
        const float scale = largest > 0 ? largest / 448.0f : 1.0f;
        inverse = 1 / scale;
        if (lane == 0) {
            call.pool.scales[place.scale(sequence, call.layer, values, head) + slot] = scale;
        }
    }
#pragma unroll
    for (int k = 0; k < kMaxPairs; ++k) {
        const int i = lane + 32 * k;
        if (i < half) {
            to[i] = from_float<KV>(lo[k] * inverse);
            to[i + half] = from_float<KV>(hi[k] * inverse);
        }
    }
}

/* Writes a rotated query back, and into the ring of the window's. */
template <typename T>
__device__ void store_query(const RopeCall &call, T *x, int sequence, int head, int position,
                            const float (&lo)[kMaxPairs], const float (&hi)[kMaxPairs], int lane)
{
    const int w = call.pool.window_size, half = call.head_dim / 2;
    T *ring = call.pool.query_ring && position >= call.observe_from
                  ? static_cast<T *>(call.pool.query_ring) +
                        (((static_cast<size_t>(sequence) * call.num_layers + call.layer) * call.num_heads + head) * w +
                         position % w) *
                            call.head_dim
                  : nullptr;
#pragma unroll
    for (int k = 0; k < kMaxPairs; ++k) {
        const int i = lane + 32 * k;
        if (i < half) {
            const T a = from_float<T>(lo[k]), b = from_float<T>(hi[k]);
            x[i] = a;
            x[i + half] = b;
            if (ring) {
                ring[i] = a;
                ring[i + half] = b;
            }
        }
    }
}

/* One warp a head of a row; moves (num_heads · 2 + num_kv_heads · 4) · head_dim · T bytes a row. */
template <typename T, typename KV>
__global__ void rope_rows(T *qkv, RopeCall call)
{
    const int head = blockIdx.y * kWarps + threadIdx.x / 32, lane = threadIdx.x % 32, row = blockIdx.x;
    const int num_kv = call.num_kv_heads, half = call.head_dim / 2;
    /* Where rows belong was written before the embedding, and at most the two kernels before this have not ended, so
     * it need not wait. */
    const int sequence = call.rows.sequence[row], slot = call.rows.slot[row], position = call.rows.position[row];
    const bool works = sequence >= 0 && head < call.num_heads + 2 * num_kv;
    const bool is_value = head >= call.num_heads + num_kv;
    float cosine[kMaxPairs], sine[kMaxPairs];
#pragma unroll
    for (int k = 0; k < kMaxPairs; ++k) {
        const int i = lane + 32 * k;
        const bool is_turned = works && !is_value && i < half;
        const float *turn = call.cos_sin + static_cast<size_t>(is_turned ? position : 0) * call.head_dim;
        cosine[k] = is_turned ? turn[i] : 1;
        sine[k] = is_turned ? turn[i + half] : 0;
    }
    wait_for_predecessor();
    if (gridDim.x <= kSkinnyRows) {
        let_successor_start(); /* with more rows it does not pay */
    }
    if (!works) {
        return;
    }
    T *x = qkv + (static_cast<size_t>(row) * (call.num_heads + 2 * num_kv) + head) * call.head_dim;
    float lo[kMaxPairs] = {}, hi[kMaxPairs] = {};
#pragma unroll
    for (int k = 0; k < kMaxPairs; ++k) {
        const int i = lane + 32 * k;
        if (i < half) {
            float a = to_float(x[i]), b = to_float(x[i + half]);
            if (call.bias) {
                a += call.bias[head * call.head_dim + i];
                b += call.bias[head * call.head_dim + i + half];
            }
            lo[k] = is_value ? a : a * cosine[k] - b * sine[k];
            hi[k] = is_value ? b : b * cosine[k] + a * sine[k];
        }
    }
    if (head >= call.num_heads) {
        const int kv_head = (head - call.num_heads) % num_kv;
        store_entry<KV>(call, sequence, slot, is_value ? 1 : 0, kv_head, lo, hi, lane);
        if (!is_value && lane == 0 && call.pool.positions) {
            const SlotPlace place{call.pool, call.num_layers, num_kv, call.head_dim};
            const size_t at = place.channel(sequence, call.layer, kv_head) + slot;
            call.pool.positions[at] = position;
            call.pool.order[at] = static_cast<uint16_t>(slot);
            if (call.pool.mass) {
                call.pool.mass[at] = 0;
            }
            if (call.pool.nearest) {
                call.pool.nearest[at] = 0;
            }
        }
        return;
    }
    store_query(call, x, sequence, head, position, lo, hi, lane);
}

} // namespace

void rope_append(KvsStream *stream, const KvsDecoderShape *shape, int32_t layer, void *qkv, const float *bias,
                 const float *cos_sin, const KvsRows *rows, const KvsKvPool *pool, int32_t observe_from)
{
    const KvsAttentionShape &a = shape->attention;
    const RopeCall call{bias,        cos_sin,        *rows,      *pool,       layer, shape->num_layers,
                        a.num_heads, a.num_kv_heads, a.head_dim, observe_from};
    const dim3 grid(rows->num_rows, (a.num_heads + 2 * a.num_kv_heads + kWarps - 1) / kWarps);
    const auto run = [&](auto *x, auto kernel) { launch(kernel, grid, dim3(kWarps * 32), 0, stream, x, call); };
    if (shape->dtype == KVS_F32) {
        run(static_cast<float *>(qkv), rope_rows<float, float>);
    } else if (pool->dtype == KVS_F8E4M3) {
        run(static_cast<bf16 *>(qkv), rope_rows<bf16, __nv_fp8_e4m3>);
    } else {
        run(static_cast<bf16 *>(qkv), rope_rows<bf16, bf16>);
    }
}

} // namespace kvs::cuda
