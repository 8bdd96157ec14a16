#pragma once

/* The one door between the engine and a compute device: a versioned C table.
 *
 * A backend is either linked in (CPU) or a module loaded at run time (CUDA), so that a program starts where there is no
 * driver. Nothing of a device's own types is visible here. Shapes are [outer, …, inner], inner dimension contiguous.
 *
 * Work is enqueued on a stream. The CPU backend runs it at once on the calling thread, so two threads with a stream each
 * run side by side; it is also the specification that other backends are compared with. Activations are fp32 on the CPU.
 *
 * Batch invariance: no result of a row depends on other rows of the call, nor on the row's place among them.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KVS_ABI_VERSION 5u

typedef enum KvsDType { KVS_F32 = 0, KVS_F16 = 1, KVS_BF16 = 2, KVS_F8E4M3 = 3 } KvsDType;
typedef struct KvsStream KvsStream;
typedef struct KvsWeight KvsWeight;
struct KvsDeviceOps;

/* Where the KV entries of one sequence live in one layer.
 * Block b holds slots [b·block_size, (b+1)·block_size): K [num_kv_heads, block_size, head_dim] at blocks[b] + k_offset
 * floats, V likewise at v_offset. A budgeted sequence has one block of budget + buffer slots; `full` has many. */
typedef struct KvsKvView {
    float *const *blocks;
    int64_t k_offset;
    int64_t v_offset;
    int32_t block_size;
} KvsKvView;

/* The rows of one sequence in a step: `num_rows` new tokens at positions first_position …, written to slots kv_len …. */
typedef struct KvsSequenceRows {
    KvsKvView kv;
    int32_t first_row;      /* its first row in the step's matrices */
    int32_t num_rows;
    int32_t kv_len;         /* entries held before this step */
    int32_t first_position; /* position of its first new token */
    float *query_ring;      /* [num_heads, window_size, head_dim], row position % window_size; NULL: not observed */
    int32_t window_size;
    int32_t observe_from; /* only queries of positions ≥ this enter the ring, so that split rows do not race */
    float *attention_mass;  /* [num_kv_heads, mass_stride], probability received by each slot, accumulated; or NULL */
    int64_t mass_stride;
} KvsSequenceRows;

typedef struct KvsAttentionShape {
    int32_t num_heads;
    int32_t num_kv_heads;
    int32_t head_dim;
} KvsAttentionShape;

typedef struct KvsBackend {
    uint32_t abi_version;
    const char *name; /* "cpu", "cuda" */

    /* Describes the device, e.g. "AMD EPYC (AVX-512)". */
    void (*describe)(char *text, size_t capacity);

    /* NULL when memory is exhausted. Zeroed, 64-byte aligned. */
    void *(*alloc)(size_t num_bytes);
    void (*release)(void *memory);
    KvsStream *(*stream_create)(void);
    void (*stream_destroy)(KvsStream *);
    void (*stream_synchronize)(KvsStream *);

    /* Takes W [out_features, in_features] of any dtype into the layout its product wants; NULL when out of memory. */
    KvsWeight *(*weight_create)(KvsDType dtype, int32_t out_features, int32_t in_features, const void *data);
    void (*weight_destroy)(KvsWeight *);
    size_t (*weight_bytes)(const KvsWeight *);

    /* y [num_rows, out] = x [num_rows, in] · Wᵀ (+ bias [out], may be NULL). Buffers have room for num_rows rounded up to
     * row_tile; the surplus rows are overwritten. */
    void (*linear)(KvsStream *, const KvsWeight *, const float *x, const float *bias, float *y, int32_t num_rows);
    int32_t row_tile;

    /* y [num_rows, width] = table[ids]. */
    void (*embed)(KvsStream *, const float *table, const int32_t *ids, float *y, int32_t num_rows, int32_t width);
    /* x += residual (if not NULL), then y = x / rms(x) · weight. All [num_rows, width]. */
    void (*add_rms_norm)(KvsStream *, float *x, const float *residual, const float *weight, float epsilon, float *y,
                         int32_t num_rows, int32_t width);
    /* Rotates Q and K of qkv [num_rows, (num_heads + 2·num_kv_heads)·head_dim] by the angle table
     * cos_sin [num_positions, head_dim] (cosines, then sines), appends K and V to the sequence's slots and records window
     * queries. Rotation pairs i with i + head_dim/2 (the Hugging Face convention). */
    void (*rope_append)(KvsStream *, const KvsAttentionShape *, float *qkv, const float *cos_sin,
                        const KvsSequenceRows *sequences, int32_t num_sequences);
    /* out [num_rows, num_heads·head_dim]: row r of a sequence attends to slots < kv_len + r + 1. */
    void (*attention)(KvsStream *, const KvsAttentionShape *, const float *qkv, float *out,
                      const KvsSequenceRows *sequences, int32_t num_sequences);
    /* y [num_rows, width] = silu(gate) · up, gate_up [num_rows, 2·width]. */
    void (*silu_mul)(KvsStream *, const float *gate_up, float *y, int32_t num_rows, int32_t width);
    /* finite[r] = 1 if every value of row r of x [num_rows, width] is finite. */
    void (*check_finite)(KvsStream *, const float *x, uint8_t *finite, int32_t num_rows, int32_t width);

    /* Eviction scores, fp32. K of one KV head is keys [kv_len, head_dim] with row stride head_dim.
     * SnapKV / R-KV steps 1–3: pooled [kv_len − window_size]; queries [group, window_size, head_dim]. */
    void (*window_attention)(KvsStream *, const float *keys, const float *queries, int32_t group, int32_t window_size,
                             int32_t head_dim, int32_t kv_len, int32_t pool_kernel, float *pooled);
    /* R-KV steps 4–6 over all kv_len keys: redundancy [kv_len], the softmax of step 6 before the window is dropped. */
    void (*key_redundancy)(KvsStream *, const float *keys, int32_t head_dim, int32_t kv_len, float threshold,
                           float *redundancy);
    /* norms [kv_len] = ‖k‖. */
    void (*key_norms)(KvsStream *, const float *keys, int32_t head_dim, int32_t kv_len, float *norms);
    /* rows [num_keep, width] of x [*, width] moved to the front: x[i] = x[keep[i]], keep in any order. */
    void (*compact_rows)(KvsStream *, float *x, int32_t width, const int32_t *keep, int32_t num_keep);

    /* See kernels/device.h. NULL: the device's memory is the host's, and the operations above are all there is. */
    const struct KvsDeviceOps *device;
} KvsBackend;

/* The CPU backend of this build, chosen for this processor. Never NULL; static storage. */
const KvsBackend *kvs_cpu_backend(void);

/* What a backend module exports under the name KVS_BACKEND_ENTRY: its table if it speaks this version and a device answers, else
 * NULL and the reason, one sentence. A module with device operations leaves those of the host's memory NULL. `which`: a device by
 * index, by UUID or by the start of one; NULL: the first. */
#define KVS_BACKEND_ENTRY "kvs_backend_entry"
typedef const KvsBackend *(*KvsBackendEntry)(uint32_t abi_version, const char *which, char *reason, size_t capacity);

#ifdef __cplusplus
}
#endif
