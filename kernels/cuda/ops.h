#pragma once

/* The operations of the module, one file each group; shapes and meaning as in kernels/device.h. */

#include "kernels/device.h"

namespace kvs::cuda {

/* memory.cu */
const char *choose_device(const char *which, char *reason, size_t capacity); /* its name; NULL: none, and the reason */
void uuid(char *text, size_t capacity);                                      /* of the chosen device */
void *allocate(size_t num_bytes);
void release(void *memory);
KvsStream *stream_create();
void stream_destroy(KvsStream *);
void stream_synchronize(KvsStream *);
void memory_info(size_t *free_bytes, size_t *total_bytes);
void *pinned_alloc(size_t num_bytes);
void pinned_release(void *memory);
void copy_to_device(KvsStream *, void *to, const void *from_host, size_t num_bytes);
void copy_to_host(KvsStream *, void *to_host, const void *from, size_t num_bytes);
void copy(KvsStream *, void *to, const void *from, size_t num_bytes);
KvsEvent *event_create();
void event_destroy(KvsEvent *);
void event_record(KvsEvent *, KvsStream *);
void event_synchronize(KvsEvent *);
float event_elapsed_ms(KvsEvent *from, KvsEvent *to);
void graph_begin(KvsStream *);
KvsGraph *graph_end(KvsStream *);
void graph_launch(KvsGraph *, KvsStream *);
void graph_destroy(KvsGraph *);
void read_all(KvsStream *, const void *from, size_t num_bytes, float *sink);

/* weights.cu */
KvsWeight *weight_alloc(KvsDType dtype, int32_t out_features, int32_t in_features);
void weight_destroy(KvsWeight *);
size_t weight_bytes(const KvsWeight *);
void weight_write(KvsStream *, KvsWeight *, int32_t first_row, int32_t num_rows, KvsDType dtype, const void *host);
void weight_randomize(KvsStream *, KvsWeight *, uint64_t seed, float deviation);

/* linear.cu */
void linear_prepare(KvsStream *, const KvsWeight *, int32_t num_rows, KvsDType y_dtype);
void linear(KvsStream *, const KvsWeight *, const void *x, void *y, KvsDType y_dtype, int32_t num_rows);

/* skinny.cu: y = x · Wᵀ for up to kSkinnyRows rows, bf16, and the same with SiLU · mul. */
constexpr int kSkinnyRows = 32;
bool skinny_serves(const KvsWeight &weight, int32_t num_rows);
void skinny_linear(KvsStream *, const KvsWeight &weight, const void *x, void *y, KvsDType y_dtype, int32_t num_rows);
int32_t gated_linear_serves(const KvsWeight *, int32_t num_rows);
void gated_linear(KvsStream *, const KvsWeight *, const void *x, void *y, int32_t num_rows);

/* rows.cu */
void embed(KvsStream *, const KvsWeight *table, const int32_t *ids, float *x, int32_t num_rows);
void add_rms_norm(KvsStream *, KvsDType dtype, float *x, const void *residual, const float *weight, float epsilon,
                  void *y, int32_t num_rows, int32_t width);
void silu_mul(KvsStream *, KvsDType dtype, const void *gate_up, void *y, int32_t num_rows, int32_t width);

/* rope.cu */
void rope_append(KvsStream *, const KvsDecoderShape *, int32_t layer, void *qkv, const float *bias,
                 const float *cos_sin, const KvsRows *, const KvsKvPool *, int32_t observe_from);

/* attention.cu chooses between attention_tensor.cu (bf16, head_dim 64 and 128, up to 8 query heads a KV head) and
 * attention_plain.cu. */
size_t attention_scratch_bytes(const KvsDecoderShape *, int32_t num_rows, int32_t num_splits);
void attention(KvsStream *, const KvsDecoderShape *, int32_t layer, const void *qkv, void *out, const KvsRows *,
               const KvsKvPool *, int32_t num_splits, void *scratch, float *log_sum);
struct AttentionCall {
    KvsStream *stream;
    const KvsDecoderShape &shape;
    int32_t layer;
    const void *qkv;
    void *out;
    const KvsRows &rows;
    const KvsKvPool &pool;
    int32_t num_splits;
    void *scratch;
    float *log_sum;
};
bool tensor_attention_serves(const AttentionCall &);
void tensor_attention(const AttentionCall &);
void plain_attention(const AttentionCall &);
void attention_mass(KvsStream *, const KvsDecoderShape *, int32_t layer, const void *qkv, const float *log_sum,
                    const KvsRows *, const KvsKvPool *);

/* sample.cu, batch.cu */
void sample(KvsStream *, const KvsSampling *, const float *logits, int32_t vocab_size, const KvsBatchState *);
void set_row(KvsStream *, const KvsBatchState *, int32_t row, int32_t sequence, int32_t slot, int32_t position,
             int32_t step, uint64_t seed);
void set_prompt_rows(KvsStream *, int32_t *sequence, int32_t *slot, int32_t *position, int32_t num_rows,
                     int32_t to_sequence, int32_t first_slot, int32_t first_position);

/* compress.cu */
size_t compress_scratch_bytes(const KvsDecoderShape *, const KvsScoreTerms *, int32_t n, int32_t count);
void compress(KvsStream *, const KvsDecoderShape *, const KvsScoreTerms *, const KvsKvPool *source,
              const KvsKvPool *target, const KvsCompression *what, int32_t count, int32_t n, int32_t budget,
              const uint16_t *keep, int32_t *slot, void *scratch, int32_t *dropped);
void score(KvsStream *, const KvsDecoderShape *, const KvsScoreTerms *, const KvsKvPool *, int32_t sequence,
           uint64_t seed, int32_t n, int32_t budget, void *scratch, float *scores);

} // namespace kvs::cuda
