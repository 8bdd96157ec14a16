#include "duplicates.cuh"
#include "key_rows.cuh"
#include "ops.h"

#include <algorithm>

/* Steps 4 to 6 of R-KV for bf16 and fp8 keys: of each row of the cosine matrix the newest entry above the threshold,
 * and the sums of its columns.
 *
 * What the last compression found still holds among what it kept: a row without a duplicate has none there, and its
 * newest duplicate, if it is still held, is the newest. So only entries that came since are looked at, and the rest
 * only for rows whose duplicate went. The search goes from the newest on, in two passes: all rows against what came
 * since, then those that are still open against the rest, put together so that a block stops as soon as all its rows
 * have found theirs. The matrix is symmetric: what the first pass sees of old rows and new columns is also what the new
 * rows would find among the old columns, so new rows need the second pass only where old ones stopped early. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kColumns = 64; /* keys of a tile */

/* What the search knows of a lane's two rows. */
struct Search {
    int row[2], slot[2];
    Find found[2];
    float norm[2]; /* inverse */
    bool is_there[2];

    __device__ bool is_open() const { return (is_there[0] && found[0] == 0) || (is_there[1] && found[1] == 0); }
};

/* Tiles of columns on their way to shared memory. */
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
            unsigned char *to = tiles[which] + swizzled_in_pairs<kRowBytes>(column, chunk);
            if constexpr (sizeof(KV) == 2) {
                copy_16_async(static_cast<uint32_t>(__cvta_generic_to_shared(to)), from);
            } else {
                *reinterpret_cast<uint4 *>(to) = load_eight(from);
            }
        }
        if (start >= 0 && threadIdx.x < kColumns) {
            const int place = start + static_cast<int>(threadIdx.x);
            norms[which][threadIdx.x] = place < n ? inverse_norms[place] : NAN; /* which exceeds nothing */
        }
        commit_copies();
    }
};

/* Of eight columns' products, what the columns find among the warp's rows that lie below `from`: the newest of them. */
template <int kGroups>
__device__ void search_columns(const float (&cosine)[kGroups][4], const Search (&search)[kGroups], float threshold,
                               int from, int first_place, int lane, Find *finds)
{
#pragma unroll
    for (int c = 0; c < 2; ++c) {
        Find newest = 0;
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                const int row = search[r].row[half];
                const float value = cosine[r][half * 2 + c];
                newest = max(newest, row < from && value > threshold ? make_find(row, value) : 0);
            }
        }
        newest = max(newest, __shfl_xor_sync(0xffffffffu, newest, 4));
        newest = max(newest, __shfl_xor_sync(0xffffffffu, newest, 8));
        newest = max(newest, __shfl_xor_sync(0xffffffffu, newest, 16));
        Find *of_column = finds + first_place + 2 * (lane % 4) + c;
        if (lane < 4 && newest != 0 && newest > __ldcg(of_column)) {
            atomicMax(of_column, newest);
        }
    }
}

/* The newest column of one tile above the threshold for the rows of a warp, 16 · kGroups, over the four lanes that
 * share a row. Columns below `from`, a multiple of 8, are left out. finds: where the columns note what they find among
 * the rows below `from`, or NULL. */
