#include "ops.h"
#include "scoring.cuh"
#include "tensor_core.cuh"

/* Steps 1 and 2 of R-KV (arXiv 2505.24133), SnapKV's as well: what the last queries attend to. Pooling follows where scores are summed. */

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;

/* A key at a time, for every type and size: one warp a key, the largest logit of the group for each query of the window. */
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

/* Sixteen keys a warp on tensor cores, eight queries of a window at once; bf16 keys, head_dim a multiple of 16 up to 128. Products of
 * bf16 are exact in fp32, so this differs from the plain form by the order of additions only. */
template <int D>
__global__ void tensor_logits(ScoreCall call)
{
    wait_for_predecessor();
    const int lane = threadIdx.x % 32, g = lane / 4, t = lane % 4, w = call.terms.window_size;
    const float scale = rsqrtf(static_cast<float>(D));
    const bf16 *keys = call.keys<bf16>();
    const uint16_t *order = call.order();
    float *logits = call.scratch.logits + call.place() * w * call.n;
    const int past = call.n - w, num_tiles = (past + 15) / 16;
    for (int tile = blockIdx.z * kWarps + threadIdx.x / 32; tile < num_tiles; tile += gridDim.z * kWarps) {
        /* As in skinny.cu, the order of a dot product's terms is free: thread t of four takes 8 consecutive values of each 32. */
        const bf16 *row[2];
        uint4 key[D / 32][2];
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            row[half] = keys + static_cast<size_t>(order[min(tile * 16 + g + half * 8, past - 1)]) * D;
#pragma unroll
            for (int k = 0; k < D / 32; ++k) {
                key[k][half] = *reinterpret_cast<const uint4 *>(row[half] + k * 32 + t * 8);
            }
        }
        for (int first = 0; first < w; first += 8) {
            float best[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
            for (int head = 0; head < call.group(); ++head) {
                const bf16 *q = call.query<bf16>(head, min(first + g, w - 1));
                float sum[4] = {};
#pragma unroll
                for (int k = 0; k < D / 32; ++k) {
                    const uint4 b = *reinterpret_cast<const uint4 *>(q + k * 32 + t * 8);
                    multiply_bf16(sum, {key[k][0].x, key[k][1].x, key[k][0].y, key[k][1].y}, b.x, b.y);
                    multiply_bf16(sum, {key[k][0].z, key[k][1].z, key[k][0].w, key[k][1].w}, b.z, b.w);
                }
#pragma unroll
                for (int c = 0; c < 4; ++c) {
                    best[c] = fmaxf(best[c], sum[c]);
                }
            }
#pragma unroll
            for (int c = 0; c < 4; ++c) {
                const int i = tile * 16 + g + c / 2 * 8, query = first + 2 * t + c % 2;
                if (i < past && query < w) {
                    logits[static_cast<size_t>(query) * call.n + i] = best[c] * scale;
                }
            }
        }
    }
}

/* One block a head: the mean over the window of softmaxes over the entries before it. */
__global__ void mean_of_softmaxes(ScoreCall call)
{
    wait_for_predecessor();
    __shared__ float partial[kWarps];
    const int w = call.terms.window_size, past = call.n - w;
    const float *logits = call.scratch.logits + call.place() * w * call.n;
    float *importance = call.scratch.importance + call.place() * call.n;
    for (int query = 0; query < w; ++query, logits += call.n) {
        float top = -INFINITY;
        for (int i = threadIdx.x; i < past; i += kThreads) {
            top = fmaxf(top, logits[i]);
        }
        top = max_of_block(top, partial);
        float total = 0;
        for (int i = threadIdx.x; i < past; i += kThreads) {
            total += expf(logits[i] - top);
        }
        const float share = 1 / (sum_of_block(total, partial) * static_cast<float>(w));
        for (int i = threadIdx.x; i < past; i += kThreads) {
            const float before = query == 0 ? 0 : importance[i];
            importance[i] = before + expf(logits[i] - top) * share;
        }
    }
}

} // namespace

void score_window(KvsStream *stream, const ScoreCall &call, int count)
{
    const int num_heads = call.num_layers * call.num_kv_heads;
    const dim3 grid(num_heads, count, 4);
    if (call.dtype == KVS_BF16 && call.pool.dtype == KVS_BF16 && call.head_dim == 128) {
        launch(tensor_logits<128>, grid, dim3(kThreads), 0, stream, call);
    } else if (call.dtype == KVS_BF16 && call.pool.dtype == KVS_BF16 && call.head_dim == 64) {
        launch(tensor_logits<64>, grid, dim3(kThreads), 0, stream, call);
    } else {
        with_stored_types(call, [&](auto type, auto kv_type) {
            launch(plain_logits<decltype(type), decltype(kv_type)>, grid, dim3(kThreads), 0, stream, call);
        });
    }
    launch(mean_of_softmaxes, dim3(num_heads, count), dim3(kThreads), 0, stream, call);
}

} // namespace kvs::cuda
