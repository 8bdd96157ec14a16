#include "ops.h"
#include "scoring.cuh"
#include "tensor_core.cuh"

/* The same as score_plain.cu for bf16 keys, on tensor cores and with the keys read twice in all: once for norms, their unit sum and the
 * window's logits, once as rows of the search for duplicates.
 *
 * A row that had no duplicate at the last compression has none among what was kept, so only entries that came since are looked at. The
 * search goes from the newest on and a block stops as soon as all its rows have found theirs. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kColumns = 64; /* keys of a tile in the search */

/* Rows g and g + 8 of 16: the lane's 8 consecutive values of each 32. As in skinny.cu, the order of a dot product's terms is free. */
template <int D>
struct KeyRows {
    uint4 values[D / 32][2];

    __device__ void load(const bf16 *keys, const uint16_t *order, int first, int n, int g, int t)
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const bf16 *row = keys + static_cast<size_t>(order[min(first + g + half * 8, n - 1)]) * D;
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                values[k][half] = *reinterpret_cast<const uint4 *>(row + k * 32 + t * 8);
            }
        }
    }
    /* Products with 8 columns, whose values the lane gives in the same order. */
    template <typename Column>
    __device__ void multiply(float (&sum)[4], Column column) const
    {
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            const uint4 b = column(k);
            multiply_bf16(sum, {values[k][0].x, values[k][1].x, values[k][0].y, values[k][1].y}, b.x, b.y);
            multiply_bf16(sum, {values[k][0].z, values[k][1].z, values[k][0].w, values[k][1].w}, b.z, b.w);
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

__device__ inline float sum_of_four_lanes(float value)
{
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}

/* The window's logits of 16 keys: the largest of the group for each query. */
template <int D>
__device__ void write_logits(const ScoreCall &call, const KeyRows<D> &rows, int first, int g, int t)
{
    const int w = call.terms.window_size, past = call.n - w;
    const float scale = rsqrtf(static_cast<float>(D));
    float *logits = call.scratch.logits + call.place() * w * call.n;
    for (int first_query = 0; first_query < w; first_query += 8) {
        float best[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
        for (int head = 0; head < call.group(); ++head) {
            const bf16 *q = call.query<bf16>(head, min(first_query + g, w - 1));
            float sum[4] = {};
            rows.multiply(sum, [&](int k) { return *reinterpret_cast<const uint4 *>(q + k * 32 + t * 8); });
#pragma unroll
            for (int c = 0; c < 4; ++c) {
                best[c] = fmaxf(best[c], sum[c]);
            }
        }
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            const int i = first + g + c / 2 * 8, query = first_query + 2 * t + c % 2;
            if (i < past && query < w) {
                logits[static_cast<size_t>(query) * call.n + i] = best[c] * scale;
            }
        }
    }
}

/* Norms, a part of the sum of the unit keys a block, and logits. Moves n · head_dim · 2 bytes a head. */
template <int D>
__global__ void measure_keys(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float sums[kWarps][D];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const bf16 *keys = call.keys<bf16>();
    const uint16_t *order = call.order();
    const size_t base = call.place() * call.n;
    float unit_sum[D / 32][8] = {};
    for (int first = (blockIdx.z * kWarps + warp) * 16; first < call.n; first += gridDim.z * kWarps * 16) {
        KeyRows<D> rows;
        rows.load(keys, order, first, call.n, g, t);
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int i = first + g + half * 8;
            float squares = 0, wide[8];
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                rows.widen(k, half, wide);
#pragma unroll
                for (int v = 0; v < 8; ++v) {
                    squares += wide[v] * wide[v];
                }
            }
            const float inverse = i < call.n ? 1 / (sqrtf(sum_of_four_lanes(squares)) + 1e-8f) : 0;
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                rows.widen(k, half, wide);
#pragma unroll
                for (int v = 0; v < 8; ++v) {
                    unit_sum[k][v] += wide[v] * inverse;
                }
            }
            if (t == 0 && i < call.n) {
                call.scratch.inverse_norms[base + i] = inverse;
                call.scratch.duplicate[base + i] = 0;
            }
        }
        if (call.terms.attention != 0 && first < call.n - call.terms.window_size) {
            write_logits<D>(call, rows, first, g, t);
        }
    }
