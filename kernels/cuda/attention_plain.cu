#include "common.cuh"
#include "ops.h"

/* Attention for every dtype and head size, a key at a time: what the tensor-core kernel does not serve, and the
 * readable form of what it computes. */

namespace kvs::cuda {

namespace {

constexpr int kWarps = 4;
constexpr int kMaxPerLane = 8; /* head_dim up to 256 */

struct PlainCall {
    KvsRows rows;
    KvsKvPool pool;
    int layer, num_layers, num_heads, num_kv_heads, head_dim;
};

template <typename KV>
__device__ float entry_scale(const PlainCall &call, int sequence, int values, int head, int slot)
{
    if constexpr (sizeof(KV) == 1) {
        const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, call.head_dim};
        return call.pool.scales[place.scale(sequence, call.layer, values, head) + slot];
    } else {
        return 1;
    }
}

template <typename KV>
__device__ const KV *entry(const PlainCall &call, int sequence, int values, int head, int slot)
{
    const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, call.head_dim};
    return static_cast<const KV *>(place.block(sequence, slot)) + place.in_block(call.layer, values, head, slot);
}

struct WarpStates {
    float tops[kWarps], totals[kWarps], sums[kWarps][kMaxPerLane * 32];
};

/* The output of the warps' states, in warp order; returns the logarithm of the softmax's denominator. */
template <typename T>
__device__ float merge_states(const WarpStates &states, T *to, int d)
{
    float best = states.tops[0];
    for (int w = 1; w < kWarps; ++w) {
        best = fmaxf(best, states.tops[w]);
    }
    float denominator = 0;
    for (int w = 0; w < kWarps; ++w) {
        denominator += states.totals[w] * expf(states.tops[w] - best);
    }
    for (int i = threadIdx.x; i < d; i += kWarps * 32) {
        float value = 0;
        for (int w = 0; w < kWarps; ++w) {
            value += states.sums[w][i] * expf(states.tops[w] - best);
        }
        to[i] = from_float<T>(value / denominator);
    }
    return best + logf(denominator);
}

/* One block a query head of a row; every warp keeps its own running maximum and sum over each fourth key. */
template <typename T, typename KV>
__global__ void plain_rows(const T *qkv, T *out, float *log_sum, PlainCall call)
{
    wait_for_predecessor();
    const int head = blockIdx.x, row = blockIdx.y, warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const int d = call.head_dim, kv_head = head / (call.num_heads / call.num_kv_heads);
    const int sequence = call.rows.sequence[row];
    T *to = out + (static_cast<size_t>(row) * call.num_heads + head) * d;
    if (sequence < 0) {
        for (int i = threadIdx.x; i < d; i += kWarps * 32) {
            to[i] = from_float<T>(0);
        }
        return;
    }
    const T *q = qkv + (static_cast<size_t>(row) * (call.num_heads + 2 * call.num_kv_heads) + head) * d;
    float query[kMaxPerLane], sum[kMaxPerLane] = {};
#pragma unroll
    for (int k = 0; k < kMaxPerLane; ++k) {
        query[k] = lane + 32 * k < d ? to_float(q[lane + 32 * k]) : 0;
    }
    const float scale = rsqrtf(static_cast<float>(d));
    const int kv_len = call.rows.slot[row] + 1;
    float top = -INFINITY, total = 0;
    for (int slot = warp; slot < kv_len; slot += kWarps) {
        const KV *key = entry<KV>(call, sequence, 0, kv_head, slot);
        const KV *value = entry<KV>(call, sequence, 1, kv_head, slot);
        float dot = 0;
#pragma unroll
        for (int k = 0; k < kMaxPerLane; ++k) {
            dot += lane + 32 * k < d ? query[k] * to_float(key[lane + 32 * k]) : 0;
        }
        const float logit = sum_of_warp(dot) * scale * entry_scale<KV>(call, sequence, 0, kv_head, slot);
        const float best = fmaxf(top, logit), shrink = expf(top - best), p = expf(logit - best);
        const float weight = p * entry_scale<KV>(call, sequence, 1, kv_head, slot);
        top = best;
        total = total * shrink + p;
#pragma unroll
        for (int k = 0; k < kMaxPerLane; ++k) {
            sum[k] = sum[k] * shrink + (lane + 32 * k < d ? weight * to_float(value[lane + 32 * k]) : 0);
        }
    }

    __shared__ WarpStates states;
    if (lane == 0) {
        states.tops[warp] = top;
        states.totals[warp] = total;
    }
#pragma unroll
    for (int k = 0; k < kMaxPerLane; ++k) {
        states.sums[warp][lane + 32 * k] = sum[k];
    }
    __syncthreads();
    const float log_denominator = merge_states(states, to, d);
    if (log_sum && threadIdx.x == 0) {
        log_sum[static_cast<size_t>(row) * call.num_heads + head] = log_denominator;
    }
}

