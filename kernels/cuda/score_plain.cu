#include "ops.h"
#include "scoring.cuh"

/* Steps 1, 2, 4 and 5 of R-KV (arXiv 2505.24133) a key at a time. Step 5 without the n × n matrix: column sums of the
 * cosines come from the sum of the unit keys; of each row one entry is taken away, the newest other key with a cosine
 * above the threshold, or entry 0. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kMaxPerLane = 8; /* head_dim up to 256 */

/* A key at a time, for every type and size: one warp a key, the largest logit of the group for each query of the
 * window. */
template <typename T, typename KV>
__global__ void plain_logits(ScoreCall call)
{
    wait_for_predecessor();
    const int lane = threadIdx.x % 32, d = call.head_dim, w = call.terms.window_size;
    const float scale = rsqrtf(static_cast<float>(d));
    const KV *keys = call.keys<KV>();
    const float *key_scales = call.key_scales();
    const uint16_t *order = call.order();
    float *logits = call.scratch.logits + call.place() * w * call.n;
    for (int i = blockIdx.z * kWarps + threadIdx.x / 32; i < call.n - w; i += gridDim.z * kWarps) {
        const KV *key = keys + static_cast<size_t>(order[i]) * d;
        const float key_scale = scale * (key_scales ? key_scales[order[i]] : 1);
        for (int query = 0; query < w; ++query) {
            float best = -INFINITY;
            for (int g = 0; g < call.group(); ++g) {
                const T *q = call.query<T>(g, query);
                float dot = 0;
                for (int k = lane; k < d; k += 32) {
                    dot += to_float(q[k]) * to_float(key[k]);
                }
                best = fmaxf(best, sum_of_warp(dot));
            }
            if (lane == 0) {
                logits[static_cast<size_t>(query) * call.n + i] = best * key_scale;
            }
        }
    }
}

/* 1 / (‖k‖ + 1e-8) of every key and a part of the sum of the unit keys a block, warp by warp. */
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
    for (int i = blockIdx.z * kWarps + warp; i < call.n; i += gridDim.z * kWarps) {
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
        call.scratch.unit_sum[(call.place() * kSumParts + blockIdx.z) * d + k] = total;
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
    const float *parts = call.scratch.unit_sum + call.place() * kSumParts * d;
    for (int i = blockIdx.z * kWarps + threadIdx.x / 32; i < call.n; i += gridDim.z * kWarps) {
        const KV *key = keys + static_cast<size_t>(order[i]) * d;
        const float inverse = call.scratch.inverse_norms[base + i];
        float with_all = 0, with_itself = 0;
        for (int k = lane; k < d; k += 32) {
            const float unit = to_float(key[k]) * inverse;
            float sum = 0;
            for (int part = 0; part < kSumParts; ++part) {
                sum += parts[part * d + k];
            }
            with_all += unit * sum;
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
            take_away(call, base, order[max(j, 0)], j < 0 && i == 0 ? 0 : cosine);
        }
    }
}

constexpr int kSoftmaxThreads = 1024;
constexpr int kSoftmaxWarps = kSoftmaxThreads / 32;
constexpr int kQueriesAtOnce = 8;
constexpr int kWarpsPerQuery = kSoftmaxWarps / kQueriesAtOnce;

/* One block a head: the mean over the window of softmaxes over the entries before it. Four warps a query, eight queries
 * at once. */
__global__ void __launch_bounds__(kSoftmaxThreads) mean_of_softmaxes(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float tops[kSoftmaxWarps], totals[kSoftmaxWarps], query_tops[kQueriesAtOnce], shares[kQueriesAtOnce];
    const int w = call.terms.window_size, past = call.n - w, warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    float *importance = call.scratch.importance + call.place() * call.n;
    for (int first = 0; first < w; first += kQueriesAtOnce) {
        const int query = warp / kWarpsPerQuery, part = warp % kWarpsPerQuery;
        const bool is_there = first + query < w;
        const float *logits = call.scratch.logits + (call.place() * w + first) * call.n;
        const float *mine = logits + static_cast<size_t>(is_there ? query : 0) * call.n;
        float top = -INFINITY, total = 0;
        for (int i = part * 32 + lane; i < past; i += kWarpsPerQuery * 32) {
            top = fmaxf(top, mine[i]);
        }
        tops[warp] = max_of_warp(top);
        __syncthreads();
        for (int p = 0; p < kWarpsPerQuery; ++p) {
            top = fmaxf(top, tops[query * kWarpsPerQuery + p]);
        }
        for (int i = part * 32 + lane; i < past; i += kWarpsPerQuery * 32) {
            total += expf(mine[i] - top);
        }
        totals[warp] = sum_of_warp(total);
        __syncthreads();
        if (part == 0 && lane == 0) {
            float sum = 0;
            for (int p = 0; p < kWarpsPerQuery; ++p) {
                sum += totals[warp + p];
            }
            query_tops[query] = top;
            shares[query] = is_there ? 1 / (sum * static_cast<float>(w)) : 0;
        }
        __syncthreads();
        for (int i = threadIdx.x; i < past; i += kSoftmaxThreads) {
            float sum = first == 0 ? 0 : importance[i];
            for (int q = 0; q < kQueriesAtOnce && first + q < w; ++q) {
                sum += expf(logits[static_cast<size_t>(q) * call.n + i] - query_tops[q]) * shares[q];
            }
            importance[i] = sum;
        }
        __syncthreads();
    }
}

} // namespace

void average_softmaxes(KvsStream *stream, const ScoreCall &call, int count)
{
    launch(mean_of_softmaxes, dim3(call.num_layers * call.num_kv_heads, count), dim3(kSoftmaxThreads), 0, stream, call);
}

void measure_plainly(KvsStream *stream, const ScoreCall &call, int count)
{
    const dim3 grid(call.num_layers * call.num_kv_heads, count, kSumParts);
    with_stored_types(call, [&](auto type, auto kv_type) {
        using KV = decltype(kv_type);
        if (call.terms.attention != 0) {
            launch(plain_logits<decltype(type), KV>, grid, dim3(kThreads), 0, stream, call);
        }
        launch(norms_and_sum<KV>, grid, dim3(kThreads), 0, stream, call);
        if (call.terms.redundancy != 0) {
            launch(column_sums<KV>, grid, dim3(kThreads), 0, stream, call);
            launch(plain_duplicates<KV>, grid, dim3(kThreads), 0, stream, call);
        }
    });
    if (call.terms.attention != 0) {
        average_softmaxes(stream, call, count);
    }
}

} // namespace kvs::cuda
