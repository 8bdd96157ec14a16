#include "common.cuh"
#include "ops.h"

#include <type_traits>

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;

/* Values first … first + 3 of a row; those beyond its width are 0. */
template <bool kVector, typename T>
__device__ void load_four(const T *row, int first, int width, float (&values)[4])
{
    alignas(16) T raw[4];
    if (kVector && first < width) {
        if constexpr (sizeof(T) == 4) {
            *reinterpret_cast<float4 *>(raw) = *reinterpret_cast<const float4 *>(row + first);
        } else {
            *reinterpret_cast<uint2 *>(raw) = *reinterpret_cast<const uint2 *>(row + first);
        }
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        values[i] = first + i < width ? to_float(kVector ? raw[i] : row[first + i]) : 0;
    }
}

template <bool kVector, typename T>
__device__ void store_four(T *row, int first, int width, const float (&values)[4])
{
    alignas(16) T raw[4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        raw[i] = from_float<T>(values[i]);
        if (!kVector && first + i < width) {
            row[first + i] = raw[i];
        }
    }
    if (kVector && first < width) {
        if constexpr (sizeof(T) == 4) {
            *reinterpret_cast<float4 *>(row + first) = *reinterpret_cast<const float4 *>(raw);
        } else {
            *reinterpret_cast<uint2 *>(row + first) = *reinterpret_cast<const uint2 *>(raw);
        }
    }
}

/* One block a row; moves width · (T + 4) bytes a row. */
template <typename T>
__global__ void embed_rows(const T *table, const int32_t *ids, float *x, int width)
{
    wait_for_predecessor();
    const T *from = table + static_cast<size_t>(ids[blockIdx.x]) * width;
    float *to = x + static_cast<size_t>(blockIdx.x) * width;
    for (int i = threadIdx.x; i < width; i += kThreads) {
        to[i] = to_float(from[i]);
    }
}

/* One block a row; moves width · (8 + 2·T + 4) bytes a row, the weight mostly from L2 and the second read of x from
 * registers. A thread holds kPerThread pieces of four values; kVector: rows are aligned to 16 bytes, so a piece is one
 * load. kFewRows: up to kSkinnyRows, where a row's own time counts. */
template <typename T, int kPerThread, bool kVector, bool kFewRows>
__global__ void __launch_bounds__(kThreads)
    norm_rows(float *x, const T *residual, const float *weight, float epsilon, T *y, int width)
{
    __shared__ float partial[kThreads / 32];
    float early_factors[kPerThread][4];
    if constexpr (kFewRows) { /* they never change, so they can be asked for before the predecessor has ended */
#pragma unroll
        for (int k = 0; k < kPerThread; ++k) {
            load_four<kVector>(weight, (threadIdx.x + k * kThreads) * 4, width, early_factors[k]);
        }
    }
    wait_for_predecessor();
    const size_t row = static_cast<size_t>(blockIdx.x) * width;
    float values[kPerThread][4];
    float squares = 0;
#pragma unroll
    for (int k = 0; k < kPerThread; ++k) {
        const int first = (threadIdx.x + k * kThreads) * 4;
        load_four<kVector>(x + row, first, width, values[k]);
        if (residual) {
            float added[4];
            load_four<kVector>(residual + row, first, width, added);
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                values[k][i] += added[i];
            }
            store_four<kVector>(x + row, first, width, values[k]);
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            squares += values[k][i] * values[k][i];
        }
    }
    const float scale = rsqrtf(sum_of_block(squares, partial) / static_cast<float>(width) + epsilon);
    let_successor_start();
#pragma unroll
    for (int k = 0; k < kPerThread; ++k) {
        const int first = (threadIdx.x + k * kThreads) * 4;
        float factors[4];
        if constexpr (!kFewRows) {
            load_four<kVector>(weight, first, width, factors);
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            values[k][i] *= scale * (kFewRows ? early_factors[k] : factors)[i];
        }
        store_four<kVector>(y + row, first, width, values[k]);
    }
}

