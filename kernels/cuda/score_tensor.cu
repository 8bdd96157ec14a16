#include "key_rows.cuh"
#include "ops.h"
#include "scoring.cuh"

/* The same as score_plain.cu for bf16 and fp8 keys, on tensor cores and with the keys read twice in all: here for
 * norms, their unit sum and the window's logits, in duplicates.cu as rows of the search for duplicates. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 128;
constexpr int kWarps = kThreads / 32;
constexpr int kGroups = 2; /* of 16 keys that a warp takes at a time, so that a query is read once for both */
constexpr int kKeys = kGroups * 16;
constexpr size_t kMostForQueries = 14336; /* shared memory for them, so that two blocks find room beside each other */

/* The window's queries of a KV head, [group, window_size]: a copy in shared memory, where it fits. */
template <int D>
struct WindowQueries {
    const bf16 *values;
    int window_size;
    bool is_copy; /* whose odd rows lie shifted, in other banks than the even ones */

    __device__ static int shift(int row) { return row % 2 * 4; }

    /* Called by the whole block, which then synchronises. copy: shared, or NULL. */
    __device__ static WindowQueries make(const ScoreCall &call, bf16 *copy)
    {
        const bf16 *from = call.query<bf16>(0, 0);
        const int w = call.terms.window_size;
        if (!copy) {
            return {from, w, false};
        }
        for (int i = threadIdx.x; i < call.group() * w * (D / 8); i += kThreads) {
            const int row = i / (D / 8), piece = i % (D / 8);
            *reinterpret_cast<uint4 *>(copy + row * D + (piece ^ shift(row)) * 8) =
                *reinterpret_cast<const uint4 *>(from + row * D + piece * 8);
        }
        return {copy, w, true};
    }
    __device__ int row(int head, int query) const { return head * window_size + query; }
    __device__ uint4 piece(int row, int index) const
    {
        return *reinterpret_cast<const uint4 *>(values + row * D + (is_copy ? index ^ shift(row) : index) * 8);
    }
};

/* The window's logits of a warp's keys: the largest of the group for each query. */
template <int D>
__device__ void write_logits(const ScoreCall &call, const WindowQueries<D> &queries, const KeyRows<D> (&rows)[kGroups],
                             const float (&scales)[kGroups][2], int first, int g, int t)
{
    const int w = call.terms.window_size, past = call.n - w;
    const float scale = rsqrtf(static_cast<float>(D));
    float *logits = call.scratch.logits + call.place() * w * call.n;
    for (int first_query = 0; first_query < w; first_query += 8) {
        float best[kGroups][4];
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            best[r][0] = best[r][1] = best[r][2] = best[r][3] = -INFINITY;
        }
        for (int head = 0; head < call.group(); ++head) {
            const int query = queries.row(head, min(first_query + g, w - 1));
            float sum[kGroups][4] = {};
            multiply_rows<D, kGroups>(rows, sum, [&](int k) { return queries.piece(query, k * 4 + t); });
#pragma unroll
            for (int r = 0; r < kGroups; ++r) {
#pragma unroll
                for (int c = 0; c < 4; ++c) {
                    best[r][c] = fmaxf(best[r][c], sum[r][c]);
                }
            }
        }
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
#pragma unroll
            for (int c = 0; c < 4; ++c) {
                const int i = first + r * 16 + g + c / 2 * 8, query = first_query + 2 * t + c % 2;
                if (i < past && query < w) {
                    logits[static_cast<size_t>(query) * call.n + i] = best[r][c] * scale * scales[r][c / 2];
                }
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

/* Tiles of kKeys keys on their way to a warp, in its ring in shared memory; a lane copies and reads by itself. */
template <int D, typename KV, int kStages>
struct KeyStream {
    static constexpr int kRowBytes = D * static_cast<int>(sizeof(KV)), kChunks = kRowBytes / 16;
    static constexpr int kTileBytes = kKeys * kRowBytes;
    const KV *keys;
    const uint16_t *order;
    unsigned char *ring;
    int n, first, stride, stage = 0;

    /* Fp8 rows are read eight bytes at a time, four rows at once. */
    __device__ static int place_of(int row, int chunk)
    {
        return row * kRowBytes + (chunk ^ (sizeof(KV) == 2 ? row % 2 * 4 : row % 4 * 2) % kChunks) * 16;
    }
    __device__ void issue_next(int lane)
    {
        if (first < n) {
#pragma unroll
            for (int i = lane; i < kKeys * kChunks; i += 32) {
                const int row = i / kChunks, chunk = i % kChunks;
                const auto *key = reinterpret_cast<const char *>(keys) +
                                  static_cast<size_t>(order[min(first + row, n - 1)]) * kRowBytes;
                unsigned char *to = ring + stage * kTileBytes + place_of(row, chunk);
                copy_16_async(static_cast<uint32_t>(__cvta_generic_to_shared(to)), key + chunk * 16);
            }
            first += stride;
            stage = stage + 1 == kStages ? 0 : stage + 1;
        }
        commit_copies(); /* an empty group keeps the count */
    }
    /* The lane's two rows of a group of 16. */
    __device__ void take(int from_stage, int group, int g, int t, KeyRows<D> &rows) const
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                const int byte = (k * 32 + t * 8) * static_cast<int>(sizeof(KV));
                const unsigned char *at =
                    ring + from_stage * kTileBytes + place_of(group * 16 + g + half * 8, byte / 16) + byte % 16;
                rows.values[k][half] = load_eight(reinterpret_cast<const KV *>(at));
            }
        }
    }
};

