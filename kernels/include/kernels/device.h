#pragma once

/* What a device with memory of its own adds to the table in backend.h: copies, events, graphs, and the operations of a
 * decoder whose state lives on the device, so that a whole step can be captured once and replayed without the host
 * reading anything.
 *
 * Every pointer is device memory unless it says host. Activations are of the run's dtype T (bf16 or f32); the residual
 * stream x and the logits are always f32. Shapes are [outer, …, inner], inner dimension contiguous. Operations are
 * enqueued on a stream and return at once; what fails shows in last_error.
 *
 * Batch invariance: no reduction order depends on a row's place or on other rows; the split of a KV range depends on
 * kv_len and on the number of splits only, which a run keeps. */

#include "kernels/backend.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KVS_NO_DUPLICATE 0xffffffffu
#define KVS_MAX_SPLITS 64 /* of a KV range */

typedef struct KvsEvent KvsEvent;
typedef struct KvsGraph KvsGraph;

/* The KV entries of many sequences. Block b of sequence s starts at blocks[s · max_blocks + b] and holds slots
 * [b · block_size, (b+1) · block_size): [num_layers, 2 (K, V), num_kv_heads, block_size, head_dim] of dtype. A budgeted
 * sequence has one block; `full` has many, of a multiple of 16 slots. Beside it, per slot (budgeted sequences only,
 * else NULL), each [num_sequences, num_layers, num_kv_heads, block_size]: */
typedef struct KvsKvPool {
    KvsDType dtype;
    int32_t max_blocks;
    int32_t block_size;
    void *const *blocks; /* [num_sequences, max_blocks] */
    float
        *scales; /* fp8: [num_sequences, num_layers, 2, num_kv_heads, block_size], value = scale · stored; else NULL */
    int32_t *positions; /* original position */
    uint16_t *order; /* slot of the i-th entry in the order that scoring sees; compaction moves as few rows as it can */
    float *mass;     /* attention received since it entered; NULL: nobody asked */
    uint32_t *nearest; /* what the last compression found of the newest entry whose cosine with it exceeds the
                          threshold: 1 + its slot in the upper half, the cosine in units of 2^-15 from −1 in the lower;
                          KVS_NO_DUPLICATE; or 0: not looked for since. NULL: nobody asked */
    void *query_ring; /* [num_sequences, num_layers, num_heads, window_size, head_dim] of T, row position % window_size;
                         or NULL */
    int32_t window_size;
} KvsKvPool;

/* The rows of a step. In decode every sequence has one row; in prefill the rows are consecutive tokens of one sequence.
 */
typedef struct KvsRows {
    int32_t num_rows;
    int32_t is_prompt;       /* 1: consecutive tokens of one sequence */
    const int32_t *sequence; /* [num_rows] index into the pool; −1: idle, its outputs mean nothing */
    const int32_t *slot;     /* [num_rows] where its K and V go; it attends to the slots up to and including this one */
    const int32_t *position; /* [num_rows] */
} KvsRows;

typedef struct KvsDecoderShape {
    KvsAttentionShape attention;
    int32_t num_layers;
    KvsDType dtype; /* T */
} KvsDecoderShape;

/* What a decode step leaves to the next one: row r is sequence r of the pool, or idle. */
typedef struct KvsBatchState {
    int32_t num_rows;
    int32_t *sequence; /* [num_rows] r, or −1: idle */
    int32_t *ids;      /* [num_rows] the token drawn last, input of the next step */
    int32_t *slot;     /* [num_rows] entries held, which is where the next one goes; NULL: sample leaves it alone */
    int32_t *position; /* [num_rows] of the next entry; NULL: sample leaves it alone */
    int32_t *step;     /* [num_rows] tokens drawn so far */
    uint64_t *seed;    /* [num_rows] */
    int32_t *results; /* [num_rows] the token that this step drew; −1: a logit was NaN or infinite. May be mapped host
                         memory */
} KvsBatchState;

typedef struct KvsSampling {
    float temperature; /* 0: greedy */
    float top_p;
    int32_t top_k; /* 0: off */
} KvsSampling;

