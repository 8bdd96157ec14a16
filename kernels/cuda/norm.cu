#include "ops.h"

namespace kvs::cuda {

namespace {

constexpr int kThreads = 256;

/* Sum over the block, in every thread; the order is fixed by the thread numbers. */
__device__ float sum_over_block(float value)
{
    __shared__ float partial[kThreads / 32];
    for (int offset = 16; offset > 0; offset /= 2) {
        value += __shfl_xor_sync(0xffffffffu, value, offset);
    }
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = value;
    }
    __syncthreads();
    float total = 0;
    for (int warp = 0; warp < kThreads / 32; ++warp) {
        total += partial[warp];
    }
    return total;
}

/* One block a row. Moves 4 · width · (3 reads + 2 writes) bytes a row with a residual, the second read of x mostly from L1. */
__global__ void add_rms_norm_rows(float *x, const float *residual, const float *weight, float epsilon, float *y, int width)
{
    const size_t row = static_cast<size_t>(blockIdx.x) * width;
    float squares = 0;
    for (int i = threadIdx.x; i < width; i += kThreads) {
        float value = x[row + i];
        if (residual) {
            value += residual[row + i];
            x[row + i] = value;
        }
        squares += value * value;
    }
    const float scale = rsqrtf(sum_over_block(squares) / static_cast<float>(width) + epsilon);
    for (int i = threadIdx.x; i < width; i += kThreads) {
        y[row + i] = x[row + i] * scale * weight[i];
    }
}

} // namespace

void add_rms_norm(KvsStream *stream, float *x, const float *residual, const float *weight, float epsilon, float *y,
                  int32_t num_rows, int32_t width)
{
    add_rms_norm_rows<<<num_rows, kThreads, 0, native(stream)>>>(x, residual, weight, epsilon, y, width);
}

} // namespace kvs::cuda
