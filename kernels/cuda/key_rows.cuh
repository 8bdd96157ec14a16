#pragma once

/* How keys become operands of tensor cores: sixteen rows of a warp, two a lane. */

#include "common.cuh"
#include "tensor_core.cuh"

namespace kvs::cuda {

/* Eight stored values as bf16; fp8 is exact in it. */
__device__ inline uint4 load_eight(const bf16 *from)
{
    return *reinterpret_cast<const uint4 *>(from);
}
__device__ inline uint4 load_eight(const __nv_fp8_e4m3 *from)
{
    const uint2 raw = *reinterpret_cast<const uint2 *>(from);
    const auto widened = [](uint32_t pair) {
        const uint32_t half2 = widen_fp8(pair);
        const float2 wide = __half22float2(*reinterpret_cast<const __half2 *>(&half2));
        return pack_bf16(wide.x, wide.y);
    };
    return {widened(raw.x & 0xffffu), widened(raw.x >> 16), widened(raw.y & 0xffffu), widened(raw.y >> 16)};
}

/* The lane's two rows of a tile of 16: its 8 consecutive values of each 32. As in skinny.cu, the order of a dot
 * product's terms is free. */
template <int D>
struct KeyRows {
    uint4 values[D / 32][2];

    template <typename KV>
    __device__ void load(const KV *keys, const int (&slot)[2], int t)
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const KV *key = keys + static_cast<size_t>(slot[half]) * D;
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                values[k][half] = load_eight(key + k * 32 + t * 8);
            }
        }
    }
    /* Products with 8 columns, whose values the lane gives in the same order. */
    template <typename Column>
    __device__ void multiply(float (&sum)[4], Column column) const
    {
        float other[4] = {}; /* two chains of additions, so that one need not wait for the other */
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            const uint4 b = column(k);
            multiply_bf16(sum, {values[k][0].x, values[k][1].x, values[k][0].y, values[k][1].y}, b.x, b.y);
            multiply_bf16(other, {values[k][0].z, values[k][1].z, values[k][0].w, values[k][1].w}, b.z, b.w);
        }
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            sum[c] += other[c];
        }
    }
    __device__ void widen(int k, int half, float (&wide)[8]) const
    {
        const auto *pairs = reinterpret_cast<const __nv_bfloat162 *>(&values[k][half]);
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const float2 pair = __bfloat1622float2(pairs[i]);
            wide[2 * i] = pair.x;
            wide[2 * i + 1] = pair.y;
        }
    }
};

/* The same for several tiles of 16 rows, so that a column is read once for all. */
template <int D, int kGroups, typename Column>
__device__ void multiply_rows(const KeyRows<D> (&rows)[kGroups], float (&sum)[kGroups][4], Column column)
{
#pragma unroll
    for (int k = 0; k < D / 32; ++k) {
        const uint4 b = column(k);
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            const uint4 &upper = rows[r].values[k][0], &lower = rows[r].values[k][1];
            multiply_bf16(sum[r], {upper.x, lower.x, upper.y, lower.y}, b.x, b.y);
            multiply_bf16(sum[r], {upper.z, lower.z, upper.w, lower.w}, b.z, b.w);
        }
    }
}

__device__ inline float sum_of_four_lanes(float value)
{
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}

} // namespace kvs::cuda