/* Moves num_rows · width · 3·T bytes. */
template <typename T>
__global__ void silu_mul_rows(const T *gate_up, T *y, int width)
{
    wait_for_predecessor();
    const T *gate = gate_up + static_cast<size_t>(blockIdx.y) * 2 * width;
    T *out = y + static_cast<size_t>(blockIdx.y) * width;
    constexpr int kVector = 16 / sizeof(T);
    const int i = (blockIdx.x * kThreads + threadIdx.x) * kVector;
    if (i + kVector <= width && width % kVector == 0) {
        alignas(16) T gates[kVector], ups[kVector];
        *reinterpret_cast<uint4 *>(gates) = *reinterpret_cast<const uint4 *>(gate + i);
        *reinterpret_cast<uint4 *>(ups) = *reinterpret_cast<const uint4 *>(gate + width + i);
#pragma unroll
        for (int k = 0; k < kVector; ++k) {
            gates[k] = silu_product(gates[k], ups[k]);
        }
        *reinterpret_cast<uint4 *>(out + i) = *reinterpret_cast<const uint4 *>(gates);
    } else {
        for (int k = i; k < width && k < i + kVector; ++k) {
            out[k] = silu_product(gate[k], gate[width + k]);
        }
    }
}

template <typename T>
void norm(KvsStream *stream, float *x, const void *residual, const float *weight, float epsilon, void *y,
          int32_t num_rows, int32_t width)
{
    const auto run = [&](auto kernel) {
        launch(kernel, dim3(num_rows), dim3(kThreads), 0, stream, x, static_cast<const T *>(residual), weight, epsilon,
               static_cast<T *>(y), width);
    };
    constexpr int kPiece = 4 * kThreads;
    const bool is_aligned = width % 4 == 0;
    const auto choose = [&](auto per_thread) {
        constexpr int kPerThread = per_thread;
        if (num_rows <= kSkinnyRows) {
            is_aligned ? run(norm_rows<T, kPerThread, true, true>) : run(norm_rows<T, kPerThread, false, true>);
        } else {
            is_aligned ? run(norm_rows<T, kPerThread, true, false>) : run(norm_rows<T, kPerThread, false, false>);
        }
    };
    if (width <= kPiece) {
        choose(std::integral_constant<int, 1>{});
    } else if (width <= 4 * kPiece) {
        choose(std::integral_constant<int, 4>{});
    } else if (width <= 16 * kPiece) {
        choose(std::integral_constant<int, 16>{});
    } else {
        keep_error_text("The GPU normalises rows of up to 16384 values; this model's are wider.");
    }
}

} // namespace

void embed(KvsStream *stream, const KvsWeight *table, const int32_t *ids, float *x, int32_t num_rows)
{
    with_type(table->dtype, [&](auto type) {
        using T = decltype(type);
        launch(embed_rows<T>, dim3(num_rows), dim3(kThreads), 0, stream, static_cast<const T *>(table->data), ids, x,
               table->in_features);
    });
}

void add_rms_norm(KvsStream *stream, KvsDType dtype, float *x, const void *residual, const float *weight, float epsilon,
                  void *y, int32_t num_rows, int32_t width)
{
    with_type(dtype,
              [&](auto type) { norm<decltype(type)>(stream, x, residual, weight, epsilon, y, num_rows, width); });
}

void silu_mul(KvsStream *stream, KvsDType dtype, const void *gate_up, void *y, int32_t num_rows, int32_t width)
{
    with_type(dtype, [&](auto type) {
        using T = decltype(type);
        const int per_block = kThreads * 16 / static_cast<int>(sizeof(T));
        launch(silu_mul_rows<T>, dim3((width + per_block - 1) / per_block, num_rows), dim3(kThreads), 0, stream,
               static_cast<const T *>(gate_up), static_cast<T *>(y), width);
    });
}

} // namespace kvs::cuda
