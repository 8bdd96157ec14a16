#pragma once

/* The operations that the CUDA module has so far; shapes and meaning as in kernels/backend.h. */

#include "kernels/backend.h"

#include <cuda_runtime.h>

namespace kvs::cuda {

inline cudaStream_t native(KvsStream *stream) { return reinterpret_cast<cudaStream_t>(stream); }

void add_rms_norm(KvsStream *, float *x, const float *residual, const float *weight, float epsilon, float *y,
                  int32_t num_rows, int32_t width);

} // namespace kvs::cuda
