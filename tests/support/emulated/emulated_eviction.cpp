// Scoring and compaction of a pool's sequences, with the engine's own routines for the CPU.

#include "cache/keep_selector.h"
#include "emulated/emulated_stream.h"
#include "engine/counter_random.h"
#include "runtime/head_score_ops.h"

#include <algorithm>
#include <cmath>

namespace kvscope::emulated {

namespace {

ScoreTerms host_terms(const KvsScoreTerms &terms)
{
    return {terms.attention,   terms.redundancy,  terms.norm,
            terms.mass,        terms.recency,     terms.random,
            terms.window_size, terms.pool_kernel, terms.similarity_threshold,
            terms.num_first,   terms.num_last};
}

/// The n entries of one layer and KV head of a sequence, in the order in which scoring sees them.
class Head {
public:
    Head(const KvsDecoderShape &shape, const KvsKvPool &pool, int sequence, int layer, int kv_head, int n)
        : place_{shape, pool}, sequence_(sequence), layer_(layer), kv_head_(kv_head), n_(n)
    {
        keys = rows(0);
        values = rows(1);
        for (int i = 0; i < n; ++i) {
            const std::size_t at = place_.in_channel(sequence, layer, kv_head, slot_of(i));
            positions.push_back(pool.positions[at]);
            if (pool.mass) {
                mass.push_back(pool.mass[at]);
            }
        }
    }

    std::vector<float> scores(KvsStream *cpu_stream, const ScoreTerms &terms, std::uint64_t seed) const
    {
        const auto &a = place_.shape.attention;
        const int group = a.num_heads / a.num_kv_heads;
        const ScoreShape shape{n_, group, a.head_dim};
        const float *queries = terms.needs_query_window() ? static_cast<const float *>(place_.pool.query_ring) +
                                                                place_.in_ring(sequence_, layer_, kv_head_ * group)
                                                          : nullptr;
        const HeadScoreOps ops(*kvs_cpu_backend(), cpu_stream, shape, keys.data(), queries);
        const ScoreInput input{
            shape, &ops, positions, mass,
            random_bits(mix64(seed), static_cast<std::uint64_t>(layer_) << 32 | static_cast<unsigned>(kv_head_))};
        std::vector<float> scores(n_);
        score_entries(input, terms, scores);
        return scores;
    }

    /// Writes entry `from` of this head to slot `to` of another pool's sequence.
    void put(int from, const Place &target, int sequence, int to) const
    {
        const int d = place_.shape.attention.head_dim;
        float *block = target.block(sequence);
        std::copy_n(keys.data() + std::size_t(from) * d, d, block + target.in_block(layer_, 0, kv_head_, to));
        std::copy_n(values.data() + std::size_t(from) * d, d, block + target.in_block(layer_, 1, kv_head_, to));
        const std::size_t at = target.in_channel(sequence, layer_, kv_head_, to);
        target.pool.positions[at] = positions[from];
        target.pool.order[at] = static_cast<std::uint16_t>(to);
        if (target.pool.mass) {
            target.pool.mass[at] = mass[from];
        }
    }

    std::vector<float> keys, values; ///< [n, head_dim]
    std::vector<std::int32_t> positions;
    std::vector<float> mass;

private:
    int slot_of(int i) const { return place_.pool.order[place_.in_channel(sequence_, layer_, kv_head_, i)]; }

    std::vector<float> rows(int is_value) const
    {
        const int d = place_.shape.attention.head_dim;
        std::vector<float> all;
        for (int i = 0; i < n_; ++i) {
            const float *row = place_.block(sequence_) + place_.in_block(layer_, is_value, kv_head_, slot_of(i));
            all.insert(all.end(), row, row + d);
        }
        return all;
    }

    Place place_;
    int sequence_, layer_, kv_head_, n_;
};

/// How one sequence is cut, in all layers and heads.
struct Cut {
    KvsScoreTerms terms;
    int n, budget;
    const std::uint16_t *keep; ///< [num_layers · num_kv_heads, budget], or null: the best stay
    std::int32_t *dropped;     ///< [num_layers · num_kv_heads, n − budget], or null
};

void cut_head(KvsStream *stream, const Head &head, const Place &target, const KvsCompression &what, const Cut &cut,
              std::size_t index)
{
    std::vector<std::int32_t> keep;
    if (cut.keep) {
        keep.assign(cut.keep + index * cut.budget, cut.keep + (index + 1) * cut.budget);
    } else {
        keep = select_keep_list(head.scores(stream_of(stream).cpu, host_terms(cut.terms), what.seed), cut.budget,
                                SlotOrder::Position);
    }
    std::vector<bool> stays(cut.n, false);
    for (int i = 0; i < cut.budget; ++i) {
        head.put(keep[i], target, what.target, i);
        stays[keep[i]] = true;
    }
    std::int32_t *dropped = cut.dropped ? cut.dropped + index * (cut.n - cut.budget) : nullptr;
    for (int i = 0; dropped && i < cut.n; ++i) {
        if (!stays[i]) {
            *dropped++ = head.positions[i];
        }
    }
}

void compress(KvsStream *stream, const KvsDecoderShape *shape_in, const KvsScoreTerms *terms,
              const KvsKvPool *source_in, const KvsKvPool *target_in, const KvsCompression *what_in, std::int32_t count,
              std::int32_t n, std::int32_t budget, const std::uint16_t *keep, std::int32_t *slot, void *,
              std::int32_t *dropped)
{
    const std::vector<KvsCompression> all(what_in, what_in + count);
    const Cut cut{*terms, n, budget, keep, dropped};
    enqueue(stream, [=, shape = *shape_in, source = *source_in, target = *target_in] {
        std::size_t index = 0;
        for (const KvsCompression &what : all) {
            for (int layer = 0; layer < shape.num_layers; ++layer) {
                for (int head = 0; head < shape.attention.num_kv_heads; ++head) {
                    cut_head(stream, Head(shape, source, what.source, layer, head, n), {shape, target}, what, cut,
                             index++);
                }
            }
            if (slot) {
                slot[what.target] = budget;
            }
        }
    });
}

void score(KvsStream *stream, const KvsDecoderShape *shape_in, const KvsScoreTerms *terms_in, const KvsKvPool *pool_in,
           std::int32_t sequence, std::uint64_t seed, std::int32_t n, std::int32_t, void *, float *scores)
{
    enqueue(stream, [=, shape = *shape_in, terms = host_terms(*terms_in), pool = *pool_in] {
        float *to = scores;
        for (int layer = 0; layer < shape.num_layers; ++layer) {
            for (int head = 0; head < shape.attention.num_kv_heads; ++head) {
                for (const float score :
                     Head(shape, pool, sequence, layer, head, n).scores(stream_of(stream).cpu, terms, seed)) {
                    *to++ = score == kMustStay ? -INFINITY : score;
                }
            }
        }
    });
}

} // namespace

void add_eviction_operations(KvsDeviceOps &ops)
{
    ops.compress_scratch_bytes = [](const KvsDecoderShape *, const KvsScoreTerms *, std::int32_t, std::int32_t) {
        return std::size_t{64};
    };
    ops.compress = compress;
    ops.score = score;
}

} // namespace kvscope::emulated