#pragma unroll
    for (int k = 0; k < D / 32; ++k) {
#pragma unroll
        for (int v = 0; v < 8; ++v) {
            float sum = unit_sum[k][v];
            sum += __shfl_xor_sync(0xffffffffu, sum, 4);
            sum += __shfl_xor_sync(0xffffffffu, sum, 8);
            sum += __shfl_xor_sync(0xffffffffu, sum, 16);
            if (g == 0) {
                sums[warp][k * 32 + t * 8 + v] = sum;
            }
        }
    }
    __syncthreads();
    for (int k = threadIdx.x; k < D; k += kThreads) {
        float total = 0;
        for (int w = 0; w < kWarps; ++w) {
            total += sums[w][k];
        }
        call.scratch.unit_sum[(call.place() * kSumParts + blockIdx.z) * D + k] = total;
    }
}

/* What the search keeps of a lane's two rows. */
struct Search {
    int found[2];     /* the duplicate; −1: none yet */
    bool old_done[2]; /* nothing among the entries that were there at the last compression */
    float cosine[2];

    __device__ bool is_open(int half, int first_new, int next_column) const
    {
        return found[half] < 0 && !(old_done[half] && next_column < first_new);
    }
};

/* Tiles of columns on their way to shared memory, two in turn. */
template <int D>
struct ColumnTiles {
    static constexpr int kRowBytes = D * 2, kChunks = kRowBytes / 16;
    unsigned char (*tiles)[kColumns * kRowBytes];
    float (*norms)[kColumns];
    const bf16 *keys;
    const uint16_t *order;
    const float *inverse_norms;
    int n;

    __device__ void issue(int start, int which) const
    {
        const auto to = static_cast<uint32_t>(__cvta_generic_to_shared(tiles[which]));
        for (int i = threadIdx.x; start >= 0 && i < kColumns * kChunks; i += kThreads) {
            const int column = i / kChunks, chunk = i % kChunks;
            copy_16_async(to + swizzled<kRowBytes>(column, chunk),
                          keys + static_cast<size_t>(order[min(start + column, n - 1)]) * D + chunk * 8);
        }
        if (start >= 0 && threadIdx.x < kColumns) {
            norms[which][threadIdx.x] = inverse_norms[min(start + static_cast<int>(threadIdx.x), n - 1)];
        }
        commit_copies();
    }
};

/* The newest column of one tile above the threshold for the lane's two rows, over the four lanes that share them. */
template <int D>
__device__ void search_tile(const KeyRows<D> &rows, const float (&norms)[2], const unsigned char *tile, const float *column_norms,
                            int start, int n, int first_row, float threshold, int lane, Search &search)
{
    constexpr int kRowBytes = D * 2;
    const int g = lane / 4, t = lane % 4;
    int best[2] = {-1, -1};
    float best_cosine[2] = {0, 0};
#pragma unroll
    for (int column = kColumns - 8; column >= 0; column -= 8) {
        float sum[4] = {};
        rows.multiply(sum, [&](int k) {
            return *reinterpret_cast<const uint4 *>(tile + swizzled<kRowBytes>(column + g, k * 4 + t));
        });
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            const int half = c / 2, j = start + column + 2 * t + c % 2;
            const float cosine = sum[c] * norms[half] * column_norms[column + 2 * t + c % 2];
            if (cosine > threshold && j < n && j != first_row + g + half * 8 && j > best[half]) {
                best[half] = j;
                best_cosine[half] = cosine;
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
        if (search.found[half] < 0 && best[half] >= 0) {
            search.found[half] = best[half];
            search.cosine[half] = best_cosine[half];
        }
    }
}

/* û·Σû − û·û of the lane's rows, and the cosine with entry 0. */
template <int D>
__device__ void finish_rows(const ScoreCall &call, const KeyRows<D> &rows, const float (&norms)[2], const float *unit_sum,
                            const bf16 *first_key, size_t base, int first_row, int lane, const Search &search)
{
    const int g = lane / 4, t = lane % 4;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int i = first_row + g + half * 8;
        float with_all = 0, with_itself = 0, with_first = 0, wide[8];
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            rows.widen(k, half, wide);
#pragma unroll
            for (int v = 0; v < 8; ++v) {
                const float unit = wide[v] * norms[half];
                with_all += unit * unit_sum[k * 32 + t * 8 + v];
                with_itself += unit * unit;
                with_first += wide[v] * __bfloat162float(first_key[k * 32 + t * 8 + v]);
            }
        }
        with_all = sum_of_four_lanes(with_all);
        with_itself = sum_of_four_lanes(with_itself);
        with_first = sum_of_four_lanes(with_first) * norms[half] * call.scratch.inverse_norms[base];
        if (t == 0 && i < call.n) {
            const bool has_duplicate = search.found[half] >= 0;
            call.scratch.redundancy[base + i] = with_all - with_itself;
            take_away(call, base, has_duplicate ? search.found[half] : 0,
                      has_duplicate ? search.cosine[half] : i == 0 ? 0 : with_first);
            call.unique()[call.order()[i]] = has_duplicate ? 0 : 1;
        }
    }
}