template <int D, int kGroups>
__device__ void search_tile(const KeyRows<D> (&rows)[kGroups], const unsigned char *tile, const float *column_norms,
                            int start, int from, int n, float threshold, int lane, Search (&search)[kGroups],
                            Find *finds)
{
    constexpr int kRowBytes = D * 2;
    const int g = lane / 4, t = lane % 4;
    Find best[kGroups][2] = {};
    for (int column = min(kColumns - 8, (n - 1 - start) / 8 * 8); column >= max(0, from - start); column -= 8) {
        float sum[kGroups][4] = {};
        multiply_rows<D, kGroups>(rows, sum, [&](int k) {
            return *reinterpret_cast<const uint4 *>(tile + swizzled_in_pairs<kRowBytes>(column + g, k * 4 + t));
        });
        bool exceeds = false;
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            const float norm = column_norms[column + 2 * t + c % 2];
#pragma unroll
            for (int r = 0; r < kGroups; ++r) {
                sum[r][c] = sum[r][c] * search[r].norm[c / 2] * norm;
                exceeds = exceeds || sum[r][c] > threshold;
            }
        }
        if (!__any_sync(0xffffffffu,
                        exceeds)) { /* the common case, and all that most columns cost beside the product */
            continue;
        }
        if (finds) {
            search_columns<kGroups>(sum, search, threshold, from, start + column, lane, finds);
        }
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            const int place = start + column + 2 * t + c % 2;
#pragma unroll
            for (int r = 0; r < kGroups; ++r) {
                const Find find =
                    sum[r][c] > threshold && place != search[r].row[c / 2] ? make_find(place, sum[r][c]) : 0;
                best[r][c / 2] = max(best[r][c / 2], find);
            }
        }
    }
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            Find find = best[r][half];
            find = max(find, __shfl_xor_sync(0xffffffffu, find, 1));
            find = max(find, __shfl_xor_sync(0xffffffffu, find, 2));
            search[r].found[half] = max(search[r].found[half], find);
        }
    }
}

/* Eight columns that every row is multiplied with beside the keys: the sum of the unit keys in three pieces of bf16,
 * which together are exact to 2^-24, and the first key. The others are not looked at. */
template <int D>
struct ExtraColumns {
    static constexpr int kFirstKey = 3;
    __align__(16) bf16 values[8][D + 8]; /* rows shifted against each other, so that they lie in different banks */

    /* Called by the whole block, which then synchronises. */
    template <typename KV>
    __device__ void fill(const ScoreCall &call, const KV *first_key)
    {
        for (int k = threadIdx.x; k < D; k += kThreads) {
            float rest = 0;
            for (int part = 0; part < kSumParts; ++part) {
                rest += call.scratch.unit_sum[(call.place() * kSumParts + part) * D + k];
            }
#pragma unroll
            for (int piece = 0; piece < kFirstKey; ++piece) {
                values[piece][k] = __float2bfloat16(rest);
                rest -= __bfloat162float(values[piece][k]);
            }
            values[kFirstKey][k] = __float2bfloat16(to_float(first_key[k]));
        }
    }

    /* Products of the lane's two rows, given to the four lanes that share them. */
    __device__ void multiply(const KeyRows<D> &rows, int lane, float (&with_all)[2], float (&with_first)[2]) const
    {
        const int g = lane / 4, t = lane % 4, first_lane = g * 4;
        float sum[4] = {};
        rows.multiply(
            sum, [&](int k) { return *reinterpret_cast<const uint4 *>(&values[min(g, kFirstKey)][k * 32 + t * 8]); });
#pragma unroll
        for (int half = 0; half < 2; ++half) { /* lane t holds columns 2t and 2t + 1 */
            const float high = __shfl_sync(0xffffffffu, sum[half * 2], first_lane);
            const float middle = __shfl_sync(0xffffffffu, sum[half * 2 + 1], first_lane);
            const float low = __shfl_sync(0xffffffffu, sum[half * 2], first_lane + 1);
            with_first[half] = __shfl_sync(0xffffffffu, sum[half * 2 + 1], first_lane + 1);
            with_all[half] = high + (middle + low);
        }
    }
};

/* What is known of one of the lane's rows beside the search: nearest[] of the last compression, or 0. */
struct Known {
    uint32_t state[2] = {0, 0};

    __device__ bool names_slot(int half) const { return state[half] != 0 && state[half] != KVS_NO_DUPLICATE; }
};

/* What the lane's two rows come to: û·Σû − û·û, and what each takes from which column: its duplicate's, found now or
 * known, or, without one, the first entry's, which is returned. Rows that go on are listed for the second pass. */
