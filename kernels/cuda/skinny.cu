#include "common.cuh"
#include "ops.h"
#include "tensor_core.cuh"

#include <algorithm>
#include <type_traits>

/* Products with few rows: every weight is read once, so the time is that of reading it.
 *
 * The weight's rows are the tensor core's M, the activations' its N. A dot product does not care in which order its
 * terms come, so thread t of a group of four takes the 8 consecutive values [8t, 8t + 8) of each 32, for weight and
 * activation alike: one 16-byte load from shared memory feeds two instructions.
 *
 * A block has one tile of the weight's rows, and there are more tiles than places, so that a multiprocessor that reads
 * faster gets more of them. Its warps split K between them, each with a ring of its own for weights and activations:
 * nothing in the loop waits for another warp, and what is asked for arrives in whole cache lines, which loads into the
 * registers of the lanes that need it would not (they read a fifth slower). The sums meet in shared memory, in warp
 * order.
 *
 * Where a weight has few tiles, they must not crowd on the multiprocessors that are free first while others have none:
 * a block then asks for so much shared memory that only its share fits beside it. */

namespace kvs::cuda {

namespace {

constexpr int kChunk = 64; /* values of K a warp takes at a time: a cache line of each row */
constexpr int kRowBytes = kChunk * 2;

/* Which rows of the weight a tile has: consecutive ones, or of a gated weight, [gates, ups], eight of each by turns, so
 * that a gate and its up meet in one block. `out`: outputs, of which a gated weight has half as many as rows. */
template <bool kGated>
__device__ int weight_row(int first, int i, int out)
{
    return kGated ? min((first + i / 16 * 16) / 2 + i % 8, out - 1) + i / 8 % 2 * out : min(first + i, out - 1);
}

/* The chunks of K of one warp, every kWarps-th, on their way through its ring: of kTiles · 16 rows of the weight, below
 * them of the activations' num_rows. */
template <int kColumns, int kTiles, bool kGated>
struct ChunkRing {
    static constexpr int kWeightRows = kTiles * 16;
    const bf16 *weight, *x;
    unsigned char *ring;
    int first_row, out, in, num_rows, lane;

    static __host__ __device__ int stage_bytes(int num_rows) { return (kWeightRows + num_rows) * kRowBytes; }

