#include "common.cuh"
#include "ops.h"
#include "tensor_core.cuh"

/* Products with few rows: every weight is read once, so the time is that of reading it.
 *
 * The weight's rows are the tensor core's M, the activations' its N. A dot product does not care in which order its
 * terms come, so thread t of a group of four takes the 8 consecutive values [8t, 8t + 8) of each 32, for weight and
 * activation alike: one 16-byte load feeds two instructions. The warps of a block share the weight's rows and split K
 * between them; their sums meet in shared memory, in warp order. */

namespace kvs::cuda {

namespace {

constexpr int kChunk = 64; /* values of K a warp takes at a time: a cache line of each of 16 rows */

/* Weights pass once: they are not to push the activations out of L1. */
__device__ inline uint4 load_streaming(const bf16 *from)
{
    uint4 value;
    asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                 : "l"(from));
    return value;
}

/* The weights that one warp reads: its chunks of a tile, tile after tile, so that the next tile's are on their way
 * while a tile ends. */
template <int kWarps>
struct WeightStream {
    const bf16 *weight;
    int out, in, num_tiles, tile, chunk, g, t;

    __device__ bool is_done() const { return tile >= num_tiles; }
    __device__ void fetch(uint4 (&to)[2][2]) const
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = min(tile * 16 + half * 8 + g, out - 1);
            const bf16 *from = weight + static_cast<size_t>(row) * in + chunk * kChunk + t * 8;
            to[0][half] = load_streaming(from);
            to[1][half] = load_streaming(from + 32);
        }
    }
    __device__ void advance()
    {
        chunk += kWarps;
        if (chunk >= in / kChunk) {
            chunk = threadIdx.x / 32;
            tile += gridDim.x;
        }
    }
};

/* Sums of the warps, in order, for one tile of 16 rows of the weight. parts: shared [kWarps, kColumns · 8, 16]. */
template <int kColumns, int kWarps, typename Y>
__device__ void finish_tile(const float (&sums)[kColumns][4], float *parts, Y *y, int tile, int num_rows, int out)
{
    constexpr int kSize = kColumns * 8 * 16;
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    __syncthreads(); /* the tile before has been read */
#pragma unroll
    for (int c = 0; c < kColumns; ++c) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            parts[warp * kSize + (c * 8 + 2 * t + i % 2) * 16 + g + (i / 2) * 8] = sums[c][i];
        }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < kSize; i += kWarps * 32) {
        const int column = i / 16, row = tile * 16 + i % 16;
        if (row < out && column < num_rows) {
            float total = 0;
#pragma unroll
            for (int w = 0; w < kWarps; ++w) {
                total += parts[w * kSize + i];
            }
            y[static_cast<size_t>(column) * out + row] = from_float<Y>(total);
        }
    }
}

