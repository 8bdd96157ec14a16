#include "key_rows.cuh"
#include "ops.h"
#include "scoring.cuh"

/* Steps 4 to 6 of R-KV for bf16 and fp8 keys: of each row of the cosine matrix the newest entry above the threshold,
 * and the sums of its columns.
 *
 * What the last compression found still holds among what it kept: a row without a duplicate has none there, and its
 * newest duplicate, if it is still held, is the newest. So only entries that came since are looked at, and the rest
 * only for rows whose duplicate went. The search goes from the newest on, in two passes: all rows against what came
 * since, then those that are still open against the rest, put together so that a block stops as soon as all its rows
 * have found theirs. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kColumns = 64; /* keys of a tile */

/* What the search knows of a lane's two rows. */
struct Search {
    int row[2], slot[2];
    int found[2]; /* the duplicate's place; −1: none yet */
    float cosine[2];
    float norm[2]; /* inverse */
    bool is_there[2];

    __device__ bool is_open() const { return (is_there[0] && found[0] < 0) || (is_there[1] && found[1] < 0); }
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
            norms[which][threadIdx.x] = inverse_norms[min(start + static_cast<int>(threadIdx.x), n - 1)];
        }
        commit_copies();
    }
};

/* Of eight columns' products, the newest above the threshold for each of the lane's rows. norms: inverse, of the lane's
 * two columns; first: place of column 0. */
__device__ inline void search_group(const float (&sum)[4], const float (&norms)[2], int first, int n, float threshold,
                                    int t, const Search &search, int (&best)[2], float (&best_cosine)[2])
{
#pragma unroll
    for (int c = 3; c >= 0; --c) { /* newest first: what is found first stays */
        const int half = c / 2, j = first + 2 * t + c % 2;
        const float cosine = sum[c] * search.norm[half] * norms[c % 2];
        if (best[half] < 0 && cosine > threshold && j < n && j != search.row[half]) {
            best[half] = j;
            best_cosine[half] = cosine;
        }
    }
}

/* The newest of what the four lanes that share a row have seen, for rows that had found none before. */
template <int kGroups>
__device__ void keep_best(const int (&best)[kGroups][2], const float (&best_cosine)[kGroups][2],
                          Search (&search)[kGroups])
{
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            int place = best[r][half];
            float cosine = best_cosine[r][half];
            for (int offset = 1; offset < 4; offset *= 2) {
                const int other = __shfl_xor_sync(0xffffffffu, place, offset);
                const float other_cosine = __shfl_xor_sync(0xffffffffu, cosine, offset);
                if (other > place) {
                    place = other;
                    cosine = other_cosine;
                }
            }
            if (search[r].found[half] < 0 && place >= 0) {
                search[r].found[half] = place;
                search[r].cosine[half] = cosine;
            }
        }
    }
}

/* The newest column of one tile above the threshold for the rows of a warp, 16 · kGroups, over the four lanes that
 * share a row. Columns below `from`, a multiple of 8, and beyond n are left out. */
template <int D, int kGroups>
__device__ void search_tile(const KeyRows<D> (&rows)[kGroups], const unsigned char *tile, const float *column_norms,
                            int start, int from, int n, float threshold, int lane, Search (&search)[kGroups])
{
    constexpr int kRowBytes = D * 2;
    const int g = lane / 4, t = lane % 4;
    int best[kGroups][2];
    float best_cosine[kGroups][2] = {};
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
        best[r][0] = best[r][1] = -1;
    }
    for (int column = min(kColumns - 8, (n - 1 - start) / 8 * 8); column >= max(0, from - start); column -= 8) {
        float sum[kGroups][4] = {};
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            const uint4 b =
                *reinterpret_cast<const uint4 *>(tile + swizzled_in_pairs<kRowBytes>(column + g, k * 4 + t));
#pragma unroll
            for (int r = 0; r < kGroups; ++r) {
                const uint4 &upper = rows[r].values[k][0], &lower = rows[r].values[k][1];
                multiply_bf16(sum[r], {upper.x, lower.x, upper.y, lower.y}, b.x, b.y);
                multiply_bf16(sum[r], {upper.z, lower.z, upper.w, lower.w}, b.z, b.w);
            }
        }
        const float norms[2] = {column_norms[column + 2 * t], column_norms[column + 2 * t + 1]};
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            /* Rarely is one above the threshold; this asks for all four at once. */
            const float upper = fmaxf(sum[r][0] * norms[0], sum[r][1] * norms[1]) * search[r].norm[0];
            const float lower = fmaxf(sum[r][2] * norms[0], sum[r][3] * norms[1]) * search[r].norm[1];
            if (fmaxf(upper, lower) > threshold * 0.999f) {
                search_group(sum[r], norms, start + column, n, threshold, t, search[r], best[r], best_cosine[r]);
            }
        }
    }
    keep_best<kGroups>(best, best_cosine, search);
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

