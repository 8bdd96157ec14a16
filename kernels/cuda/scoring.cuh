#pragma once

/* What the kernels of a compression share: where a head's arrays lie in the scratch memory, and how a key is read. */

#include "common.cuh"

namespace kvs::cuda {

constexpr int kMaxAtOnce = 8; /* sequences a compression takes in one launch */
constexpr int kSumParts = 4;  /* blocks that share the keys of one head */

/* Rows of a head that are still open after the first pass of the search for duplicates. */
struct OpenCounts {
    int32_t num_old, num_new;
    int32_t has_gaps; /* 1: not all old rows were compared with all new columns */
};

/* Scratch of one compression; h counts (sequence of the call, layer, KV head). Entries are in the order that scoring
 * sees. */
struct ScoreScratch {
    float *logits;        /* [h, window_size, n] */
    float *importance;    /* [h, n] mean of the window's softmaxes */
    float *inverse_norms; /* [h, n] */
    float *unit_sum;      /* [h, kSumParts, head_dim] parts of the sum of the unit keys */
    float *redundancy;    /* [h, n] column sums of the cosine matrix */
    int32_t *open_rows;   /* [h, n] rows whose search goes on: old ones from the front, new ones from the back */
    OpenCounts *open;     /* [h] */
    float *first_cosines; /* [h, n] of open rows, with the first entry */
    uint32_t *finds;      /* [h, n] what rows found among the older entries, see duplicates.cuh */
    unsigned long long
        *duplicate;    /* [h, n] by slot: what rows take from a column, in units of 2^-40: integers add in any order */
    float *scores;     /* [h, n] */
    uint8_t *selected; /* [h, n] 1: among the best */
    size_t num_bytes;  /* of all of it */
};

struct ScoreCall {
    KvsKvPool pool;
    KvsScoreTerms terms;
    KvsDType dtype; /* of the queries */
    int num_layers, num_heads, num_kv_heads, head_dim, n, budget;
    int sequence[kMaxAtOnce];
    uint64_t seed[kMaxAtOnce];
    ScoreScratch scratch;

    __host__ __device__ int group() const { return num_heads / num_kv_heads; }
    __device__ int layer() const { return blockIdx.x / num_kv_heads; }
    __device__ int head() const { return blockIdx.x % num_kv_heads; }
    /* Which head's arrays this block works on; the grid's x counts (layer, head), its y the call's sequences. */
    __device__ size_t place() const { return static_cast<size_t>(blockIdx.y) * num_layers * num_kv_heads + blockIdx.x; }
    __device__ SlotPlace slots() const { return {pool, num_layers, num_kv_heads, head_dim}; }
    __device__ const uint16_t *order() const
    {
        return pool.order + slots().channel(sequence[blockIdx.y], layer(), head());
    }
    template <typename KV>
    __device__ const KV *keys() const
    {
        return static_cast<const KV *>(slots().block(sequence[blockIdx.y], 0)) +
               slots().in_block(layer(), 0, head(), 0);
    }
    /* Of fp8 keys, by slot; nullptr: 1. */
    __device__ const float *key_scales() const
    {
        return pool.scales ? pool.scales + slots().scale(sequence[blockIdx.y], layer(), 0, head()) : nullptr;
    }
    __device__ uint32_t *nearest() const
    {
        return pool.nearest + slots().channel(sequence[blockIdx.y], layer(), head());
    }
    /* Whether keys go through tensor cores: exactly, since products of bf16, and of fp8 widened to it, are exact in
     * fp32. */
    __host__ __device__ bool uses_tensor_cores() const
    {
        return dtype == KVS_BF16 && (head_dim == 64 || head_dim == 128);
    }
    template <typename T>
    __device__ const T *query(int head_in_group, int window_place) const
    {
        const size_t head_place = (static_cast<size_t>(sequence[blockIdx.y]) * num_layers + layer()) * num_heads +
                                  head() * group() + head_in_group;
        return static_cast<const T *>(pool.query_ring) + (head_place * terms.window_size + window_place) * head_dim;
    }
};

/* Calls f with a value of the query type and one of the stored type. */
template <typename F>
void with_stored_types(const ScoreCall &call, F f)
{
    if (call.dtype == KVS_F32) {
        f(float{}, float{});
    } else if (call.pool.dtype == KVS_F8E4M3) {
        f(bf16{}, __nv_fp8_e4m3{});
    } else {
        f(bf16{}, bf16{});
    }
}

/* Fill importance, inverse norms and redundancy of `count` sequences, as far as the terms ask for them. score_tensor.cu
 * is for those that use tensor cores, score_plain.cu for every type and size: a key at a time, and the readable form of
 * the same. */
void measure_with_tensor_cores(KvsStream *, const ScoreCall &, int count);
void measure_plainly(KvsStream *, const ScoreCall &, int count);
/* Redundancy and duplicates, from norms and their unit sum; duplicates.cu, for those that use tensor cores. */
void match_duplicates(KvsStream *, const ScoreCall &, int count);
/* The mean over the window of softmaxes over the entries before it: from logits to importance. */
void average_softmaxes(KvsStream *, const ScoreCall &, int count);

/* What rows take away from the columns of the cosine matrix is counted in units of 2^-40: integers, so that the order
 * of additions is free. */
__device__ inline long long units_of(float cosine)
{
    return __float2ll_rn(cosine * 0x1.0p40f);
}
__device__ inline void take_units(const ScoreCall &call, size_t base, int slot, long long units)
{
    atomicAdd(call.scratch.duplicate + base + slot, static_cast<unsigned long long>(units));
}
__device__ inline void take_away(const ScoreCall &call, size_t base, int slot, float cosine)
{
    take_units(call, base, slot, units_of(cosine));
}

} // namespace kvs::cuda