/* An eviction score as a sum of what the device can measure; highest stay. A coefficient of 0 costs nothing.
 * z = attention · I − redundancy · r − norm · ‖k‖ + mass · mass + recency · i + random · u, with I and r as in R-KV
 * (steps 1–6), i the place in `order` and u uniform in [0, 1), keyed on (random_key of the head, position). */
typedef struct KvsScoreTerms {
    float attention;
    float redundancy;
    float norm;
    float mass;
    float recency;
    float random;
    int32_t window_size; /* queries behind I, and entries that I and r leave out at the end; 0: none */
    int32_t pool_kernel;
    float similarity_threshold;
    int32_t num_first; /* entries that stay whatever they score */
    int32_t num_last;
} KvsScoreTerms;

/* One compression: the n entries of a sequence in all layers and heads are cut to `budget`. Source and target differ
 * when a prompt leaves its staging block; else the same pool and index. */
typedef struct KvsCompression {
    int32_t source;
    int32_t target;
    uint64_t seed; /* of the sample: random_key = hash(seed, layer, head) as on the CPU */
} KvsCompression;

typedef struct KvsDeviceOps {
    /* "GPU-1234abcd-…", as the driver's own tools name the device; empty: unknown. */
    void (*uuid)(char *text, size_t capacity);

    /* Memory. free_bytes is what the driver reports now. Pinned host memory is also mapped: the device may write it. */
    void (*memory_info)(size_t *free_bytes, size_t *total_bytes);
    void *(*pinned_alloc)(size_t num_bytes);
    void (*pinned_release)(void *);
    void (*copy_to_device)(KvsStream *, void *to, const void *from_host, size_t num_bytes);
    void (*copy_to_host)(KvsStream *, void *to_host, const void *from, size_t num_bytes);
    void (*copy)(KvsStream *, void *to, const void *from, size_t num_bytes);

    KvsEvent *(*event_create)(void);
    void (*event_destroy)(KvsEvent *);
    void (*event_record)(KvsEvent *, KvsStream *);
    void (*event_synchronize)(KvsEvent *);
    float (*event_elapsed_ms)(KvsEvent *from, KvsEvent *to);

    /* What is enqueued between begin and end is recorded instead of run. NULL: it failed, see last_error. */
    void (*graph_begin)(KvsStream *);
    KvsGraph *(*graph_end)(KvsStream *);
    void (*graph_launch)(KvsGraph *, KvsStream *);
    void (*graph_destroy)(KvsGraph *);

    /* The first failure since the program started, one sentence; NULL: none. A device that failed once is not to be
     * trusted. */
    const char *(*last_error)(void);

    /* W [out_features, in_features] of dtype without contents; NULL when out of memory. */
    KvsWeight *(*weight_alloc)(KvsDType dtype, int32_t out_features, int32_t in_features);
    /* Rows [first_row, first_row + num_rows) from host memory of any dtype, which must stay as it is until the
     * stream has passed this. */
    void (*weight_write)(KvsStream *, KvsWeight *, int32_t first_row, int32_t num_rows, KvsDType dtype,
                         const void *host);
    /* Normal numbers of that deviation, a function of seed and index only. */
    void (*weight_randomize)(KvsStream *, KvsWeight *, uint64_t seed, float deviation);
    /* Chooses the algorithm for that many rows, outside any capture. Deterministic: it does not depend on timing. */
    void (*linear_prepare)(KvsStream *, const KvsWeight *, int32_t num_rows, KvsDType y_dtype);
    /* y [num_rows, out] of y_dtype = x [num_rows, in] of the weight's dtype · Wᵀ. */
    void (*linear)(KvsStream *, const KvsWeight *, const void *x, void *y, KvsDType y_dtype, int32_t num_rows);
    /* 1: gated_linear serves so many rows of the weight, [gates, ups]; 0: linear and silu_mul do instead. */
    int32_t (*gated_linear_serves)(const KvsWeight *, int32_t num_rows);
    /* y [num_rows, out / 2] of the weight's dtype: what silu_mul makes of linear's result, but for the order in which
     * a dot product's terms are added. */
    void (*gated_linear)(KvsStream *, const KvsWeight *, const void *x, void *y, int32_t num_rows);

    /* x [num_rows, width] f32 = rows `ids` of the table. */
    void (*embed)(KvsStream *, const KvsWeight *table, const int32_t *ids, float *x, int32_t num_rows);
    /* x += residual (T, or NULL), then y (T) = x / rms(x) · weight (f32). All [num_rows, width]. */
    void (*add_rms_norm)(KvsStream *, KvsDType dtype, float *x, const void *residual, const float *weight,
                         float epsilon, void *y, int32_t num_rows, int32_t width);
    /* Adds bias (f32, or NULL) to qkv [num_rows, (num_heads + 2·num_kv_heads)·head_dim], rotates Q and K by
     * cos_sin [num_positions, head_dim], appends K and V to the row's slot with position, order and zero mass, and
     * records Q in the ring for positions ≥ observe_from. The two operations before this must not have written the
     * rows' sequence, slot and position, which are read early. */
    void (*rope_append)(KvsStream *, const KvsDecoderShape *, int32_t layer, void *qkv, const float *bias,
                        const float *cos_sin, const KvsRows *, const KvsKvPool *, int32_t observe_from);
    /* out [num_rows, num_heads·head_dim] T. scratch: attention_scratch_bytes, zeroed once before the first use. log_sum
     * [num_rows, num_heads]: natural logarithm of the softmax's denominator, for attention_mass; or NULL. */
    size_t (*attention_scratch_bytes)(const KvsDecoderShape *, int32_t num_rows, int32_t num_splits);
    void (*attention)(KvsStream *, const KvsDecoderShape *, int32_t layer, const void *qkv, void *out, const KvsRows *,
                      const KvsKvPool *, int32_t num_splits, void *scratch, float *log_sum);
    /* Adds the probabilities that the rows gave to every slot. */
    void (*attention_mass)(KvsStream *, const KvsDecoderShape *, int32_t layer, const void *qkv, const float *log_sum,
                           const KvsRows *, const KvsKvPool *);
    void (*silu_mul)(KvsStream *, KvsDType dtype, const void *gate_up, void *y, int32_t num_rows, int32_t width);
    /* Draws one token a row from logits [num_rows, vocab_size] f32 and advances the rows that are not idle. */
    void (*sample)(KvsStream *, const KvsSampling *, const float *logits, int32_t vocab_size, const KvsBatchState *);

    /* Writes one row's state, ids excepted; sequence −1 makes it idle. */
    void (*set_row)(KvsStream *, const KvsBatchState *, int32_t row, int32_t sequence, int32_t slot, int32_t position,
                    int32_t step, uint64_t seed);
    /* The rows of a prompt's piece: sequence, slots first_slot …, positions first_position …. */
    void (*set_prompt_rows)(KvsStream *, int32_t *sequence, int32_t *slot, int32_t *position, int32_t num_rows,
                            int32_t to_sequence, int32_t first_slot, int32_t first_position);

    /* Cuts `count` sequences of n entries each to `budget` (host array `what`). The best stay in the order in which
     * they lay, ties to the lower place, unless `keep` [count, num_layers · num_kv_heads, budget] says which places
     * stay, in which order; else NULL. slot: of the batch, [target] becomes `budget`; or NULL. dropped [count,
     * num_layers · num_kv_heads, n − budget]: original positions, unordered; or NULL. */
    size_t (*compress_scratch_bytes)(const KvsDecoderShape *, const KvsScoreTerms *, int32_t n, int32_t count);
    void (*compress)(KvsStream *, const KvsDecoderShape *, const KvsScoreTerms *, const KvsKvPool *source,
                     const KvsKvPool *target, const KvsCompression *what, int32_t count, int32_t n, int32_t budget,
                     const uint16_t *keep, int32_t *slot, void *scratch, int32_t *dropped);
    /* The scores alone, [num_layers · num_kv_heads, n] in `order`; −∞ for what stays in any case. */
    void (*score)(KvsStream *, const KvsDecoderShape *, const KvsScoreTerms *, const KvsKvPool *, int32_t sequence,
                  uint64_t seed, int32_t n, int32_t budget, void *scratch, float *scores);

    /* Reads num_bytes once with 16-byte loads: the ceiling that shares are given of. */
    void (*read_all)(KvsStream *, const void *from, size_t num_bytes, float *sink);
} KvsDeviceOps;

#ifdef __cplusplus
}
#endif
