#include "attention_operands.cuh"
#include "attention_parts.cuh"
#include "common.cuh"
#include "ops.h"
#include "tensor_core.cuh"

#include <algorithm>

/* Decode attention on tensor cores (the split over the KV range is Flash-Decoding's, Dao et al. 2023).
 *
 * The query heads of one KV head, up to eight, are the N of the product and the keys its M: S' [keys, heads] = K · Q',
 * then O' [head_dim, heads] += V' · P'. K and V pass through shared memory once. Every warp has its own ring of tiles
 * of 16 keys and its own softmax state, so nothing in the loop waits for other warps; the states meet in warp order at
 * the end of an item, and the splits of a KV range meet in the block that finishes last, in split order. A block works
 * on several items, and its warps ask for the next item's first tiles while they finish the one before: the memory
 * never waits. */

namespace kvs::cuda {

namespace {

constexpr int kWarps = kPartWarps;
constexpr int kHeads = kPartHeads;
constexpr int kKeys = 16; /* a tile */

struct TensorCall {
    KvsRows rows;
    KvsKvPool pool;
    int layer, num_layers, num_heads, num_kv_heads, num_splits, num_items;
    float *parts;       /* [num_rows, num_kv_heads, num_splits, kPartFloats<D>] */
    uint32_t *arrivals; /* [num_rows, num_kv_heads] */
    float *log_sum;
};

/* A tile in shared memory: K [kKeys, D], V [kKeys, D], and of fp8 entries their scales, K's and V's [kKeys]. */
template <int D, typename KV>
constexpr int kEntryBytes = 2 * kKeys *D *static_cast<int>(sizeof(KV));
template <int D, typename KV>
constexpr int kTileBytes = kEntryBytes<D, KV> + (sizeof(KV) == 1 ? 2 * kKeys * 4 : 0);

/* One warp's softmax over the keys it has seen: for heads 2t and 2t + 1. */
template <int D>
struct WarpState {
    float top[2] = {-INFINITY, -INFINITY}; /* of logits · log2 e */
    float total[2] = {};                   /* of this lane's keys only */
    float sums[D / 16][4] = {};            /* O' */
};

/* One split of the KV range of one KV head of a row. */
struct Item {
    int split, kv_head, row, sequence, kv_len, first_tile, end_tile;
    const char *keys, *values; /* of slot 0, where the sequence has one block */

    template <int D, typename KV>
    __device__ static Item make(const TensorCall &call, int index)
    {
        Item item;
        item.split = index % call.num_splits;
        item.kv_head = index / call.num_splits % call.num_kv_heads;
        item.row = index / call.num_splits / call.num_kv_heads;
        item.sequence = call.rows.sequence[item.row];
        item.kv_len = item.sequence < 0 ? 0 : call.rows.slot[item.row] + 1;
        const int num_tiles = (item.kv_len + kKeys - 1) / kKeys,
                  per_split = (num_tiles + call.num_splits - 1) / call.num_splits;
        item.first_tile = item.split * per_split;
        item.end_tile = min(num_tiles, item.first_tile + per_split);
        item.set_block<D, KV>(call, 0);
        return item;
    }

