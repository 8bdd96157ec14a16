// The operations of a decoder step: the CPU backend's, row by row.

#include "emulated/emulated_stream.h"
#include "runtime/sampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

namespace kvscope::emulated {

namespace {

/// A matrix as it was written, and as the CPU's products want it once there was one.
struct Weight {
    int out_features = 0, in_features = 0;
    std::vector<float> values;
    KvsWeight *product = nullptr;
};

Weight &weight_of(const KvsWeight *weight)
{
    return *reinterpret_cast<Weight *>(const_cast<KvsWeight *>(weight));
}

KvsWeight *weight_alloc(KvsDType dtype, std::int32_t out_features, std::int32_t in_features)
{
    if (dtype != KVS_F32) {
        return nullptr;
    }
    auto *weight = new Weight{out_features, in_features, {}};
    weight->values.resize(static_cast<std::size_t>(out_features) * in_features);
    return reinterpret_cast<KvsWeight *>(weight);
}

void weight_write(KvsStream *, KvsWeight *weight, std::int32_t first_row, std::int32_t num_rows, KvsDType dtype,
                  const void *host)
{
    Weight &own = weight_of(weight);
    float *to = own.values.data() + static_cast<std::size_t>(first_row) * own.in_features;
    for (std::size_t i = 0; i < static_cast<std::size_t>(num_rows) * own.in_features; ++i) {
        std::uint32_t bits = 0;
        if (dtype == KVS_F32) {
            std::memcpy(&bits, static_cast<const char *>(host) + i * 4, 4);
        } else { // bf16; no test has a checkpoint in fp16
            std::uint16_t half;
            std::memcpy(&half, static_cast<const char *>(host) + i * 2, 2);
            bits = std::uint32_t{half} << 16;
        }
        std::memcpy(to + i, &bits, 4);
    }
}

void linear(KvsStream *stream, const KvsWeight *weight, const void *x, void *y, KvsDType, std::int32_t num_rows)
{
    enqueue(stream, [=] {
        const KvsBackend &cpu = *kvs_cpu_backend();
        Weight &own = weight_of(weight);
        if (!own.product) {
            own.product = cpu.weight_create(KVS_F32, own.out_features, own.in_features, own.values.data());
        }
        const std::size_t padded = (num_rows + cpu.row_tile - 1) / cpu.row_tile * cpu.row_tile;
        std::vector<float> in(padded * own.in_features), out(padded * own.out_features);
        std::copy_n(static_cast<const float *>(x), static_cast<std::size_t>(num_rows) * own.in_features, in.begin());
        cpu.linear(stream_of(stream).cpu, own.product, in.data(), nullptr, out.data(), num_rows);
        std::copy_n(out.begin(), static_cast<std::size_t>(num_rows) * own.out_features, static_cast<float *>(y));
    });
}

void embed(KvsStream *stream, const KvsWeight *table, const std::int32_t *ids, float *x, std::int32_t num_rows)
{
    enqueue(stream, [=] {
        const Weight &own = weight_of(table);
        kvs_cpu_backend()->embed(stream_of(stream).cpu, own.values.data(), ids, x, num_rows, own.in_features);
    });
}

void add_rms_norm(KvsStream *stream, KvsDType, float *x, const void *residual, const float *weight, float epsilon,
                  void *y, std::int32_t num_rows, std::int32_t width)
{
    enqueue(stream, [=] {
        kvs_cpu_backend()->add_rms_norm(stream_of(stream).cpu, x, static_cast<const float *>(residual), weight, epsilon,
                                        static_cast<float *>(y), num_rows, width);
    });
}

void silu_mul(KvsStream *stream, KvsDType, const void *gate_up, void *y, std::int32_t num_rows, std::int32_t width)
{
    enqueue(stream, [=] {
        kvs_cpu_backend()->silu_mul(stream_of(stream).cpu, static_cast<const float *>(gate_up), static_cast<float *>(y),
                                    num_rows, width);
    });
}

/// Row r of a step as the CPU backend takes it: a sequence of one new token.
KvsSequenceRows one_row(const KvsDecoderShape &shape, const KvsKvPool &pool, const KvsRows &rows, int layer, int r)
{
    const Place place{shape, pool};
    const int sequence = rows.sequence[r];
    auto *const *blocks =
        reinterpret_cast<float *const *>(pool.blocks) + static_cast<std::size_t>(sequence) * pool.max_blocks;
    KvsSequenceRows row{};
    row.kv = {blocks, static_cast<std::int64_t>(place.in_block(layer, 0, 0, 0)),
              static_cast<std::int64_t>(place.in_block(layer, 1, 0, 0)), pool.block_size};
    row.first_row = r;
    row.num_rows = 1;
    row.kv_len = rows.slot[r];
    row.first_position = rows.position[r];
    if (pool.query_ring) {
        row.query_ring = static_cast<float *>(pool.query_ring) + place.in_ring(sequence, layer, 0);
        row.window_size = pool.window_size;
    }
    return row;
}

void rope_append(KvsStream *stream, const KvsDecoderShape *shape_in, std::int32_t layer, void *qkv, const float *bias,
                 const float *cos_sin, const KvsRows *rows_in, const KvsKvPool *pool_in, std::int32_t observe_from)
{
    enqueue(stream, [=, shape = *shape_in, rows = *rows_in, pool = *pool_in] {
        const auto &a = shape.attention;
        const int width = (a.num_heads + 2 * a.num_kv_heads) * a.head_dim;
        auto *values = static_cast<float *>(qkv);
        for (int r = 0; r < rows.num_rows; ++r) {
            for (int i = 0; bias && i < width; ++i) {
                values[static_cast<std::size_t>(r) * width + i] += bias[i];
            }
            if (rows.sequence[r] < 0) {
                continue;
            }
            KvsSequenceRows row = one_row(shape, pool, rows, layer, r);
            row.observe_from = observe_from;
            kvs_cpu_backend()->rope_append(stream_of(stream).cpu, &a, values, cos_sin, &row, 1);
            for (int head = 0; pool.positions && head < a.num_kv_heads; ++head) {
                const std::size_t at = Place{shape, pool}.in_channel(rows.sequence[r], layer, head, rows.slot[r]);
                pool.positions[at] = rows.position[r];
                pool.order[at] = static_cast<std::uint16_t>(rows.slot[r]);
                if (pool.mass) {
                    pool.mass[at] = 0;
                }
            }
        }
    });
}

void attention(KvsStream *stream, const KvsDecoderShape *shape_in, std::int32_t layer, const void *qkv, void *out,
               const KvsRows *rows_in, const KvsKvPool *pool_in, std::int32_t, void *, float *)
{
    enqueue(stream, [=, shape = *shape_in, rows = *rows_in, pool = *pool_in] {
        for (int r = 0; r < rows.num_rows; ++r) {
            if (rows.sequence[r] >= 0) {
                const KvsSequenceRows row = one_row(shape, pool, rows, layer, r);
                kvs_cpu_backend()->attention(stream_of(stream).cpu, &shape.attention, static_cast<const float *>(qkv),
                                             static_cast<float *>(out), &row, 1);
            }
        }
    });
}

void attention_mass(KvsStream *stream, const KvsDecoderShape *shape_in, std::int32_t layer, const void *qkv,
                    const float *, const KvsRows *rows_in, const KvsKvPool *pool_in)
{
    enqueue(stream, [=, shape = *shape_in, rows = *rows_in, pool = *pool_in] {
        const auto &a = shape.attention;
        std::vector<float> unused(static_cast<std::size_t>(rows.num_rows) * a.num_heads * a.head_dim);
        for (int r = 0; r < rows.num_rows; ++r) {
            if (rows.sequence[r] >= 0) {
                KvsSequenceRows row = one_row(shape, pool, rows, layer, r);
                row.attention_mass = pool.mass + Place{shape, pool}.in_channel(rows.sequence[r], layer, 0, 0);
                row.mass_stride = pool.block_size;
                kvs_cpu_backend()->attention(stream_of(stream).cpu, &a, static_cast<const float *>(qkv), unused.data(),
                                             &row, 1);
            }
        }
    });
}

void sample(KvsStream *stream, const KvsSampling *sampling_in, const float *logits, std::int32_t vocab_size,
            const KvsBatchState *state_in)
{
    enqueue(stream, [=, sampling = *sampling_in, state = *state_in] {
        Sampler sampler;
        SamplingParams params;
        params.temperature = sampling.temperature;
        params.top_p = sampling.top_p;
        params.top_k = sampling.top_k;
        for (int r = 0; r < state.num_rows; ++r) {
            if (state.sequence[r] < 0) {
                continue;
            }
            const std::span<const float> row(logits + static_cast<std::size_t>(r) * vocab_size,
                                             static_cast<std::size_t>(vocab_size));
            const bool is_finite = std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); });
            state.results[r] = is_finite ? sampler.draw(row, params, state.seed[r], state.step[r]) : -1;
            state.ids[r] = std::max(state.results[r], 0);
            ++state.step[r];
            if (state.slot) {
                ++state.slot[r];
            }
            if (state.position) {
                ++state.position[r];
            }
        }
    });
}