template <int D>
__device__ long long finish_rows(const ScoreCall &call, const KeyRows<D> &rows, const ExtraColumns<D> &extra, int lane,
                                 const Search &search, const Known &known, const bool (&goes_on)[2], int from)
{
    const int t = lane % 4;
    const size_t base = call.place() * call.n;
    float with_all[2], with_first[2];
    extra.multiply(rows, lane, with_all, with_first);
    long long from_first = 0;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int i = search.row[half];
        if (t != 0 || !search.is_there[half]) {
            continue;
        }
        const float norm = search.norm[half], own_scale = call.pool.scales ? call.key_scales()[search.slot[half]] : 1;
        const float length = 1 - 1e-8f * norm / own_scale; /* ‖û‖ */
        const float first_cosine = with_first[half] * norm * call.scratch.inverse_norms[base];
        call.scratch.redundancy[base + i] = with_all[half] * norm - length * length;
        if (goes_on[half]) {
            list_open_row(call, base, i, i >= from, first_cosine);
        } else if (search.found[half] == 0 && known.names_slot(half)) {
            take_away(call, base, place_of(known.state[half]), cosine_of(known.state[half]));
        } else {
            from_first += settle_row(call, base, i, search.found[half], first_cosine);
        }
    }
    return from_first;
}

/* Which tiles of columns hold entries that came since the last compression: shared memory has room for so many. */
constexpr int kMaxNewTiles = 5;

struct NewColumns {
    int first;       /* place of the first new entry, or of the first that is looked at first */
    bool knows_rest; /* what the last compression found among the others can be trusted */

    __host__ static NewColumns of(const ScoreCall &call)
    {
        const int last_tile = (call.n - 1) / kColumns;
        const bool all_fit = last_tile - call.budget / kColumns < kMaxNewTiles;
        return {all_fit ? call.budget : last_tile * kColumns, all_fit && call.pool.nearest};
    }
    __host__ __device__ int first_tile() const { return first / kColumns; }
    __host__ __device__ int num_tiles(int n) const { return (n - 1) / kColumns - first_tile() + 1; }
};

constexpr int kGroups = 2; /* of 16 rows, that a warp of the first pass takes at a time */

/* The lane's rows of a warp's tile; those that are not there repeat the last. */
template <int D, typename KV>
__device__ void open_search(const ColumnTiles<D, KV> &columns, int first, int g, int t, KeyRows<D> (&rows)[kGroups],
                            Search (&search)[kGroups])
{
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
        search[r] = {};
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = first + r * 16 + half * 8 + g, held = min(row, columns.n - 1);
            search[r].row[half] = row;
            search[r].slot[half] = columns.order[held];
            search[r].norm[half] = columns.inverse_norms[held];
            search[r].is_there[half] = row < columns.n;
        }
        rows[r].load(columns.keys, search[r].slot, t);
    }
}

/* First pass: all rows against the columns of the entries that came since the last compression, which stay in shared
 * memory. Rows that find none there and of which no more is known are listed. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads, 2) match_new_entries(ScoreCall call, NewColumns fresh)
{
    extern __shared__ __align__(128) unsigned char memory[];
    __shared__ ExtraColumns<D> extra;
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const int first_tile = fresh.first_tile(), num_tiles = fresh.num_tiles(n), from = fresh.first / 8 * 8;
    auto *tiles = reinterpret_cast<unsigned char(*)[kColumns * D * 2]>(memory);
    auto *column_norms = reinterpret_cast<float(*)[kColumns]>(memory + num_tiles * sizeof *tiles);
    const ColumnTiles<D, KV> columns{
        tiles, column_norms, call.keys<KV>(), call.order(), call.scratch.inverse_norms + base, n};
    for (int tile = 0; tile < num_tiles; ++tile) {
        columns.issue((first_tile + tile) * kColumns, tile);
    }
    extra.fill(call, columns.keys + static_cast<size_t>(columns.order[0]) * D);
    wait_for_copies<0>();
    __syncthreads();
    long long from_first = 0;
    constexpr int kRows = 16 * kGroups;
    for (int first = (blockIdx.z * kWarps + warp) * kRows; first < n; first += gridDim.z * kWarps * kRows) {
        KeyRows<D> rows[kGroups];
        Search search[kGroups];
        open_search(columns, first, g, t, rows, search);
        for (int tile = num_tiles - 1; tile >= 0; --tile) {
            if (!__any_sync(0xffffffffu, search[0].is_open() || search[1].is_open())) {
                if (lane == 0 && first < from) {
                    call.scratch.open[call.place()].has_gaps = 1;
                }
                break;
            }
            search_tile<D, kGroups>(rows, tiles[tile], column_norms[tile], (first_tile + tile) * kColumns, from, n,
                                    call.terms.similarity_threshold, lane, search, call.scratch.finds + base);
        }
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            Known known;
            bool goes_on[2];
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                known.state[half] = fresh.knows_rest ? call.nearest()[search[r].slot[half]] : 0;
                goes_on[half] = from > 0 && search[r].found[half] == 0 && known.state[half] == 0;
            }
            from_first += finish_rows(call, rows[r], extra, lane, search[r], known, goes_on, from);
        }
    }
    take_from_first(call, base, from_first);
}

constexpr int kOldParts = 8; /* blocks that share the older columns of a head */