/* A block takes 128 rows, 16 a warp, and walks the columns from the end in tiles of 64. */
template <int D>
__global__ void __launch_bounds__(kThreads) find_duplicates(ScoreCall call)
{
    __shared__ __align__(128) unsigned char tiles[2][kColumns * D * 2];
    __shared__ float column_norms[2][kColumns], unit_sum[D];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const float *inverse_norms = call.scratch.inverse_norms + base;
    const ColumnTiles<D> columns{tiles, column_norms, call.keys<bf16>(), call.order(), inverse_norms, n};
    const int last_start = (n - 1) / kColumns * kColumns, first_row = (blockIdx.z * kWarps + warp) * 16;
    columns.issue(last_start, 0);
    KeyRows<D> rows;
    rows.load(columns.keys, columns.order, first_row, n, g, t);
    float norms[2];
    Search search{};
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int i = first_row + g + half * 8;
        norms[half] = inverse_norms[min(i, n - 1)];
        search.found[half] = i < n ? -1 : 0; /* rows that are not there need nothing */
        search.old_done[half] = call.unique()[columns.order[min(i, n - 1)]] != 0;
    }
    for (int k = threadIdx.x; k < D; k += kThreads) {
        float total = 0;
        for (int part = 0; part < kSumParts; ++part) {
            total += call.scratch.unit_sum[(call.place() * kSumParts + part) * D + k];
        }
        unit_sum[k] = total;
    }
    int which = 0;
    for (int start = last_start; start >= 0; start -= kColumns, which = 1 - which) {
        /* Entries from the budget on came since the last compression. */
        const int newest = start + kColumns - 1;
        if (!__syncthreads_or(search.is_open(0, call.budget, newest) || search.is_open(1, call.budget, newest))) {
            break;
        }
        columns.issue(start - kColumns, 1 - which);
        wait_for_copies<1>();
        __syncthreads();
        search_tile<D>(rows, norms, tiles[which], column_norms[which], start, n, first_row, call.terms.similarity_threshold, lane,
                       search);
    }
    wait_for_copies<0>();
    __syncthreads();
    finish_rows<D>(call, rows, norms, unit_sum, columns.keys + static_cast<size_t>(columns.order[0]) * D, base, first_row, lane,
                   search);
}

template <int D>
void measure(KvsStream *stream, const ScoreCall &call, int count)
{
    const int num_heads = call.num_layers * call.num_kv_heads;
    launch(measure_keys<D>, dim3(num_heads, count, kSumParts), dim3(kThreads), 0, stream, call);
    if (call.terms.redundancy != 0) {
        launch(find_duplicates<D>, dim3(num_heads, count, (call.n + kWarps * 16 - 1) / (kWarps * 16)), dim3(kThreads), 0, stream,
               call);
    }
    if (call.terms.attention != 0) {
        average_softmaxes(stream, call, count);
    }
}

} // namespace

void measure_with_tensor_cores(KvsStream *stream, const ScoreCall &call, int count)
{
    call.head_dim == 128 ? measure<128>(stream, call, count) : measure<64>(stream, call, count);
}

} // namespace kvs::cuda