    template <int D, typename KV>
    __device__ void set_block(const TensorCall &call, int slot)
    {
        const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, D};
        const auto *block = sequence < 0 ? nullptr : static_cast<const char *>(place.block(sequence, slot));
        keys = block + place.in_block(call.layer, 0, kv_head, 0) * sizeof(KV);
        values = block + place.in_block(call.layer, 1, kv_head, 0) * sizeof(KV);
    }
};

/* Asks for 16 keys and values; of the last tile only those that are there, the last one in place of the rest. */
template <int D, typename KV>
__device__ void issue_tile(const TensorCall &call, Item &item, int first_key, uint32_t to, int lane)
{
    constexpr int kRowBytes = D * static_cast<int>(sizeof(KV)), kChunks = kRowBytes / 16;
    int first_row = first_key;
    if (call.pool.max_blocks > 1) {
        item.set_block<D, KV>(call, first_key);
        first_row = first_key % call.pool.block_size;
    }
    const int last_row = first_row + item.kv_len - 1 - first_key;
#pragma unroll
    for (int i = lane; i < kKeys * kChunks; i += 32) {
        const int row = i / kChunks, chunk = i % kChunks;
        const int offset = min(first_row + row, last_row) * kRowBytes + chunk * 16;
        const uint32_t at = to + swizzled<kRowBytes>(row, chunk);
        copy_16_async(at, item.keys + offset);
        copy_16_async(at + kKeys * kRowBytes, item.values + offset);
    }
    if constexpr (sizeof(KV) == 1) {
        static_assert(2 * kKeys == 32);
        const SlotPlace place{call.pool, call.num_layers, call.num_kv_heads, D};
        const float *scales = call.pool.scales + place.scale(item.sequence, call.layer, lane / kKeys, item.kv_head);
        copy_4_async(to + kEntryBytes<D, KV> + lane * 4, scales + min(first_key + lane % kKeys, item.kv_len - 1));
    }
}

/* Logits of 16 keys times log2 e, −∞ for keys that are not there, then probabilities relative to the running maximum.
 */
template <int D, typename KV>
__device__ void weigh_tile(int kv_len, int first_key, const uint32_t (&query)[D / 16][2], uint32_t tile, int lane,
                           WarpState<D> &state, uint32_t (&p)[2])
{
    using Op = Operands<KV>;
    constexpr int kRowBytes = D * static_cast<int>(sizeof(KV));
    float s[2][4] = {};
#pragma unroll
    for (int step = 0; step < D / 32; ++step) {
        uint32_t a[2][4];
        Op::template keys<kRowBytes>(tile, step, lane, a);
        Op::multiply(s[0], a[0], query[2 * step][0], query[2 * step][1]);
        Op::multiply(s[1], a[1], query[2 * step + 1][0], query[2 * step + 1][1]);
    }
    const float scale = kLog2E * rsqrtf(static_cast<float>(D));
    float value_scale[2] = {1, 1};
    float logit[4];
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int key = first_key + lane / 4 + half * 8;
        float key_scale = scale;
        if constexpr (sizeof(KV) == 1) {
            const auto *scales =
                static_cast<const float *>(__cvta_shared_to_generic(tile + kEntryBytes<D, KV>)) + key - first_key;
            key_scale *= scales[0];
            value_scale[half] = scales[kKeys];
        }
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            const int c = half * 2 + i;
            logit[c] = key < kv_len ? (s[0][c] + s[1][c]) * key_scale : -INFINITY;
        }
    }
    float shrink[2];
#pragma unroll
    for (int i = 0; i < 2; ++i) {
        float best = fmaxf(logit[i], logit[2 + i]);
        best = fmaxf(best, __shfl_xor_sync(0xffffffffu, best, 4));
        best = fmaxf(best, __shfl_xor_sync(0xffffffffu, best, 8));
        best = fmaxf(best, __shfl_xor_sync(0xffffffffu, best, 16));
        best = fmaxf(best, state.top[i]);
        shrink[i] = exp2f(state.top[i] - best);
        state.top[i] = best;
        logit[i] = exp2f(logit[i] - best);
        logit[2 + i] = exp2f(logit[2 + i] - best);
        state.total[i] = state.total[i] * shrink[i] + logit[i] + logit[2 + i];
    }
    if (__any_sync(0xffffffffu, shrink[0] != 1 || shrink[1] != 1)) {
#pragma unroll
        for (int m = 0; m < D / 16; ++m) {
#pragma unroll
            for (int c = 0; c < 4; ++c) {
                state.sums[m][c] *= shrink[c % 2];
            }
        }
    }
    p[0] = transpose_matrix(Op::pack(logit[0] * value_scale[0], logit[1] * value_scale[0]));
    p[1] = transpose_matrix(Op::pack(logit[2] * value_scale[1], logit[3] * value_scale[1]));
}

template <int D, typename KV>
__device__ void add_values(uint32_t tile, int lane, const uint32_t (&p)[2], WarpState<D> &state)
{
    using Op = Operands<KV>;
    constexpr int kRowBytes = D * static_cast<int>(sizeof(KV));
#pragma unroll
    for (int step = 0; step < D / 32; ++step) {
        uint32_t a[2][4];
        Op::template values<kRowBytes>(tile + kKeys * kRowBytes, step, lane, a);
        Op::multiply(state.sums[2 * step], a[0], p[0], p[1]);
        Op::multiply(state.sums[2 * step + 1], a[1], p[0], p[1]);
    }
}