/* One warp a key of a sequence and KV head: adds what the query heads of the group, and in a prompt all rows from the
 * key's own on, gave to it. No two warps write one slot, so the order of additions is fixed. */
template <typename T, typename KV>
__global__ void mass_rows(const T *qkv, const float *log_sum, PlainCall call)
{
    wait_for_predecessor();
    const int slot = blockIdx.x * kWarps + threadIdx.x / 32, lane = threadIdx.x % 32, kv_head = blockIdx.y;
    const int d = call.head_dim, group = call.num_heads / call.num_kv_heads;
    const int first_row = call.rows.is_prompt ? 0 : blockIdx.z;
    const int num_rows = call.rows.is_prompt ? call.rows.num_rows : 1;
    const int sequence = call.rows.sequence[first_row];
    if (sequence < 0 || slot > call.rows.slot[first_row + num_rows - 1]) {
        return;
    }
    const KV *key = entry<KV>(call, sequence, 0, kv_head, slot);
    float values[kMaxPerLane];
#pragma unroll
    for (int k = 0; k < kMaxPerLane; ++k) {
        values[k] = lane + 32 * k < d ? to_float(key[lane + 32 * k]) : 0;
    }
    const float scale = rsqrtf(static_cast<float>(d)) * entry_scale<KV>(call, sequence, 0, kv_head, slot);
    float mass = 0;
    for (int row = first_row; row < first_row + num_rows; ++row) {
        if (call.rows.slot[row] < slot) {
            continue;
        }
        for (int head = kv_head * group; head < (kv_head + 1) * group; ++head) {
            const T *q = qkv + (static_cast<size_t>(row) * (call.num_heads + 2 * call.num_kv_heads) + head) * d;
            float dot = 0;
#pragma unroll
            for (int k = 0; k < kMaxPerLane; ++k) {
                dot += lane + 32 * k < d ? to_float(q[lane + 32 * k]) * values[k] : 0;
            }
            mass += expf(sum_of_warp(dot) * scale - log_sum[static_cast<size_t>(row) * call.num_heads + head]);
        }
    }
    if (lane == 0) {
        const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, d};
        call.pool.mass[place.channel(sequence, call.layer, kv_head) + slot] += mass;
    }
}

template <typename F>
void with_types(KvsDType dtype, KvsDType kv_dtype, F f)
{
    if (dtype == KVS_F32) {
        f(float{}, float{});
    } else if (kv_dtype == KVS_F8E4M3) {
        f(bf16{}, __nv_fp8_e4m3{});
    } else {
        f(bf16{}, bf16{});
    }
}

} // namespace

void plain_attention(const AttentionCall &a)
{
    const KvsAttentionShape &shape = a.shape.attention;
    const PlainCall call{a.rows,        a.pool, a.layer, a.shape.num_layers, shape.num_heads, shape.num_kv_heads,
                         shape.head_dim};
    with_types(a.shape.dtype, a.pool.dtype, [&](auto type, auto kv_type) {
        using T = decltype(type);
        using KV = decltype(kv_type);
        launch(plain_rows<T, KV>, dim3(shape.num_heads, a.rows.num_rows), dim3(kWarps * 32), 0, a.stream,
               static_cast<const T *>(a.qkv), static_cast<T *>(a.out), a.log_sum, call);
    });
}

void attention_mass(KvsStream *stream, const KvsDecoderShape *shape, int32_t layer, const void *qkv,
                    const float *log_sum, const KvsRows *rows, const KvsKvPool *pool)
{
    const KvsAttentionShape &a = shape->attention;
    const PlainCall call{*rows, *pool, layer, shape->num_layers, a.num_heads, a.num_kv_heads, a.head_dim};
    const dim3 grid((pool->block_size + kWarps - 1) / kWarps, a.num_kv_heads, rows->is_prompt ? 1 : rows->num_rows);
    with_types(shape->dtype, pool->dtype, [&](auto type, auto kv_type) {
        using T = decltype(type);
        launch(mass_rows<T, decltype(kv_type)>, grid, dim3(kWarps * 32), 0, stream, static_cast<const T *>(qkv),
               log_sum, call);
    });
}

} // namespace kvs::cuda
