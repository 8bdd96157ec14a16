#include "variant.h"
#include "vec.h"

namespace kvs::KVS_ISA {

/* SnapKV (arXiv 2404.14469) in R-KV's decode variant: max over the group's heads on logits, softmax over the slots before the
 * window, mean over the window's queries, max-pool. */
void window_attention(KvsStream *stream, const float *keys, const float *queries, int32_t group, int32_t window_size,
                      int32_t head_dim, int32_t kv_len, int32_t pool_kernel, float *pooled)
{
    const int32_t past = kv_len - window_size;
    float *row = scratch(stream, static_cast<size_t>(past) * 2);
    float *mean = row + past;
    for (int32_t j = 0; j < past; ++j) {
        mean[j] = 0;
    }
    const float scale = 1.0f / __builtin_sqrtf(static_cast<float>(head_dim));
    for (int32_t i = 0; i < window_size; ++i) {
        for (int32_t j = 0; j < past; j += kLanes) {
            const float *k = keys + static_cast<size_t>(j) * head_dim;
            const int32_t width = past - j < kLanes ? past - j : kLanes;
            Vec best = dots(queries + static_cast<size_t>(i) * head_dim, k, width, head_dim);
            for (int32_t g = 1; g < group; ++g) {
                best = max(best, dots(queries + (static_cast<size_t>(g) * window_size + i) * head_dim, k, width, head_dim));
            }
            store_part(row + j, best * scale, width);
        }
        softmax(row, past);
        for (int32_t j = 0; j < past; ++j) {
            mean[j] += row[j];
        }
    }
    const int32_t reach = pool_kernel / 2;
    for (int32_t j = 0; j < past; ++j) {
        const int32_t from = j - reach > 0 ? j - reach : 0, to = j + reach < past - 1 ? j + reach : past - 1;
        float best = mean[from];
        for (int32_t t = from + 1; t <= to; ++t) {
            best = mean[t] > best ? mean[t] : best;
        }
        pooled[j] = best / static_cast<float>(window_size);
    }
}

void key_norms(KvsStream *, const float *keys, int32_t head_dim, int32_t kv_len, float *norms)
{
    for (int32_t j = 0; j < kv_len; ++j) {
        const float *k = keys + static_cast<size_t>(j) * head_dim;
        norms[j] = __builtin_sqrtf(dot(k, k, head_dim));
    }
}

/* The entry that row i of the cosine matrix loses: the newest j ≠ i with a cosine above the threshold, else entry 0. */
static int32_t newest_duplicate(const float *unit, int32_t head_dim, int32_t n, int32_t i, float threshold, float *cosine)
{
    const float *u = unit + static_cast<size_t>(i) * head_dim;
    const int32_t last_group = (n - 1) / kLanes * kLanes;
    Vec cosines{};
    for (int32_t start = last_group; start >= 0; start -= kLanes) {
        const int32_t width = n - start < kLanes ? n - start : kLanes;
        cosines = dots(u, unit + static_cast<size_t>(start) * head_dim, width, head_dim);
        for (int32_t t = width - 1; t >= 0; --t) {
            if (cosines[t] > threshold && start + t != i) {
                *cosine = cosines[t];
                return start + t;
            }
        }
    }
    *cosine = i == 0 ? 0 : cosines[0]; /* the diagonal is zero */
    return 0;
}

/* R-KV (arXiv 2505.24133) without the n × n product: column sums of the cosine matrix come from the sum of the unit keys, and the
 * one entry that each row loses is found by a search from the newest slot. */
void key_redundancy(KvsStream *stream, const float *keys, int32_t head_dim, int32_t kv_len, float threshold,
                    float *redundancy)
{
    const int32_t d = head_dim, n = kv_len;
    float *unit = scratch(stream, static_cast<size_t>(n) * d + d);
    float *sum = unit + static_cast<size_t>(n) * d;
    for (int32_t i = 0; i < d; ++i) {
        sum[i] = 0;
    }
    for (int32_t j = 0; j < n; ++j) {
        const float *k = keys + static_cast<size_t>(j) * d;
        float *u = unit + static_cast<size_t>(j) * d;
        const float scale = 1.0f / (__builtin_sqrtf(dot(k, k, d)) + 1e-8f);
        for (int32_t i = 0; i < d; ++i) {
            u[i] = k[i] * scale;
            sum[i] += u[i];
        }
    }
    for (int32_t j = 0; j < n; ++j) {
        const float *u = unit + static_cast<size_t>(j) * d;
        redundancy[j] = dot(u, sum, d) - dot(u, u, d);
    }
    for (int32_t i = 0; i < n; ++i) {
        float cosine = 0;
        const int32_t duplicate = newest_duplicate(unit, d, n, i, threshold, &cosine);
        redundancy[duplicate] -= cosine;
    }
    for (int32_t j = 0; j < n; ++j) {
        redundancy[j] /= static_cast<float>(n);
    }
    softmax(redundancy, n);
}

} // namespace kvs::KVS_ISA
