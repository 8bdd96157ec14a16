#include "ops.h"
#include "scoring.cuh"
#include "tensor_core.cuh"

/* Steps 4 and 5 of R-KV (arXiv 2505.24133) without the n × n matrix: column sums of the cosines come from the sum of the unit keys; of
 * each row one entry is taken away, the newest other key with a cosine above the threshold, or entry 0. It is searched from the end
 * and the search stops as soon as every row of a block has found its own. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kMaxPerLane = 8; /* head_dim up to 256 */
constexpr float kUnit = 0x1.0p40f;

/* One block a head: 1 / (‖k‖ + 1e-8) of every key and the sum of the unit keys, warp by warp. */
template <typename KV>
__global__ void norms_and_sum(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float sums[kWarps][kMaxPerLane * 32];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, d = call.head_dim;
    const KV *keys = call.keys<KV>();
    const uint16_t *order = call.order();
    const float *key_scales = call.key_scales();
    float *inverse_norms = call.scratch.inverse_norms + call.place() * call.n;
    float sum[kMaxPerLane] = {};
    for (int i = warp; i < call.n; i += kWarps) {
        const KV *key = keys + static_cast<size_t>(order[i]) * d;
        const float scale = key_scales ? key_scales[order[i]] : 1;
        float values[kMaxPerLane], squares = 0;
#pragma unroll
        for (int k = 0; k < kMaxPerLane; ++k) {
            values[k] = lane + 32 * k < d ? to_float(key[lane + 32 * k]) * scale : 0;
            squares += values[k] * values[k];
        }
        const float inverse = 1 / (sqrtf(sum_of_warp(squares)) + 1e-8f);
#pragma unroll
        for (int k = 0; k < kMaxPerLane; ++k) {
            sum[k] += values[k] * inverse;
        }
        if (lane == 0) {
            inverse_norms[i] = inverse * scale; /* of the stored key */
        }
    }
#pragma unroll
    for (int k = 0; k < kMaxPerLane; ++k) {
        sums[warp][lane + 32 * k] = sum[k];
    }
    __syncthreads();
    for (int k = threadIdx.x; k < d; k += kThreads) {
        float total = 0;
        for (int w = 0; w < kWarps; ++w) {
            total += sums[w][k];
        }
        call.scratch.unit_sum[call.place() * d + k] = total;
    }
}

/* One warp a key: û·Σû − û·û, and room for what rows take away. */
template <typename KV>
__global__ void column_sums(ScoreCall call)
{
    wait_for_predecessor();
    const int lane = threadIdx.x % 32, d = call.head_dim;
    const KV *keys = call.keys<KV>();
    const uint16_t *order = call.order();
    const size_t base = call.place() * call.n;
    const float *sum = call.scratch.unit_sum + call.place() * d;
    for (int i = blockIdx.z * kWarps + threadIdx.x / 32; i < call.n; i += gridDim.z * kWarps) {
        const KV *key = keys + static_cast<size_t>(order[i]) * d;
        const float inverse = call.scratch.inverse_norms[base + i];
        float with_all = 0, with_itself = 0;
        for (int k = lane; k < d; k += 32) {
            const float unit = to_float(key[k]) * inverse;
            with_all += unit * sum[k];
            with_itself += unit * unit;
        }
        with_all = sum_of_warp(with_all);
        with_itself = sum_of_warp(with_itself);
        if (lane == 0) {
            call.scratch.redundancy[base + i] = with_all - with_itself;
            call.scratch.duplicate[base + i] = 0;
        }
    }
}

__device__ void take_away(const ScoreCall &call, size_t base, int column, float cosine)
{
    atomicAdd(call.scratch.duplicate + base + column, static_cast<unsigned long long>(__float2ll_rn(cosine * kUnit)));
}

/* One warp a row, a key at a time from the newest. */
template <typename KV>
__global__ void plain_duplicates(ScoreCall call)
{
    wait_for_predecessor();
    const int lane = threadIdx.x % 32, d = call.head_dim;
    const KV *keys = call.keys<KV>();
    const uint16_t *order = call.order();
    const size_t base = call.place() * call.n;
    const float *inverse_norms = call.scratch.inverse_norms + base;
    for (int i = blockIdx.z * kWarps + threadIdx.x / 32; i < call.n; i += gridDim.z * kWarps) {
        const KV *mine = keys + static_cast<size_t>(order[i]) * d;
        float cosine = 0;
        int j = call.n - 1;
        for (; j >= 0; --j) {
            const KV *other = keys + static_cast<size_t>(order[j]) * d;
            float dot = 0;
            for (int k = lane; k < d; k += 32) {
                dot += to_float(mine[k]) * inverse_norms[i] * (to_float(other[k]) * inverse_norms[j]);
            }
            cosine = sum_of_warp(dot);
            if (j != i && cosine > call.terms.similarity_threshold) {
                break;
            }
        }
        if (lane == 0) {
            take_away(call, base, max(j, 0), j < 0 && i == 0 ? 0 : cosine);
        }
    }
}

/* A block takes 128 rows, 16 a warp, and walks the columns from the end in tiles of 64 through shared memory, until all its rows have
 * found theirs. bf16 keys: products are exact in fp32. */
