#include "ops.h"
#include "scoring.cuh"
#include "tensor_core.cuh"

/* The same as score_plain.cu for bf16 and fp8 keys, on tensor cores and with the keys read twice in all: once for
 * norms, their unit sum and the window's logits, once as rows of the search for duplicates.
 *
 * A row that had no duplicate at the last compression has none among what was kept, so only entries that came since are
 * looked at. The search goes from the newest on, in two passes: all rows against what came since, then those that are
 * still open against the rest, put together so that a block stops as soon as all its rows have found theirs. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kColumns = 64; /* keys of a tile in the search */

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
    __device__ void load(const KV *keys, const uint16_t *order, const int (&row)[2], int n, int t)
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const KV *key = keys + static_cast<size_t>(order[min(row[half], n - 1)]) * D;
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

__device__ inline float sum_of_four_lanes(float value)
{
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}

/* The window's logits of 16 keys: the largest of the group for each query. */
template <int D>
__device__ void write_logits(const ScoreCall &call, const KeyRows<D> &rows, const float (&scales)[2], int first, int g,
                             int t)
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
                logits[static_cast<size_t>(query) * call.n + i] = best[c] * scale * scales[c / 2];
            }
        }
    }
}

/* 1 / (‖k‖ + 1e-8) of a row as stored, by the four lanes that share it. */
template <int D>
__device__ float inverse_norm(const KeyRows<D> &rows, int half, float scale)
{
    float squares = 0, wide[8];
#pragma unroll
    for (int k = 0; k < D / 32; ++k) {
        rows.widen(k, half, wide);
#pragma unroll
        for (int v = 0; v < 8; ++v) {
            squares += wide[v] * wide[v];
        }
    }
    return scale / (sqrtf(sum_of_four_lanes(squares)) * scale + 1e-8f);
}

/* The block's part of the sum, its warps' sums added in order. */
template <int D>
__device__ void write_part(const ScoreCall &call, const float (&unit_sum)[D / 32][8], float (*sums)[D], int warp, int g,
                           int t)
{
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

/* Norms, a part of the sum of the unit keys a block, and logits. Moves n · head_dim · KV bytes a head. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads, 2) measure_keys(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float sums[kWarps][D];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const KV *keys = call.keys<KV>();
    const uint16_t *order = call.order();
    const float *key_scales = call.key_scales();
    const size_t base = call.place() * call.n;
    if (threadIdx.x == 0 && blockIdx.z == 0) {
        call.scratch.num_open[call.place()] = 0;
    }
    float unit_sum[D / 32][8] = {};
    for (int first = (blockIdx.z * kWarps + warp) * 16; first < call.n; first += gridDim.z * kWarps * 16) {
        const int row[2] = {first + g, first + g + 8};
        KeyRows<D> rows;
        rows.load(keys, order, row, call.n, t);
        float scales[2];
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int i = row[half];
            scales[half] = key_scales ? key_scales[order[min(i, call.n - 1)]] : 1;
            const float norm =
                inverse_norm(rows, half, scales[half]); /* by all lanes, also those whose row is not there */
            const float inverse = i < call.n ? norm : 0;
            float wide[8];
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
            write_logits<D>(call, rows, scales, first, g, t);
        }
    }
    write_part(call, unit_sum, sums, warp, g, t);
}

/* What the search knows of a lane's two rows. */
struct Search {
    int row[2];
    int found[2]; /* the duplicate; −1: none yet */
    float cosine[2];
    bool is_there[2];

    __device__ bool is_open() const { return (is_there[0] && found[0] < 0) || (is_there[1] && found[1] < 0); }
};

/* Tiles of columns on their way to shared memory, two in turn. */
template <int D, typename KV>
struct ColumnTiles {
    static constexpr int kRowBytes = D * 2, kChunks = kRowBytes / 16;
    unsigned char (*tiles)[kColumns * kRowBytes];
    float (*norms)[kColumns];
    const KV *keys;
    const uint16_t *order;
    const float *inverse_norms;
    int n;

    /* start < 0: nothing. */
    __device__ void issue(int start, int which) const
    {
        for (int i = threadIdx.x; start >= 0 && i < kColumns * kChunks; i += kThreads) {
            const int column = i / kChunks, chunk = i % kChunks;
            const KV *from = keys + static_cast<size_t>(order[min(start + column, n - 1)]) * D + chunk * 8;
            unsigned char *to = tiles[which] + swizzled<kRowBytes>(column, chunk);
            if constexpr (sizeof(KV) == 2) {
                copy_16_async(static_cast<uint32_t>(__cvta_generic_to_shared(to)), from);
            } else {
                *reinterpret_cast<uint4 *>(to) = load_eight(from);
            }
        }
        if (start >= 0 && threadIdx.x < kColumns) {
            norms[which][threadIdx.x] = inverse_norms[min(start + static_cast<int>(threadIdx.x), n - 1)];
        }
        commit_copies();
    }
};

