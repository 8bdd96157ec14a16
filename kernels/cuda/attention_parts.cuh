#pragma once

/* How the softmax sums of decode attention meet. A part is what was summed over some keys for the query heads of one KV
 * head: tops [kHeads] of logits · log2 e, totals [kHeads] relative to them, sums [kHeads, D]. The warps' parts of an
 * item lie in shared memory; where a KV range is split, the splits' parts lie in device memory. */

#include "common.cuh"
#include "tensor_core.cuh"

namespace kvs::cuda {

constexpr int kPartWarps = 4;                              /* of a block */
constexpr int kPartHeads = 8;                              /* of a group, padded */
constexpr int kHeadThreads = kPartWarps * 32 / kPartHeads; /* where a block's threads share out the heads */
constexpr float kLog2E = 1.4426950408889634f;

template <int D>
constexpr int kPartFloats = kPartHeads *(D + 2);

/* Where the outputs of one KV head of a row go. */
struct GroupOutput {
    bf16 *out;      /* [num_heads, D] */
    float *log_sum; /* [num_heads], or NULL */
    int num_heads;

    __device__ void write_log_sum(int head, float top, float total) const
    {
        if (log_sum && head < num_heads) {
            log_sum[head] = (top + log2f(total)) / kLog2E;
        }
    }
    __device__ void write_four(int i, float a, float b, float c, float d) const
    {
        *reinterpret_cast<uint2 *>(out + i) = uint2{pack_bf16(a, b), pack_bf16(c, d)};
    }
};

__device__ inline float factor_of_part(float top_of_part, float top)
{
    return top_of_part == -INFINITY ? 0 : exp2f(top_of_part - top);
}

/* Four sums of neighbouring values of a head. */
struct FourSums {
    float top = -INFINITY, total = 0, sums[4] = {};

    __device__ void add(const float4 &values, float factor)
    {
        sums[0] += values.x * factor;
        sums[1] += values.y * factor;
        sums[2] += values.z * factor;
        sums[3] += values.w * factor;
    }
};

/* Calls f(i, FourSums) for every i = 0, 4, … of [num_heads, D], the sums over the warps' parts in order. */
template <int D, typename F>
__device__ void combine_warps(const float *parts, int num_heads, F f)
{
    for (int i = threadIdx.x * 4; i < num_heads * D; i += kPartWarps * 32 * 4) {
        const int head = i / D;
        FourSums all;
#pragma unroll
        for (int w = 0; w < kPartWarps; ++w) {
            all.top = fmaxf(all.top, parts[w * kPartFloats<D> + head]);
        }
#pragma unroll
        for (int w = 0; w < kPartWarps; ++w) {
            const float *part = parts + w * kPartFloats<D>;
            const float factor = factor_of_part(part[head], all.top);
            all.total += part[kPartHeads + head] * factor;
            all.add(*reinterpret_cast<const float4 *>(part + 2 * kPartHeads + i), factor);
        }
        f(i, all);
    }
}

/* The warps' parts as outputs. */
template <int D>
__device__ void write_output(const float *warp_parts, const GroupOutput &to)
{
    combine_warps<D>(warp_parts, to.num_heads, [&](int i, const FourSums &all) {
        to.write_four(i, all.sums[0] / all.total, all.sums[1] / all.total, all.sums[2] / all.total,
                      all.sums[3] / all.total);
        if (i % D == 0) {
            to.write_log_sum(i / D, all.top, all.total);
        }
    });
}

/* The warps' parts as one; heads beyond the group are left as they are. */
template <int D>
__device__ void write_split(const float *warp_parts, float *part, int num_heads)
{
    combine_warps<D>(warp_parts, num_heads, [&](int i, const FourSums &all) {
        *reinterpret_cast<float4 *>(part + 2 * kPartHeads + i) =
            float4{all.sums[0], all.sums[1], all.sums[2], all.sums[3]};
        if (i % D == 0) {
            part[i / D] = all.top;
            part[kPartHeads + i / D] = all.total;
        }
    });
}

/* What every split counts for in every head, as factors [num_splits, kPartHeads]. A head's threads have its top and
 * total in the end. Parts were written by other blocks: they are read past L1, all at once, since that takes as long as
 * one. */
template <int D>
__device__ void weigh_splits(const float *parts, int num_splits, float *factors, float &top, float &total)
{
    constexpr int kEach = KVS_MAX_SPLITS / kHeadThreads;
    const int head = threadIdx.x / kHeadThreads, first = threadIdx.x % kHeadThreads;
    float tops[kEach], totals[kEach];
    top = -INFINITY;
#pragma unroll
    for (int k = 0; k < kEach; ++k) {
        const int s = first + k * kHeadThreads;
        const float *part = parts + s * kPartFloats<D> + head;
        tops[k] = s < num_splits ? __ldcg(part) : -INFINITY;
        totals[k] = s < num_splits ? __ldcg(part + kPartHeads) : 0;
    }
#pragma unroll
    for (int k = 0; k < kEach; ++k) {
        top = fmaxf(top, tops[k]);
    }
#pragma unroll
    for (int offset = kHeadThreads / 2; offset > 0; offset /= 2) {
        top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, offset));
    }
    total = 0;
#pragma unroll
    for (int k = 0; k < kEach; ++k) {
        const int s = first + k * kHeadThreads;
        const float factor = factor_of_part(tops[k], top);
        if (s < num_splits) {
            factors[s * kPartHeads + head] = factor;
        }
        total += totals[k] * factor;
    }
#pragma unroll
    for (int offset = kHeadThreads / 2; offset > 0; offset /= 2) {
        total += __shfl_xor_sync(0xffffffffu, total, offset);
    }
}

/* Splits whose sums a thread asks for at once. */
constexpr int kAhead = 16;

template <int D>
__device__ void load_sums(const float *parts, int num_splits, int first, int i, float4 (&sums)[kAhead])
{
#pragma unroll
    for (int k = 0; k < kAhead; ++k) {
        if (first + k < num_splits) {
            sums[k] =
                __ldcg(reinterpret_cast<const float4 *>(parts + (first + k) * kPartFloats<D> + 2 * kPartHeads + i));
        }
    }
}

/* The parts of all splits as outputs, in split order, four values a thread at a time. factors: shared [num_splits,
 * kPartHeads], overwritten. */
template <int D>
__device__ void merge_splits(const float *parts, int num_splits, float *factors, const GroupOutput &to)
{
    __shared__ float totals[kPartHeads];
    float4 sums[kAhead];
    load_sums<D>(parts, num_splits, 0, threadIdx.x * 4, sums);
    float top, total;
    weigh_splits<D>(parts, num_splits, factors, top, total);
    if (threadIdx.x % kHeadThreads == 0) {
        totals[threadIdx.x / kHeadThreads] = total;
        to.write_log_sum(threadIdx.x / kHeadThreads, top, total);
    }
    __syncthreads();
    for (int i = threadIdx.x * 4; i < to.num_heads * D; i += kPartWarps * 32 * 4) {
        FourSums all;
        for (int first = 0; first < num_splits; first += kAhead) {
            if (first > 0 || i >= kPartWarps * 32 * 4) {
                load_sums<D>(parts, num_splits, first, i, sums);
            }
#pragma unroll
            for (int k = 0; k < kAhead; ++k) {
                if (first + k < num_splits) {
                    all.add(sums[k], factors[(first + k) * kPartHeads + i / D]);
                }
            }
        }
        const float scale = 1 / totals[i / D];
        to.write_four(i, all.sums[0] * scale, all.sums[1] * scale, all.sums[2] * scale, all.sums[3] * scale);
    }
}

} // namespace kvs::cuda