/* Second pass: the listed rows that need it, 128 at a time, against a part of the older columns, from the newest on,
 * until all have found one there. The newest of what the parts find is the largest. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads, 3) match_old_entries(ScoreCall call, NewColumns fresh)
{
    __shared__ __align__(128) unsigned char tiles[2][kColumns * D * 2];
    __shared__ float column_norms[2][kColumns];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const OpenCounts open = call.scratch.open[call.place()];
    const int num_rows = open.num_old + (open.has_gaps ? open.num_new : 0);
    const ColumnTiles<D, KV> columns{
        tiles, column_norms, call.keys<KV>(), call.order(), call.scratch.inverse_norms + base, n};
    constexpr int kStep = kOldParts * kColumns;
    const int last_start = ((fresh.first - 1) / kColumns - static_cast<int>(blockIdx.z)) * kColumns;
    for (int first = 0; first < num_rows; first += kWarps * 16) {
        columns.issue(last_start, 0);
        Search search[1]{};
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int place = first + warp * 16 + g + half * 8;
            search[0].is_there[half] = place < num_rows;
            search[0].row[half] = open_row(call, base, open, min(place, num_rows - 1));
            search[0].slot[half] = columns.order[search[0].row[half]];
            search[0].norm[half] = columns.inverse_norms[search[0].row[half]];
        }
        KeyRows<D> rows[1];
        rows[0].load(columns.keys, search[0].slot, t);
        int which = 0;
        for (int start = last_start; start >= 0; start -= kStep, which = 1 - which) {
            if (!__syncthreads_or(search[0].is_open())) {
                break;
            }
            columns.issue(start - kStep, 1 - which);
            wait_for_copies<1>();
            __syncthreads();
            search_tile<D, 1>(rows, tiles[which], column_norms[which], start, 0, n, call.terms.similarity_threshold,
                              lane, search, nullptr);
        }
        wait_for_copies<0>();
        __syncthreads();
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            if (t == 0 && search[0].is_there[half] && search[0].found[half] != 0) {
                atomicMax(call.scratch.finds + base + search[0].row[half], search[0].found[half]);
            }
        }
    }
}

template <int D, typename KV>
void match(KvsStream *stream, const ScoreCall &call, int count)
{
    const NewColumns fresh = NewColumns::of(call);
    const int num_heads = call.num_layers * call.num_kv_heads;
    const size_t shared_bytes = fresh.num_tiles(call.n) * (kColumns * D * 2 + kColumns * sizeof(float));
    allow_shared(match_new_entries<D, KV>, shared_bytes);
    /* Every block reads the new columns first, so there are no more of a head's than it takes to fill the GPU. */
    const int num_parts = std::clamp(512 / (num_heads * count), 1, 4);
    launch(match_new_entries<D, KV>, dim3(num_heads, count, num_parts), dim3(kThreads), shared_bytes, stream, call,
           fresh);
    launch(match_old_entries<D, KV>, dim3(num_heads, count, kOldParts), dim3(kThreads), 0, stream, call, fresh);
}

} // namespace

void match_duplicates(KvsStream *stream, const ScoreCall &call, int count)
{
    const bool is_fp8 = call.pool.dtype == KVS_F8E4M3;
    if (call.head_dim == 128) {
        is_fp8 ? match<128, __nv_fp8_e4m3>(stream, call, count) : match<128, bf16>(stream, call, count);
    } else {
        is_fp8 ? match<64, __nv_fp8_e4m3>(stream, call, count) : match<64, bf16>(stream, call, count);
    }
}

} // namespace kvs::cuda
