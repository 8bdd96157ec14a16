#pragma once

/* What one instruction set's build of the CPU backend offers; backend.cpp picks one of them for the table in backend.h. */

#include "kernels/backend.h"

struct KvsStream {
    float *scratch;
    size_t scratch_floats;
};

namespace kvs {

/* At least num_floats of scratch, contents undefined. */
float *scratch(KvsStream *stream, size_t num_floats);

constexpr int kRowTile = 16;

/* W [out, in] as panels of 16 outputs, [ceil(out/16)][in][16], zero-padded: one panel's column is one vector. */
struct PanelWeight {
    float *panels;
    int32_t out_features;
    int32_t in_features;
};

struct CpuOps {
    const char *isa;
    decltype(KvsBackend::add_rms_norm) add_rms_norm;
    decltype(KvsBackend::rope_append) rope_append;
    decltype(KvsBackend::attention) attention;
    decltype(KvsBackend::silu_mul) silu_mul;
    decltype(KvsBackend::check_finite) check_finite;
    decltype(KvsBackend::window_attention) window_attention;
    decltype(KvsBackend::key_redundancy) key_redundancy;
    decltype(KvsBackend::key_norms) key_norms;
    void (*gemm_tile)(const PanelWeight &, const float *x, const float *bias, float *y);
};

namespace generic {
const CpuOps &ops();
}
namespace avx2 {
const CpuOps &ops();
}
namespace avx512 {
const CpuOps &ops();
}

} // namespace kvs