/* The inverse norms of a lane's two rows, which their four lanes share, and what they add to the sum. */
template <int D>
__device__ void measure_rows(const ScoreCall &call, const KeyRows<D> &rows, const float (&scales)[2], int first, int g,
                             int t, float (&unit_sum)[D / 32][8])
{
    const size_t base = call.place() * call.n;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int i = first + g + half * 8;
        const float norm = inverse_norm(rows, half, scales[half]); /* by all lanes, also those whose row is not there */
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
            call.scratch.finds[base + i] = 0;
        }
    }
}

/* Norms, a part of the sum of the unit keys a block, and logits. Moves n · head_dim · KV bytes a head. */
template <int D, typename KV, int kStages>
__global__ void __launch_bounds__(kThreads, 2) measure_keys(ScoreCall call, bool copies_queries)
{
    using Stream = KeyStream<D, KV, kStages>;
    extern __shared__ __align__(128) unsigned char memory[];
    __shared__ float sums[kWarps][D];
    wait_for_predecessor();
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const uint16_t *order = call.order();
    const float *key_scales = call.key_scales();
    if (threadIdx.x == 0 && blockIdx.z == 0) {
        call.scratch.open[call.place()] = {};
    }
    int first = (blockIdx.z * kWarps + warp) * kKeys;
    Stream stream{call.keys<KV>(), order, memory + warp * kStages * Stream::kTileBytes,
                  call.n,          first, static_cast<int>(gridDim.z) * kWarps * kKeys};
    for (int stage = 0; stage < kStages - 1; ++stage) {
        stream.issue_next(lane);
    }
    auto *room = reinterpret_cast<bf16 *>(memory + kWarps * kStages * Stream::kTileBytes);
    const auto queries = WindowQueries<D>::make(call, copies_queries ? room : nullptr);
    __syncthreads();
    float unit_sum[D / 32][8] = {};
    for (int stage = 0; first < call.n; first += stream.stride, stage = stage + 1 == kStages ? 0 : stage + 1) {
        wait_for_copies<kStages - 2>();
        __syncwarp();
        stream.issue_next(lane);
        KeyRows<D> rows[kGroups];
        float scales[kGroups][2];
#pragma unroll
        for (int r = 0; r < kGroups; ++r) {
            stream.take(stage, r, g, t, rows[r]);
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                const int place = min(first + r * 16 + g + half * 8, call.n - 1);
                scales[r][half] = key_scales ? key_scales[order[place]] : 1;
            }
            measure_rows<D>(call, rows[r], scales[r], first + r * 16, g, t, unit_sum);
        }
        if (call.terms.attention != 0 && first < call.n - call.terms.window_size) {
            write_logits<D>(call, queries, rows, scales, first, g, t);
        }
    }
    write_part(call, unit_sum, sums, warp, g, t);
}

template <int D, typename KV, int kStages>
constexpr size_t kRingBytes = size_t{kWarps} * kStages *KeyStream<D, KV, kStages>::kTileBytes;

template <int D, typename KV, int kStages>
void run(KvsStream *stream, const ScoreCall &call, int count, size_t query_bytes)
{
    const auto kernel = measure_keys<D, KV, kStages>;
    const size_t shared_bytes = kRingBytes<D, KV, kStages> + query_bytes;
    allow_shared(kernel, shared_bytes);
    launch(kernel, dim3(call.num_layers * call.num_kv_heads, count, kSumParts), dim3(kThreads), shared_bytes, stream,
           call, query_bytes > 0);
}

template <int D, typename KV>
void measure(KvsStream *stream, const ScoreCall &call, int count)
{
    const size_t copy = sizeof(bf16) * call.group() * call.terms.window_size * D;
    const size_t query_bytes = call.terms.attention != 0 && copy <= kMostForQueries ? copy : 0;
    const size_t most = kRingBytes<D, KV, 3> + query_bytes + sizeof(float) * kWarps * D; /* with what it has anyway */
    most <= largest_shared_bytes() ? run<D, KV, 3>(stream, call, count, query_bytes)
                                   : run<D, KV, 2>(stream, call, count, query_bytes);
    if (call.terms.redundancy != 0) {
        match_duplicates(stream, call, count);
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