    __device__ unsigned char *place(int stage, int row, int piece) const
    {
        return ring + stage * stage_bytes(num_rows) + swizzled_in_pairs<kRowBytes>(row, piece);
    }
    __device__ uint4 piece(int stage, int row, int index) const
    {
        return *reinterpret_cast<const uint4 *>(place(stage, row, index));
    }
    /* Weights never change, so they can be asked for before the predecessor has ended. */
    __device__ void issue_weight(int chunk, int stage) const
    {
        if (chunk < in / kChunk) {
#pragma unroll
            for (int i = lane / 8; i < kWeightRows; i += 4) {
                const bf16 *from =
                    weight + static_cast<size_t>(weight_row<kGated>(first_row, i, out)) * in + chunk * kChunk;
                copy_16_async(shared_address(place(stage, i, lane % 8)), from + lane % 8 * 8);
            }
        }
    }
    /* Other blocks of the multiprocessor want the activations too: through L1. An empty group keeps the count. */
    __device__ void issue_x(int chunk, int stage) const
    {
        if (chunk < in / kChunk) {
#pragma unroll
            for (int i = lane / 8; i < kColumns * 8; i += 4) {
                if (i < num_rows) {
                    const bf16 *from = x + static_cast<size_t>(i) * in + chunk * kChunk;
                    copy_16_async_cached(shared_address(place(stage, kWeightRows + i, lane % 8)), from + lane % 8 * 8);
                }
            }
        }
        commit_copies();
    }
};

/* What every warp has summed, added in order. Each leaves its sums where its ring was, [kColumns · 8, kTiles · 16]. */
template <int kColumns, int kTiles, int kWarps, bool kGated, typename Y>
__device__ void add_warps(const float (&sums)[kTiles][kColumns][4], unsigned char *rings, int ring_bytes, Y *y,
                          int num_rows, int out)
{
    constexpr int kWidth = kTiles * 16, kOutputs = kGated ? kWidth / 2 : kWidth;
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    auto *mine = reinterpret_cast<float *>(rings + warp * ring_bytes);
    __syncwarp(); /* the last chunk has been read */
#pragma unroll
    for (int tile = 0; tile < kTiles; ++tile) {
#pragma unroll
        for (int c = 0; c < kColumns; ++c) {
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                mine[(c * 8 + 2 * t + i % 2) * kWidth + tile * 16 + g + i / 2 * 8] = sums[tile][c][i];
            }
        }
    }
    __syncthreads();
    const auto total_of = [&](int i) {
        float total = 0;
#pragma unroll
        for (int w = 0; w < kWarps; ++w) {
            total += reinterpret_cast<const float *>(rings + w * ring_bytes)[i];
        }
        return from_float<Y>(total);
    };
    for (int i = threadIdx.x; i < num_rows * kOutputs; i += kWarps * 32) {
        const int column = i / kOutputs, at = i % kOutputs, row = blockIdx.x * kOutputs + at;
        if (row < out) {
            Y *to = y + static_cast<size_t>(column) * out + row;
            if constexpr (kGated) {
                const int gate = column * kWidth + at / 8 * 16 + at % 8;
                *to = silu_product(total_of(gate), total_of(gate + 8));
            } else {
                *to = total_of(column * kWidth + at);
            }
        }
    }
}

/* kColumns: 8-row tiles of x; kTiles: 16-row tiles of the weight. Moves out · in · 2 bytes, and x once a block from L1
 * or L2. out: outputs, see weight_row. */
template <int kColumns, int kTiles, int kWarps, int kStages, bool kGated, typename Y>
__global__ void __launch_bounds__(kWarps * 32)
    skinny(const bf16 *weight, const bf16 *x, Y *y, int num_rows, int out, int in)
{
    using Ring = ChunkRing<kColumns, kTiles, kGated>;
    extern __shared__ __align__(128) unsigned char rings[];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const int ring_bytes = kStages * Ring::stage_bytes(num_rows);
    const Ring ring{weight,   x,   rings + warp * ring_bytes, static_cast<int>(blockIdx.x) * Ring::kWeightRows, out, in,
                    num_rows, lane};
#pragma unroll
    for (int i = 0; i < kStages - 1; ++i) {
        ring.issue_weight(warp + i * kWarps, i);
    }
    let_successor_start(); /* its blocks fill the places that the last tiles leave */
    wait_for_predecessor();
#pragma unroll
    for (int i = 0; i < kStages - 1; ++i) {
        ring.issue_x(warp + i * kWarps, i);
    }
    float sums[kTiles][kColumns][4] = {};
    int stage = 0;
    for (int chunk = warp; chunk < in / kChunk; chunk += kWarps) {
        wait_for_copies<kStages - 2>();
        __syncwarp();
        const int free_stage = stage == 0 ? kStages - 1 : stage - 1;
        ring.issue_weight(chunk + (kStages - 1) * kWarps, free_stage);
        ring.issue_x(chunk + (kStages - 1) * kWarps, free_stage);
#pragma unroll
        for (int k = 0; k < 2; ++k) {
            uint4 columns[kColumns];
#pragma unroll
            for (int c = 0; c < kColumns; ++c) {
                columns[c] = ring.piece(stage, Ring::kWeightRows + min(c * 8 + g, num_rows - 1), k * 4 + t);
            }
#pragma unroll
            for (int tile = 0; tile < kTiles; ++tile) {
                const uint4 upper = ring.piece(stage, tile * 16 + g, k * 4 + t);
                const uint4 lower = ring.piece(stage, tile * 16 + g + 8, k * 4 + t);
#pragma unroll
                for (int c = 0; c < kColumns; ++c) {
                    multiply_bf16(sums[tile][c], {upper.x, lower.x, upper.y, lower.y}, columns[c].x, columns[c].y);
                    multiply_bf16(sums[tile][c], {upper.z, lower.z, upper.w, lower.w}, columns[c].z, columns[c].w);
                }
            }
        }
        stage = stage + 1 == kStages ? 0 : stage + 1;
    }
    add_warps<kColumns, kTiles, kWarps, kGated>(sums, rings, ring_bytes, y, num_rows, out);
}

/* Shared memory of a multiprocessor, and what of it every block takes beside what it asks for. */
size_t shared_bytes_of_all()
{
    return static_cast<size_t>(device_attribute<cudaDevAttrMaxSharedMemoryPerMultiprocessor>());
}
size_t reserved_bytes()
{
    return static_cast<size_t>(device_attribute<cudaDevAttrReservedSharedMemoryPerBlock>());
}

/* What a block asks for so that no more than its share of the blocks come to a multiprocessor; as little as it needs,
 * where they do not all find a place at once. */
size_t spread(size_t needed, int num_blocks)
{
    const auto share = static_cast<size_t>((num_blocks + num_multiprocessors() - 1) / num_multiprocessors());
    const size_t asked = shared_bytes_of_all() / (share + 1) - reserved_bytes() + 1;
    const bool all_fit = share * (needed + reserved_bytes()) <= shared_bytes_of_all();
    return all_fit && asked <= largest_shared_bytes() ? std::max(needed, asked) : needed;
}

/* y = x · weightᵀ, or of a gated weight silu(x · gatesᵀ) · (x · upsᵀ). */
struct Product {
    const KvsWeight &weight;
    const void *x;
    void *y;
    int num_rows;