/* kColumns: 8-row tiles of x. Moves out · in · 2 bytes, and x once a tile from L1 or L2. in / 64 ≥ kWarps. */
template <int kColumns, int kWarps, typename Y>
__global__ void __launch_bounds__(kWarps * 32)
    skinny(const bf16 *weight, const bf16 *x, Y *y, int num_rows, int out, int in)
{
    constexpr int kDepth = 2; /* chunks in flight a warp, beside the one in use */
    extern __shared__ float parts[];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    WeightStream<kWarps> stream{weight, out, in, (out + 15) / 16, static_cast<int>(blockIdx.x), warp, g, t};
    uint4 ahead[kDepth][2][2];
    /* Weights never change, so their loads need not wait for the predecessor. */
#pragma unroll
    for (int d = 0; d < kDepth; ++d) {
        if (!stream.is_done()) {
            stream.fetch(ahead[d]);
            stream.advance();
        }
    }
    wait_for_predecessor();
    float sums[kColumns][4] = {};
    int chunk = warp;
    for (int tile = blockIdx.x; tile < (out + 15) / 16;) {
#pragma unroll
        for (int d = 0; d < kDepth; ++d) {
            if (tile < (out + 15) / 16) {
                const uint4 upper[2] = {ahead[d][0][0], ahead[d][1][0]}, lower[2] = {ahead[d][0][1], ahead[d][1][1]};
                if (!stream.is_done()) {
                    stream.fetch(ahead[d]);
                    stream.advance();
                }
#pragma unroll
                for (int c = 0; c < kColumns; ++c) {
                    const int row = min(c * 8 + g, num_rows - 1);
                    const bf16 *from = x + static_cast<size_t>(row) * in + chunk * kChunk + t * 8;
#pragma unroll
                    for (int k = 0; k < 2; ++k) {
                        const uint4 b = __ldg(reinterpret_cast<const uint4 *>(from + k * 32));
                        multiply_bf16(sums[c], {upper[k].x, lower[k].x, upper[k].y, lower[k].y}, b.x, b.y);
                        multiply_bf16(sums[c], {upper[k].z, lower[k].z, upper[k].w, lower[k].w}, b.z, b.w);
                    }
                }
                chunk += kWarps;
                if (chunk >= in / kChunk) {
                    finish_tile<kColumns, kWarps>(sums, parts, y, tile, num_rows, out);
                    tile += gridDim.x;
                    chunk = warp;
#pragma unroll
                    for (int c = 0; c < kColumns; ++c) {
                        sums[c][0] = sums[c][1] = sums[c][2] = sums[c][3] = 0;
                    }
                }
            }
        }
    }
    let_successor_start();
}

template <int kColumns, int kWarps, typename Y>
void run(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, int32_t num_rows)
{
    constexpr size_t kShared = sizeof(float) * kWarps * kColumns * 8 * 16;
    const auto kernel = skinny<kColumns, kWarps, Y>;
    static const int blocks_at_once = [&] {
        int device = 0, num_multiprocessors = 1, per_multiprocessor = 1;
        cudaGetDevice(&device);
        cudaDeviceGetAttribute(&num_multiprocessors, cudaDevAttrMultiProcessorCount, device);
        allow_shared(kernel, kShared);
        cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_multiprocessor, kernel, kWarps * 32, kShared);
        return num_multiprocessors * per_multiprocessor;
    }();
    /* Every block takes the same number of tiles, or one less. */
    const int num_tiles = (weight.out_features + 15) / 16;
    const int tiles_each = (num_tiles + blocks_at_once - 1) / blocks_at_once;
    launch(kernel, dim3((num_tiles + tiles_each - 1) / tiles_each), dim3(kWarps * 32), kShared, stream,
           static_cast<const bf16 *>(weight.data), static_cast<const bf16 *>(x), static_cast<Y *>(y), num_rows,
           weight.out_features, weight.in_features);
}

template <typename Y>
void by_rows(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, int32_t num_rows)
{
    if (weight.in_features < kChunk * 8) { /* each warp needs a chunk */
        num_rows <= 8 ? run<1, 1, Y>(stream, weight, x, y, num_rows) : run<4, 1, Y>(stream, weight, x, y, num_rows);
    } else if (num_rows <= 8) {
        run<1, 8, Y>(stream, weight, x, y, num_rows);
    } else if (num_rows <= 16) {
        run<2, 8, Y>(stream, weight, x, y, num_rows);
    } else if (num_rows <= 24) {
        run<3, 8, Y>(stream, weight, x, y, num_rows);
    } else {
        run<4, 8, Y>(stream, weight, x, y, num_rows);
    }
}

} // namespace

bool skinny_serves(const KvsWeight &weight, int32_t num_rows)
{
    return weight.dtype == KVS_BF16 && num_rows <= kSkinnyRows && weight.in_features % kChunk == 0;
}

void skinny_linear(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, KvsDType y_dtype,
                   int32_t num_rows)
{
    if (y_dtype == KVS_F32) {
        by_rows<float>(stream, weight, x, y, num_rows);
    } else {
        by_rows<bf16>(stream, weight, x, y, num_rows);
    }
}

} // namespace kvs::cuda