/* A warp's state as a part. */
template <int D, typename KV>
__device__ void write_part(const WarpState<D> &state, int lane, float *part)
{
    const int g = lane / 4, t = lane % 4;
#pragma unroll
    for (int i = 0; i < 2; ++i) {
        float total = state.total[i];
        total += __shfl_xor_sync(0xffffffffu, total, 4);
        total += __shfl_xor_sync(0xffffffffu, total, 8);
        total += __shfl_xor_sync(0xffffffffu, total, 16);
        if (g == 0) {
            part[2 * t + i] = state.top[i];
            part[kHeads + 2 * t + i] = total;
        }
    }
#pragma unroll
    for (int m = 0; m < D / 16; ++m) {
#pragma unroll
        for (int c = 0; c < 4; ++c) {
            const int value = m / 2 * 32 + Operands<KV>::value_of(m % 2, g, c / 2);
            part[2 * kHeads + (2 * t + c % 2) * D + value] = state.sums[m][c];
        }
    }
}

/* An item whose warps' parts lie in shared memory: the output, or one part of it and, for the last to arrive, the
 * output. */
template <int D>
__device__ void finish_item(const TensorCall &call, bf16 *out, float *warp_parts, const Item &item)
{
    const int group = call.num_heads / call.num_kv_heads;
    const size_t first_head = static_cast<size_t>(item.row) * call.num_heads + item.kv_head * group;
    const GroupOutput to{out + first_head * D, call.log_sum ? call.log_sum + first_head : nullptr, group};
    if (call.num_splits == 1) {
        write_output<D>(warp_parts, to);
        return;
    }
    const size_t place = static_cast<size_t>(item.row) * call.num_kv_heads + item.kv_head;
    float *parts = call.parts + place * call.num_splits * kPartFloats<D>;
    write_split<D>(warp_parts, parts + item.split * kPartFloats<D>, group);
    __shared__ bool is_last;
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) {
        is_last = atomicAdd(&call.arrivals[place], 1u) == static_cast<uint32_t>(call.num_splits - 1);
    }
    __syncthreads();
    if (is_last) {
        __threadfence();
        merge_splits<D>(parts, call.num_splits, warp_parts, to);
        if (threadIdx.x == 0) {
            call.arrivals[place] = 0;
        }
    }
}

/* Asks for a warp's tiles, item after item, ahead of their use. */
template <int D, typename KV, int kStages>
struct TileStream {
    static constexpr int kBytes = kTileBytes<D, KV>;
    const TensorCall &call;
    uint32_t ring;
    int warp, lane, index, tile, stage = 0;
    Item item;

    __device__ TileStream(const TensorCall &c, uint32_t memory, int w, int l)
        : call(c), ring(memory + w * kStages * kBytes), warp(w), lane(l), index(blockIdx.x),
          item(Item::make<D, KV>(c, blockIdx.x))
    {
        tile = item.first_tile + warp;
    }

    __device__ void issue_next()
    {
        while (tile >= item.end_tile && index < call.num_items) {
            index += gridDim.x;
            if (index < call.num_items) {
                item = Item::make<D, KV>(call, index);
                tile = item.first_tile + warp;
            }
        }
        if (index < call.num_items) {
            issue_tile<D, KV>(call, item, tile * kKeys, ring + stage * kBytes, lane);
            tile += kWarps;
            stage = stage + 1 == kStages ? 0 : stage + 1;
        }
        commit_copies(); /* an empty group keeps the count */
    }
};

/* The query of a group as B operands; heads beyond the group are zero. */
template <int D, typename KV>
__device__ void load_query(const TensorCall &call, const bf16 *qkv, const Item &item, int lane,
                           uint32_t (&query)[D / 16][2])
{
    using Op = Operands<KV>;
    const int group = call.num_heads / call.num_kv_heads;
    const bf16 *q = qkv + (static_cast<size_t>(item.row) * (call.num_heads + 2 * call.num_kv_heads) +
                           item.kv_head * group + lane / 4) *
                              D;
#pragma unroll
    for (int k = 0; k < D / 16; ++k) {
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            const int at = k * 16 + lane % 4 * Op::kQueryStride + i * Op::kQuerySecond;
            query[k][i] = lane / 4 < group ? Op::pack(__bfloat162float(q[at]), __bfloat162float(q[at + 1])) : 0;
        }
    }
}

/* A block takes items blockIdx.x, blockIdx.x + gridDim.x, … Moves kv_len · head_dim · 2 · KV bytes a KV head of a row.
 */