/* Product of one of the lane's rows with a stored key, over its four lanes, and the key's squares. */
template <int D, typename KV>
__device__ float cosine_with(const KeyRows<D> &rows, int half, float norm, const KV *other, float other_scale, int t)
{
    KeyRows<32> piece;
    float product = 0, squares = 0, wide[8], others[8];
#pragma unroll
    for (int k = 0; k < D / 32; ++k) {
        rows.widen(k, half, wide);
        piece.values[0][0] = load_eight(other + k * 32 + t * 8);
        piece.widen(0, 0, others);
#pragma unroll
        for (int v = 0; v < 8; ++v) {
            product += wide[v] * others[v];
            squares += others[v] * others[v];
        }
    }
    const float length = sqrtf(sum_of_four_lanes(squares)) * other_scale + 1e-8f;
    return sum_of_four_lanes(product) * norm * (other_scale / length);
}

/* What is known of one of the lane's rows beside the search: nearest[] of the last compression, or 0. */
struct Known {
    int state[2] = {0, 0};

    __device__ bool names_slot(int half) const { return state[half] != 0 && state[half] != KVS_NO_DUPLICATE; }
};

/* What the lane's two rows come to: û·Σû − û·û, and what each takes from which column: its duplicate's, found now or
 * known, or, without one, the first entry's. */
template <int D, typename KV>
__device__ void finish_rows(const ScoreCall &call, const KeyRows<D> &rows, const ExtraColumns<D> &extra, const KV *keys,
                            int lane, const Search &search, const Known &known, const bool (&is_wanted)[2])
{
    const int t = lane % 4;
    const size_t base = call.place() * call.n;
    const uint16_t *order = call.order();
    float with_all[2], with_first[2];
    extra.multiply(rows, lane, with_all, with_first);
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int i = search.row[half];
        const bool is_found = search.found[half] >= 0, is_known = !is_found && known.names_slot(half);
        const int other = is_found ? order[search.found[half]] : is_known ? known.state[half] - 1 : order[0];
        const float own_scale = call.pool.scales ? call.key_scales()[search.slot[half]] : 1;
        float cosine = search.cosine[half];
        if (__any_sync(0xffffffffu, is_known && is_wanted[half])) {
            const float scale = call.pool.scales ? call.key_scales()[other] : 1;
            const float product =
                cosine_with(rows, half, search.norm[half], keys + static_cast<size_t>(other) * D, scale, t);
            cosine = is_known ? product : cosine;
        }
        if (t == 0 && is_wanted[half]) {
            const float norm = search.norm[half], own = 1 - 1e-8f * norm / own_scale; /* ‖û‖ */
            call.scratch.redundancy[base + i] = with_all[half] * norm - own * own;
            if (!is_found && !is_known) {
                cosine = i == 0 ? 0 : with_first[half] * norm * call.scratch.inverse_norms[base];
            }
            take_away(call, base, other, cosine);
            if (call.pool.nearest) {
                call.nearest()[search.slot[half]] =
                    static_cast<uint16_t>(is_found || is_known ? other + 1 : KVS_NO_DUPLICATE);
            }
        }
    }
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
            search[r].found[half] = -1;
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
    constexpr int kRows = 16 * kGroups;
    for (int first = (blockIdx.z * kWarps + warp) * kRows; first < n; first += gridDim.z * kWarps * kRows) {
        KeyRows<D> rows[kGroups];
        Search search[kGroups];
        open_search(columns, first, g, t, rows, search);
        for (int tile = num_tiles - 1; tile >= 0; --tile) {
            if (!__any_sync(0xffffffffu, search[0].is_open() || search[1].is_open())) {
                break;
            }
            search_tile<D, kGroups>(rows, tiles[tile], column_norms[tile], (first_tile + tile) * kColumns, from, n,
                                    call.terms.similarity_threshold, lane, search);
        }
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            Known known;
            bool is_done[2];
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                known.state[half] = fresh.knows_rest ? call.nearest()[search[r].slot[half]] : 0;
                const bool goes_on = from > 0 && search[r].found[half] < 0 && known.state[half] == 0;
                is_done[half] = search[r].is_there[half] && !goes_on;
                if (goes_on && search[r].is_there[half] && t == 0) {
                    call.scratch.open_rows[base + atomicAdd(call.scratch.num_open + call.place(), 1)] =
                        search[r].row[half];
                }
            }
            finish_rows(call, rows[r], extra, columns.keys, lane, search[r], known, is_done);
        }
    }
}

constexpr int kOldRows = 32; /* that a block of the second pass takes */

/* One tile of columns against the rows of a warp, straight from global memory: the search is over before a tile is used
 * twice. Columns from start, at most `count`, a multiple of 8. */