    int num_blocks(int rows_of_tile) const { return (weight.out_features + rows_of_tile - 1) / rows_of_tile; }
};

template <int kColumns, int kTiles, int kWarps, int kStages>
size_t ring_bytes_of(const Product &product)
{
    return size_t{kWarps} * kStages * ChunkRing<kColumns, kTiles, false>::stage_bytes(product.num_rows);
}

template <int kColumns, int kTiles, int kWarps, int kStages, bool kGated, typename Y>
void run(KvsStream *stream, const Product &product)
{
    const auto kernel = skinny<kColumns, kTiles, kWarps, kStages, kGated, Y>;
    const int num_blocks = product.num_blocks(kTiles * 16);
    const size_t shared_bytes = spread(ring_bytes_of<kColumns, kTiles, kWarps, kStages>(product), num_blocks);
    const KvsWeight &weight = product.weight;
    allow_shared(kernel, shared_bytes);
    launch(kernel, dim3(num_blocks), dim3(kWarps * 32), shared_bytes, stream, static_cast<const bf16 *>(weight.data),
           static_cast<const bf16 *>(product.x), static_cast<Y *>(product.y), product.num_rows,
           kGated ? weight.out_features / 2 : weight.out_features, weight.in_features);
}

/* Up to 8 rows. A multiprocessor that has three tiles to itself wants them all at once. */
template <typename Y>
void run_few(KvsStream *stream, const Product &product)
{
    const int num_blocks = product.num_blocks(16);
    const bool wants_three = num_blocks > 2 * num_multiprocessors() && num_blocks <= 3 * num_multiprocessors();
    const bool fit = 3 * (ring_bytes_of<1, 1, 8, 4>(product) + reserved_bytes()) <= shared_bytes_of_all();
    wants_three && !fit ? run<1, 1, 8, 3, false, Y>(stream, product) : run<1, 1, 8, 4, false, Y>(stream, product);
}

/* More rows have larger tiles of the weight, so that activations are read less often. What the last form takes fits
 * into the shared memory of a block on every GPU; the others are for weights that have at most one tile a
 * multiprocessor, whose block then has it to itself. */
template <int kColumns, typename Y>
void run_more(KvsStream *stream, const Product &product)
{
    const int count = num_multiprocessors();
    const size_t most = largest_shared_bytes();
    if (product.num_blocks(32) <= count && ring_bytes_of<kColumns, 2, 8, 3>(product) <= most) {
        run<kColumns, 2, 8, 3, false, Y>(stream, product);
    } else if (product.num_blocks(48) <= count && ring_bytes_of<kColumns, 3, 4, 4>(product) <= most) {
        run<kColumns, 3, 4, 4, false, Y>(stream, product);
    } else {
        run<kColumns, 2, 4, 3, false, Y>(stream, product);
    }
}

/* Calls f with the number of 8-row tiles of x. */
template <typename F>
void with_columns(int num_rows, F f)
{
    if (num_rows <= 8) {
        f(std::integral_constant<int, 1>{});
    } else if (num_rows <= 16) {
        f(std::integral_constant<int, 2>{});
    } else if (num_rows <= 24) {
        f(std::integral_constant<int, 3>{});
    } else {
        f(std::integral_constant<int, 4>{});
    }
}

template <typename Y>
void by_rows(KvsStream *stream, const Product &product)
{
    with_columns(product.num_rows, [&](auto columns) {
        if constexpr (columns == 1) {
            run_few<Y>(stream, product);
        } else {
            run_more<columns, Y>(stream, product);
        }
    });
}

} // namespace

bool skinny_serves(const KvsWeight &weight, int32_t num_rows)
{
    return weight.dtype == KVS_BF16 && num_rows <= kSkinnyRows && weight.in_features % kChunk == 0;
}

void skinny_linear(KvsStream *stream, const KvsWeight &weight, const void *x, void *y, KvsDType y_dtype,
                   int32_t num_rows)
{
    const Product product{weight, x, y, num_rows};
    y_dtype == KVS_F32 ? by_rows<float>(stream, product) : by_rows<bf16>(stream, product);
}

int32_t gated_linear_serves(const KvsWeight *weight, int32_t num_rows)
{
    return skinny_serves(*weight, num_rows) ? 1 : 0;
}

void gated_linear(KvsStream *stream, const KvsWeight *weight, const void *x, void *y, int32_t num_rows)
{
    const Product product{*weight, x, y, num_rows};
    with_columns(num_rows, [&](auto columns) {
        if constexpr (columns == 1) {
            run<1, 1, 8, 4, true, bf16>(stream, product);
        } else {
            run<columns, 2, 4, 3, true, bf16>(stream, product);
        }
    });
}

} // namespace kvs::cuda