template <int D, typename KV, int kStages>
__global__ void __launch_bounds__(kWarps * 32) tensor_rows(const bf16 *qkv, bf16 *out, TensorCall call)
{
    using Stream = TileStream<D, KV, kStages>;
    extern __shared__ __align__(128) unsigned char shared[];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    auto *warp_parts = reinterpret_cast<float *>(shared + kWarps * kStages * Stream::kBytes);
    /* Looks where the row belongs: the predecessor lets this start once it need not wait itself, so all kernels before
     * it have ended. */
    Stream stream(call, static_cast<uint32_t>(__cvta_generic_to_shared(shared)), warp, lane);
    wait_for_predecessor();
#pragma unroll
    for (int stage = 0; stage < kStages - 1; ++stage) {
        stream.issue_next();
    }
    int stage = 0;
    for (int index = blockIdx.x; index < call.num_items; index += gridDim.x) {
        const Item item = Item::make<D, KV>(call, index);
        if (item.sequence < 0) {
            continue;
        }
        uint32_t query[D / 16][2];
        load_query<D, KV>(call, qkv, item, lane, query);
        WarpState<D> state;
        for (int tile = item.first_tile + warp; tile < item.end_tile; tile += kWarps) {
            wait_for_copies<kStages - 2>();
            __syncwarp();
            stream.issue_next();
            uint32_t p[2];
            const uint32_t at = stream.ring + stage * Stream::kBytes;
            weigh_tile<D, KV>(item.kv_len, tile * kKeys, query, at, lane, state, p);
            add_values<D, KV>(at, lane, p, state);
            stage = stage + 1 == kStages ? 0 : stage + 1;
        }
        if (index + gridDim.x >= call.num_items) {
            let_successor_start();
        }
        __syncthreads(); /* the item before has been read from warp_parts */
        write_part<D, KV>(state, lane, warp_parts + warp * kPartFloats<D>);
        __syncthreads();
        finish_item<D>(call, out, warp_parts, item);
    }
}

template <int D, typename KV, int kStages>
constexpr size_t kSharedBytes = size_t{kWarps} * kStages *kTileBytes<D, KV> + sizeof(float) * kWarps *kPartFloats<D>;

template <int D, typename KV, int kStages>
void run(const AttentionCall &a)
{
    const KvsAttentionShape &shape = a.shape.attention;
    const size_t num_arrivals = (static_cast<size_t>(a.rows.num_rows) * shape.num_kv_heads + 63) / 64 * 64;
    auto *arrivals = static_cast<uint32_t *>(a.scratch);
    const TensorCall call{a.rows,
                          a.pool,
                          a.layer,
                          a.shape.num_layers,
                          shape.num_heads,
                          shape.num_kv_heads,
                          a.num_splits,
                          a.rows.num_rows * shape.num_kv_heads * a.num_splits,
                          reinterpret_cast<float *>(arrivals + num_arrivals),
                          arrivals,
                          a.log_sum};
    constexpr size_t kShared = kSharedBytes<D, KV, kStages>;
    const auto kernel = tensor_rows<D, KV, kStages>;
    allow_shared(kernel, kShared);
    const int num_blocks = call.num_splits > 1 ? call.num_items : std::min(call.num_items, 2 * num_multiprocessors());
    launch(kernel, dim3(num_blocks), dim3(kWarps * 32), kShared, a.stream, static_cast<const bf16 *>(a.qkv),
           static_cast<bf16 *>(a.out), call);
}

/* As many tiles in flight as shared memory holds. */
template <int D, typename KV, int kMany, int kFew>
void run_fitting(const AttentionCall &a)
{
    kSharedBytes<D, KV, kMany> <= largest_shared_bytes() ? run<D, KV, kMany>(a) : run<D, KV, kFew>(a);
}

} // namespace

bool tensor_attention_serves(const AttentionCall &a)
{
    const KvsAttentionShape &shape = a.shape.attention;
    return a.shape.dtype == KVS_BF16 && (shape.head_dim == 64 || shape.head_dim == 128) &&
           shape.num_heads / shape.num_kv_heads <= kHeads;
}

void tensor_attention(const AttentionCall &a)
{
    const bool is_fp8 = a.pool.dtype == KVS_F8E4M3;
    if (a.shape.attention.head_dim == 128) {
        is_fp8 ? run_fitting<128, __nv_fp8_e4m3, 5, 4>(a) : run_fitting<128, bf16, 3, 2>(a);
    } else {
        is_fp8 ? run_fitting<64, __nv_fp8_e4m3, 8, 6>(a) : run_fitting<64, bf16, 6, 4>(a);
    }
}

} // namespace kvs::cuda