void set_row(KvsStream *stream, const KvsBatchState *state_in, std::int32_t row, std::int32_t sequence,
             std::int32_t slot, std::int32_t position, std::int32_t step, std::uint64_t seed)
{
    enqueue(stream, [=, state = *state_in] {
        state.sequence[row] = sequence;
        state.slot[row] = slot;
        state.position[row] = position;
        state.step[row] = step;
        state.seed[row] = seed;
    });
}

void set_prompt_rows(KvsStream *stream, std::int32_t *sequence, std::int32_t *slot, std::int32_t *position,
                     std::int32_t num_rows, std::int32_t to_sequence, std::int32_t first_slot,
                     std::int32_t first_position)
{
    enqueue(stream, [=] {
        for (int r = 0; r < num_rows; ++r) {
            sequence[r] = to_sequence;
            slot[r] = first_slot + r;
            position[r] = first_position + r;
        }
    });
}

} // namespace

void weight_destroy(KvsWeight *weight)
{
    if (weight) {
        if (weight_of(weight).product) {
            kvs_cpu_backend()->weight_destroy(weight_of(weight).product);
        }
        delete &weight_of(weight);
    }
}

std::size_t weight_bytes(const KvsWeight *weight)
{
    return weight_of(weight).values.size() * sizeof(float);
}

void add_decoder_operations(KvsDeviceOps &ops)
{
    ops.weight_alloc = weight_alloc;
    ops.weight_write = weight_write;
    ops.linear_prepare = [](KvsStream *, const KvsWeight *, std::int32_t, KvsDType) {};
    ops.linear = linear;
    ops.gated_linear_serves = [](const KvsWeight *, std::int32_t) { return std::int32_t{0}; };
    ops.embed = embed;
    ops.add_rms_norm = add_rms_norm;
    ops.rope_append = rope_append;
    ops.attention_scratch_bytes = [](const KvsDecoderShape *, std::int32_t, std::int32_t) { return std::size_t{64}; };
    ops.attention = attention;
    ops.attention_mass = attention_mass;
    ops.silu_mul = silu_mul;
    ops.sample = sample;
    ops.set_row = set_row;
    ops.set_prompt_rows = set_prompt_rows;
}

} // namespace kvscope::emulated