template <int D, typename KV>
__device__ void search_columns(const ColumnTiles<D, KV> &columns, const KeyRows<D> (&rows)[kGroups], int start,
                               int count, float threshold, int lane, Search (&search)[kGroups])
{
    const int g = lane / 4, t = lane % 4;
    int best[kGroups][2];
    float best_cosine[kGroups][2] = {};
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
        best[r][0] = best[r][1] = -1;
    }
    for (int column = count - 8; column >= 0; column -= 8) {
        const KV *key = columns.keys + static_cast<size_t>(columns.order[min(start + column + g, columns.n - 1)]) * D;
        uint4 b[D / 32];
#pragma unroll
        for (int k = 0; k < D / 32; ++k) {
            b[k] = load_eight(key + k * 32 + t * 8);
        }
        float norms[2];
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            norms[i] = columns.inverse_norms[min(start + column + 2 * t + i, columns.n - 1)];
        }
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            float sum[4] = {};
            rows[r].multiply(sum, [&](int k) { return b[k]; });
            search_group(sum, norms, start + column, columns.n, threshold, t, search[r], best[r], best_cosine[r]);
        }
    }
    keep_best<kGroups>(best, best_cosine, search);
}

/* The warps' finds meet: the newest column of each row, and its cosine. A round's warps look at different columns, the
 * first at the newest. */
struct Finds {
    int place[kWarps][kOldRows];
    float cosine[kWarps][kOldRows];

    __device__ void publish(const Search (&search)[kGroups], int warp, int g, int t)
    {
#pragma unroll
        for (int i = 0; i < kGroups * 2; ++i) {
            if (t == 0) {
                place[warp][i / 2 * 16 + i % 2 * 8 + g] = search[i / 2].found[i % 2];
                cosine[warp][i / 2 * 16 + i % 2 * 8 + g] = search[i / 2].cosine[i % 2];
            }
        }
    }
    __device__ void gather(Search (&search)[kGroups], int g) const
    {
#pragma unroll
        for (int i = 0; i < kGroups * 2; ++i) {
            const int row = i / 2 * 16 + i % 2 * 8 + g;
            for (int w = kWarps - 1; w >= 0; --w) { /* the newest last */
                if (place[w][row] >= 0) {
                    search[i / 2].found[i % 2] = place[w][row];
                    search[i / 2].cosine[i % 2] = cosine[w][row];
                }
            }
        }
    }
};

/* Second pass: the listed rows, 32 a block, against all older columns, from the newest on, until all have found theirs.
 * The warps share the rows and take different columns. */
template <int D, typename KV>
__global__ void __launch_bounds__(kThreads, 2) match_old_entries(ScoreCall call, NewColumns fresh)
{
    __shared__ ExtraColumns<D> extra;
    __shared__ Finds finds;
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, n = call.n;
    const size_t base = call.place() * n;
    const int num_rows = call.scratch.num_open[call.place()], first = blockIdx.z * kOldRows;
    if (first >= num_rows) {
        return;
    }
    const ColumnTiles<D, KV> columns{nullptr, nullptr, call.keys<KV>(), call.order(), call.scratch.inverse_norms + base,
                                     n};
    extra.fill(call, columns.keys + static_cast<size_t>(columns.order[0]) * D);
    Search search[kGroups]{};
    KeyRows<D> rows[kGroups];
#pragma unroll
    for (int r = 0; r < kGroups; ++r) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int place = first + r * 16 + half * 8 + g;
            search[r].is_there[half] = place < num_rows;
            search[r].row[half] = call.scratch.open_rows[base + min(place, num_rows - 1)];
            search[r].slot[half] = columns.order[search[r].row[half]];
            search[r].norm[half] = columns.inverse_norms[search[r].row[half]];
            search[r].found[half] = -1;
        }
        rows[r].load(columns.keys, search[r].slot, t);
    }
    constexpr int kAtOnce = kColumns / 2; /* columns of a warp in a round */
    const int end = (fresh.first + 7) / 8 * 8;
    for (int last = end; last > 0; last -= kAtOnce * kWarps) {
        if (!__syncthreads_or(search[0].is_open() || search[1].is_open())) {
            break;
        }
        const int my_end = last - warp * kAtOnce, start = max(0, my_end - kAtOnce);
        if (my_end > 0) {
            search_columns(columns, rows, start, my_end - start, call.terms.similarity_threshold, lane, search);
        }
        finds.publish(search, warp, g, t);
        __syncthreads();
        finds.gather(search, g);
    }
    __syncthreads();
#pragma unroll
    for (int r = 0; r < kGroups; ++r) { /* constant indices keep the rows in registers */
        if (warp == r) {
            finish_rows(call, rows[r], extra, columns.keys, lane, search[r], Known{}, search[r].is_there);
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
    launch(match_new_entries<D, KV>, dim3(num_heads, count, 4), dim3(kThreads), shared_bytes, stream, call, fresh);
    launch(match_old_entries<D, KV>, dim3(num_heads, count, (call.n + kOldRows - 1) / kOldRows), dim3(kThreads), 0,
           stream, call, fresh);
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