template <int D>
__global__ void __launch_bounds__(kThreads) tensor_duplicates(ScoreCall call)
{
    constexpr int kColumns = 64, kRowBytes = D * 2, kChunks = kRowBytes / 16;
    __shared__ __align__(128) unsigned char tile[kColumns * kRowBytes];
    __shared__ float column_norms[kColumns];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const bf16 *keys = call.keys<bf16>();
    const uint16_t *order = call.order();
    const size_t base = call.place() * call.n;
    const float *inverse_norms = call.scratch.inverse_norms + base;
    const int first_row = blockIdx.z * kWarps * 16 + warp * 16;

    uint4 mine[D / 32][2]; /* rows g and g + 8: 8 consecutive values of each 32, as in skinny.cu */
    float norms[2], found_cosine[2] = {0, 0};
    int found[2] = {-1, -1};
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int row = min(first_row + g + half * 8, call.n - 1);
        norms[half] = inverse_norms[row];
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            mine[k][half] = *reinterpret_cast<const uint4 *>(keys + static_cast<size_t>(order[row]) * D + k * 32 + t * 8);
        }
        found[half] = first_row + g + half * 8 < call.n ? -1 : 0; /* rows that are not there need nothing */
    }
    for (int start = (call.n - 1) / kColumns * kColumns; start >= 0; start -= kColumns) {
        if (!__syncthreads_or(found[0] < 0 || found[1] < 0)) {
            break;
        }
        for (int i = threadIdx.x; i < kColumns * kChunks; i += kThreads) {
            const int column = i / kChunks, chunk = i % kChunks;
            const int entry = min(start + column, call.n - 1);
            *reinterpret_cast<uint4 *>(tile + swizzled<kRowBytes>(column, chunk)) =
                *reinterpret_cast<const uint4 *>(keys + static_cast<size_t>(order[entry]) * D + chunk * 8);
        }
        if (threadIdx.x < kColumns) {
            column_norms[threadIdx.x] = inverse_norms[min(start + threadIdx.x, static_cast<unsigned>(call.n - 1))];
        }
        __syncthreads();
        int best[2] = {-1, -1};
        float best_cosine[2] = {0, 0}, first_cosine[2] = {0, 0};
#pragma unroll
        for (int column = kColumns - 8; column >= 0; column -= 8) {
            float sum[4] = {};
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                const uint4 b = *reinterpret_cast<const uint4 *>(tile + swizzled<kRowBytes>(column + g, k * 4 + t));
                multiply_bf16(sum, {mine[k][0].x, mine[k][1].x, mine[k][0].y, mine[k][1].y}, b.x, b.y);
                multiply_bf16(sum, {mine[k][0].z, mine[k][1].z, mine[k][0].w, mine[k][1].w}, b.z, b.w);
            }
#pragma unroll
            for (int c = 0; c < 4; ++c) {
                const int half = c / 2, j = start + column + 2 * t + c % 2;
                const float cosine = sum[c] * norms[half] * column_norms[column + 2 * t + c % 2];
                if (cosine > call.terms.similarity_threshold && j < call.n && j != first_row + g + half * 8 && j > best[half]) {
                    best[half] = j;
                    best_cosine[half] = cosine;
                }
                if (start + column == 0 && c % 2 == 0) {
                    first_cosine[half] = cosine; /* with entry 0, in the lanes with t = 0 */
                }
            }
        }
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            for (int offset = 1; offset < 4; offset *= 2) {
                const int other = __shfl_xor_sync(0xffffffffu, best[half], offset);
                const float cosine = __shfl_xor_sync(0xffffffffu, best_cosine[half], offset);
                if (other > best[half]) {
                    best[half] = other;
                    best_cosine[half] = cosine;
                }
            }
            const float with_first = __shfl_sync(0xffffffffu, first_cosine[half], lane & ~3);
            if (found[half] < 0 && best[half] >= 0) {
                found[half] = best[half];
                found_cosine[half] = best_cosine[half];
            } else if (found[half] < 0 && start == 0) {
                found[half] = 0;
                found_cosine[half] = first_row + g + half * 8 == 0 ? 0 : with_first;
            }
        }
    }
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        if (t == 0 && first_row + g + half * 8 < call.n) {
            take_away(call, base, found[half], found_cosine[half]);
        }
    }
}

} // namespace

void score_redundancy(KvsStream *stream, const ScoreCall &call, int count)
{
    const int num_heads = call.num_layers * call.num_kv_heads;
    const bool is_bf16 = call.pool.dtype == KVS_BF16;
    const dim3 row_blocks(num_heads, count, (call.n + kWarps * 16 - 1) / (kWarps * 16));
    with_stored_types(call, [&](auto, auto kv_type) {
        using KV = decltype(kv_type);
        launch(norms_and_sum<KV>, dim3(num_heads, count), dim3(kThreads), 0, stream, call);
        if (call.terms.redundancy == 0) {
            return;
        }
        launch(column_sums<KV>, dim3(num_heads, count, 4), dim3(kThreads), 0, stream, call);
        if (is_bf16 && call.head_dim == 128) {
            launch(tensor_duplicates<128>, row_blocks, dim3(kThreads), 0, stream, call);
        } else if (is_bf16 && call.head_dim == 64) {
            launch(tensor_duplicates<64>, row_blocks, dim3(kThreads), 0, stream, call);
        } else {
            launch(plain_duplicates<KV>, dim3(num_heads, count, 8), dim3(kThreads), 0, stream, call);
        }
    });
}

} // namespace kvs::cuda
