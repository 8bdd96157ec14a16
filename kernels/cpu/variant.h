#pragma once

/* The routines of one variant; every file of the variant implements some of them. Shapes are those of kernels/backend.h. */

#include "ops.h"

namespace kvs::KVS_ISA {

void add_rms_norm(KvsStream *, float *x, const float *residual, const float *weight, float epsilon, float *y,
                  int32_t num_rows, int32_t width);
void rope_append(KvsStream *, const KvsAttentionShape *, float *qkv, const float *cos_sin,
                 const KvsSequenceRows *sequences, int32_t num_sequences);
void attention(KvsStream *, const KvsAttentionShape *, const float *qkv, float *out, const KvsSequenceRows *sequences,
               int32_t num_sequences);
void silu_mul(KvsStream *, const float *gate_up, float *y, int32_t num_rows, int32_t width);
void check_finite(KvsStream *, const float *x, uint8_t *finite, int32_t num_rows, int32_t width);
void window_attention(KvsStream *, const float *keys, const float *queries, int32_t group, int32_t window_size,
                      int32_t head_dim, int32_t kv_len, int32_t pool_kernel, float *pooled);
void key_redundancy(KvsStream *, const float *keys, int32_t head_dim, int32_t kv_len, float threshold,
                    float *redundancy);
void key_norms(KvsStream *, const float *keys, int32_t head_dim, int32_t kv_len, float *norms);
void gemm_tile(const PanelWeight &, const float *x, const float *bias, float *y);

} // namespace kvs::KVS_ISA
