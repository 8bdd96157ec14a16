#pragma once

#include "kernels/backend.h"

namespace kvscope {

/// GFLOP/s of the backend's own `linear` on a large square product, best of several, with `num_threads` threads that
/// each have a stream: the ceiling that decoding is compared with, measured in the same run. 0 when out of memory.
double measure_gemm_peak(const KvsBackend &backend, int num_threads);

} // namespace kvscope
