#include "variant.h"
#include "vec.h"

namespace kvs::KVS_ISA {

void add_rms_norm(KvsStream *, float *x, const float *residual, const float *weight, float epsilon, float *y,
                  int32_t num_rows, int32_t width)
{
    for (int32_t r = 0; r < num_rows; ++r) {
        float *row = x + static_cast<size_t>(r) * width;
        if (residual) {
            const float *add = residual + static_cast<size_t>(r) * width;
            for (int32_t i = 0; i < width; ++i) {
                row[i] += add[i];
            }
        }
        const float mean_square = dot(row, row, width) / static_cast<float>(width);
        const float scale = 1.0f / __builtin_sqrtf(mean_square + epsilon);
        float *out = y + static_cast<size_t>(r) * width;
        for (int32_t i = 0; i < width; ++i) {
            out[i] = row[i] * scale * weight[i];
        }
    }
}

} // namespace kvs::KVS_ISA
