#include "common.cuh"
#include "ops.h"
#include "tensor_core.cuh"

/* Products with few rows: every weight is read once, so the time is that of reading it.
 *
 * The weight's rows are the tensor core's M, the activations' its N. A dot product does not care in which order its terms come, so
 * thread t of a group of four takes the 8 consecutive values [8t, 8t + 8) of each 32, for weight and activation alike: one 16-byte
 * load feeds two instructions. The warps of a block share the weight's rows and split K between them; their sums meet in shared
 * memory, in warp order. */

namespace kvs::cuda {

namespace {

constexpr int kChunk = 32; /* values of K a warp takes at a time */

/* Weights pass once: they are not to push the activations out of L1. */
__device__ inline uint4 load_streaming(const bf16 *from)
{
    uint4 value;
    asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                 : "l"(from));
    return value;
}

/* kTiles: 16-row tiles of the weight a block; kColumns: 8-row tiles of x. Moves out · in · 2 bytes, and x once a block from L2. */
template <int kTiles, int kColumns, int kWarps, typename Y>
__global__ void __launch_bounds__(kWarps * 32) skinny(const bf16 *weight, const bf16 *x, Y *y, int num_rows, int out, int in)
{
    constexpr int kDepth = kTiles * 2 * 2 <= 8 ? 2 : 1; /* chunks in flight a warp, beside the one in use */
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const int first = blockIdx.x * kTiles * 16;
    const int num_chunks = in / kChunk;
    float sums[kTiles][kColumns][4] = {};
    uint4 ahead[kDepth][kTiles][2];

    const auto fetch = [&](int chunk, uint4(&to)[kTiles][2]) {
#pragma unroll
        for (int m = 0; m < kTiles; ++m) {
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                const int row = min(first + m * 16 + half * 8 + g, out - 1);
                to[m][half] = load_streaming(weight + static_cast<size_t>(row) * in + chunk * kChunk + t * 8);
            }
        }
    };
    /* Weights never change, so their loads need not wait for the predecessor. */
#pragma unroll
    for (int d = 0; d < kDepth; ++d) {
        if (warp + d * kWarps < num_chunks) {
            fetch(warp + d * kWarps, ahead[d]);
        }
    }
    wait_for_predecessor();
    for (int base = warp; base < num_chunks; base += kDepth * kWarps) {
#pragma unroll
        for (int d = 0; d < kDepth; ++d) {
            const int chunk = base + d * kWarps;
            if (chunk < num_chunks) {
                uint4 w[kTiles][2];
#pragma unroll
                for (int m = 0; m < kTiles; ++m) {
                    w[m][0] = ahead[d][m][0];
                    w[m][1] = ahead[d][m][1];
                }
                if (chunk + kDepth * kWarps < num_chunks) {
                    fetch(chunk + kDepth * kWarps, ahead[d]);
                }
#pragma unroll
                for (int c = 0; c < kColumns; ++c) {
                    const int row = min(c * 8 + g, num_rows - 1);
                    const uint4 b = __ldg(reinterpret_cast<const uint4 *>(x + static_cast<size_t>(row) * in + chunk * kChunk + t * 8));
#pragma unroll
                    for (int m = 0; m < kTiles; ++m) {
                        multiply_bf16(sums[m][c], {w[m][0].x, w[m][1].x, w[m][0].y, w[m][1].y}, b.x, b.y);
                        multiply_bf16(sums[m][c], {w[m][0].z, w[m][1].z, w[m][0].w, w[m][1].w}, b.z, b.w);
                    }
                }
            }
        }
    }
    let_successor_start();

    extern __shared__ float parts[]; /* [kWarps, kTiles · 16, kColumns · 8] */
#pragma unroll
    for (int m = 0; m < kTiles; ++m) {
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                const int row = m * 16 + g + (i / 2) * 8, column = c * 8 + 2 * t + i % 2;
                parts[(warp * kTiles * 16 + row) * kColumns * 8 + column] = sums[m][c][i];
            }
        }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < kTiles * 16 * kColumns * 8; i += kWarps * 32) {
        const int row = i % (kTiles * 16), column = i / (kTiles * 16);
        if (first + row < out && column < num_rows) {
            float total = 0;
            for (int w = 0; w < kWarps; ++w) {
                total += parts[(w * kTiles * 16 + row) * kColumns * 8 + column];
            }
            y[static_cast<size_t>(column) * out + first + row] = from_float<Y>(total);
        }
    }
}

template <int kTiles, int kColumns, int kWarps, typename Y>
void run(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, int32_t num_rows)
{
    constexpr size_t kShared = sizeof(float) * kWarps * kTiles * 16 * kColumns * 8;
    const auto kernel = skinny<kTiles, kColumns, kWarps, Y>;
    if (kShared > 48 * 1024) {
        allow_shared(kernel, kShared);
    }
    const int per_block = kTiles * 16;
    launch(kernel, dim3((weight.out_features + per_block - 1) / per_block), dim3(kWarps * 32), kShared, stream,
           static_cast<const bf16 *>(weight.data), static_cast<const bf16 *>(x), static_cast<Y *>(y), num_rows,
           weight.out_features, weight.in_features);
}

/* Few output features leave few blocks: then a block takes fewer rows and more warps split K. */
template <int kColumns, typename Y>
void choose(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, int32_t num_rows)
{
    if (weight.out_features >= 16384) {
        run<2, kColumns, 8, Y>(stream, weight, x, y, num_rows);
    } else if (kColumns > 1) {
        run<2, kColumns, 16, Y>(stream, weight, x, y, num_rows);
    } else {
        run<1, kColumns, 16, Y>(stream, weight, x, y, num_rows);
    }
}

template <typename Y>
void by_rows(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, int32_t num_rows)
{
    if (num_rows <= 8) {
        choose<1, Y>(stream, weight, x, y, num_rows);
    } else if (num_rows <= 16) {
        choose<2, Y>(stream, weight, x, y, num_rows);
    } else if (num_rows <= 24) {
        choose<3, Y>(stream, weight, x, y, num_rows);
    } else {
        choose<4, Y>(stream, weight, x, y, num_rows);
    }
}

} // namespace

bool skinny_serves(const KvsWeight &weight, int32_t num_rows)
{
    return weight.dtype == KVS_BF16 && num_rows <= kSkinnyRows && weight.in_features % kChunk == 0;
}

void skinny_linear(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, KvsDType y_dtype, int32_t num_rows)
{
    if (y_dtype == KVS_F32) {
        by_rows<float>(stream, weight, x, y, num_rows);
    } else {
        by_rows<bf16>(stream, weight, x, y, num_rows);
    }
}

} // namespace kvs::cuda