/* The newest column of one tile above the threshold for the lane's two rows, over the four lanes that share them. */
template <int D>
__device__ void search_tile(const KeyRows<D> &rows, const float (&norms)[2], const unsigned char *tile,
                            const float *column_norms, int start, int n, float threshold, int lane, Search &search)
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
        for (int c = 3; c >= 0; --c) { /* newest first: what is found first stays */
            const int half = c / 2, j = start + column + 2 * t + c % 2;
            const float cosine = sum[c] * norms[half] * column_norms[column + 2 * t + c % 2];
            if (best[half] < 0 && cosine > threshold && j < n && j != search.row[half]) {
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

/* û·Σû − û·û of one of the lane's rows, what it takes away, and whether it has a duplicate at all. */
template <int D, typename KV>
__device__ void finish_row(const ScoreCall &call, const KeyRows<D> &rows, const float *unit_sum, const KV *first_key,
                           size_t base, int lane, const Search &search, int half, bool is_wanted)
{
    const int t = lane % 4, i = search.row[half];
    const float norm = call.scratch.inverse_norms[base + min(i, call.n - 1)];
    float with_all = 0, with_itself = 0, with_first = 0, wide[8];
#pragma unroll
    for (int k = 0; k < D / 32; ++k) {
        rows.widen(k, half, wide);
#pragma unroll
        for (int v = 0; v < 8; ++v) {
            const float unit = wide[v] * norm;
            with_all += unit * unit_sum[k * 32 + t * 8 + v];
            with_itself += unit * unit;
            with_first += wide[v] * to_float(first_key[k * 32 + t * 8 + v]);
        }
    }
    with_all = sum_of_four_lanes(with_all);
    with_itself = sum_of_four_lanes(with_itself);
    with_first = sum_of_four_lanes(with_first) * norm * call.scratch.inverse_norms[base];
    if (t == 0 && is_wanted) {
        const bool has_duplicate = search.found[half] >= 0;
        call.scratch.redundancy[base + i] = with_all - with_itself;
        take_away(call, base, has_duplicate ? search.found[half] : 0,
                  has_duplicate ? search.cosine[half]
                  : i == 0      ? 0
                                : with_first);
        if (call.pool.unique) {
            call.unique()[call.order()[i]] = has_duplicate ? 0 : 1;
        }
    }
}

/* The sum of the unit keys, from its parts, into shared memory. */
template <int D>
__device__ void gather_unit_sum(const ScoreCall &call, float *unit_sum)
{
    for (int k = threadIdx.x; k < D; k += kThreads) {
        float total = 0;
        for (int part = 0; part < kSumParts; ++part) {
            total += call.scratch.unit_sum[(call.place() * kSumParts + part) * D + k];
        }
        unit_sum[k] = total;
    }
}

/* First tile of columns in which an entry came since the last compression. */
__device__ inline int first_new_tile(const ScoreCall &call)
{
    return call.budget / kColumns;
}

/* First pass: all rows against the columns of the entries that came since the last compression (and what shares a tile
 * with them), which stay in shared memory. A warp takes 16 rows at a time. Rows that stay open and were not unique
 * before are listed. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads, 2) match_new_entries(ScoreCall call)
{
    extern __shared__ __align__(128) unsigned char memory[];
    __shared__ float unit_sum[D];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const int first_tile = first_new_tile(call), num_tiles = (n - 1) / kColumns - first_tile + 1;
    auto *tiles = reinterpret_cast<unsigned char(*)[kColumns * D * 2]>(memory);
    auto *column_norms = reinterpret_cast<float(*)[kColumns]>(memory + num_tiles * sizeof *tiles);
    const ColumnTiles<D, KV> columns{
        tiles, column_norms, call.keys<KV>(), call.order(), call.scratch.inverse_norms + base, n};
    for (int tile = 0; tile < num_tiles; ++tile) {
        columns.issue((first_tile + tile) * kColumns, tile);
    }
    gather_unit_sum<D>(call, unit_sum);
    wait_for_copies<0>();
    __syncthreads();
    const KV *first_key = columns.keys + static_cast<size_t>(columns.order[0]) * D;
    for (int first = (blockIdx.z * kWarps + warp) * 16; first < n; first += gridDim.z * kWarps * 16) {
        Search search{{first + g, first + g + 8}, {-1, -1}, {0, 0}, {first + g < n, first + g + 8 < n}};
        KeyRows<D> rows;
        rows.load(columns.keys, columns.order, search.row, n, t);
        const float norms[2] = {columns.inverse_norms[min(search.row[0], n - 1)],
                                columns.inverse_norms[min(search.row[1], n - 1)]};
        for (int tile = num_tiles - 1; tile >= 0 && __any_sync(0xffffffffu, search.is_open()); --tile) {
            search_tile<D>(rows, norms, tiles[tile], column_norms[tile], (first_tile + tile) * kColumns, n,
                           call.terms.similarity_threshold, lane, search);
        }
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const bool was_unique = call.pool.unique && call.unique()[columns.order[min(search.row[half], n - 1)]] != 0;
            const bool goes_on = first_tile > 0 && search.found[half] < 0 && !was_unique;
            if (goes_on && search.is_there[half] && t == 0) {
                call.scratch.open_rows[base + atomicAdd(call.scratch.num_open + call.place(), 1)] = search.row[half];
            }
            finish_row<D>(call, rows, unit_sum, first_key, base, lane, search, half, search.is_there[half] && !goes_on);
        }
    }
}

/* Second pass: the listed rows, 128 a block, against all older columns, from the newest on, until all have found
 * theirs. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads) match_old_entries(ScoreCall call)
{
    __shared__ __align__(128) unsigned char tiles[2][kColumns * D * 2];
    __shared__ float column_norms[2][kColumns], unit_sum[D];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const int num_rows = call.scratch.num_open[call.place()];
    if (static_cast<int>(blockIdx.z) * kWarps * 16 >= num_rows) {
        return;
    }
    const ColumnTiles<D, KV> columns{
        tiles, column_norms, call.keys<KV>(), call.order(), call.scratch.inverse_norms + base, n};
    const int last_start = (first_new_tile(call) - 1) * kColumns;
    columns.issue(last_start, 0);
    Search search{};
    float norms[2];
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int place = (blockIdx.z * kWarps + warp) * 16 + g + half * 8;
        search.is_there[half] = place < num_rows;
        search.row[half] = call.scratch.open_rows[base + min(place, num_rows - 1)];
        search.found[half] = -1;
        norms[half] = columns.inverse_norms[search.row[half]];
    }
    KeyRows<D> rows;
    rows.load(columns.keys, columns.order, search.row, n, t);
    gather_unit_sum<D>(call, unit_sum);
    int which = 0;
    for (int start = last_start; start >= 0; start -= kColumns, which = 1 - which) {
        if (!__syncthreads_or(search.is_open())) {
            break;
        }
        columns.issue(start - kColumns, 1 - which);
        wait_for_copies<1>();
        __syncthreads();
        search_tile<D>(rows, norms, tiles[which], column_norms[which], start, n, call.terms.similarity_threshold, lane,
                       search);
    }
    wait_for_copies<0>();
    __syncthreads();
    const KV *first_key = columns.keys + static_cast<size_t>(columns.order[0]) * D;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        finish_row<D>(call, rows, unit_sum, first_key, base, lane, search, half, search.is_there[half]);
    }
}

/* What came since the last compression must fit shared memory; else every column counts as old. */
constexpr int kMaxNewTiles = 5;

template <int D, typename KV>
void match(KvsStream *stream, ScoreCall call, int count)
{
    const int num_heads = call.num_layers * call.num_kv_heads, last_tile = (call.n - 1) / kColumns;
    if (last_tile - call.budget / kColumns + 1 > kMaxNewTiles) {
        call.budget = last_tile * kColumns; /* of this copy: only the newest tile is looked at first */
        call.pool.unique = nullptr;
    }
    const size_t num_tiles = last_tile - call.budget / kColumns + 1;
    const size_t shared_bytes = num_tiles * (kColumns * D * 2 + kColumns * sizeof(float));
    allow_shared(match_new_entries<D, KV>, shared_bytes);
    launch(match_new_entries<D, KV>, dim3(num_heads, count, 4), dim3(kThreads), shared_bytes, stream, call);
    launch(match_old_entries<D, KV>, dim3(num_heads, count, (call.n + kWarps * 16 - 1) / (kWarps * 16)), dim3(kThreads),
           0, stream, call);
}

template <int D, typename KV>
void measure(KvsStream *stream, const ScoreCall &call, int count)
{
    const int num_heads = call.num_layers * call.num_kv_heads;
    launch(measure_keys<D, KV>, dim3(num_heads, count, kSumParts), dim3(kThreads), 0, stream, call);
    if (call.terms.redundancy != 0) {
        match<D, KV>(stream, call, count);
    }
    if (call.terms.attention != 0) {
        average_softmaxes(stream, call, count);
    }
}

} // namespace

void measure_with_tensor_cores(KvsStream *stream, const ScoreCall &call, int count)
{
    const bool is_fp8 = call.pool.dtype == KVS_F8E4M3;
    if (call.head_dim == 128) {
        is_fp8 ? measure<128, __nv_fp8_e4m3>(stream, call, count) : measure<128, bf16>(stream, call, count);
    } else {
        is_fp8 ? measure<64, __nv_fp8_e4m3>(stream, call, count) : measure<64, bf16>(stream, call, count);
    }
}

} // namespace kvs::cuda
