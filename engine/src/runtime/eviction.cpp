#include "runtime/eviction.h"

#include "cache/keep_selector.h"
#include "engine/counter_random.h"
#include "runtime/head_score_ops.h"

#include <algorithm>

namespace kvscope {

namespace {

std::vector<std::int32_t> dropped_positions(std::span<const std::int32_t> positions, std::span<const std::int32_t> keep)
{
    std::vector<bool> stays(positions.size(), false);
    for (const std::int32_t slot : keep) {
        stays[slot] = true;
    }
    std::vector<std::int32_t> dropped;
    dropped.reserve(positions.size() - keep.size());
    for (std::size_t slot = 0; slot < positions.size(); ++slot) {
        if (!stays[slot]) {
            dropped.push_back(positions[slot]);
        }
    }
    std::sort(dropped.begin(), dropped.end());
    return dropped;
}

} // namespace

std::vector<float> score_head(const KvCache &cache, const CacheSettings &settings, const ModelConfig &config,
                              const KvsBackend &backend, KvsStream *stream, std::uint64_t sample_seed, int layer, int head)
{
    const ScoreTerms terms = settings.terms();
    const ScoreShape shape{.kv_len = cache.kv_len(),
                           .group = config.num_heads / config.num_kv_heads,
                           .head_dim = config.head_dim};
    const HeadScoreOps ops(backend, stream, shape, cache.keys(layer, head),
                           terms.needs_query_window() ? cache.queries(layer, head) : nullptr);
    const ScoreInput input{
        .shape = shape,
        .ops = &ops,
        .positions = cache.positions(layer, head),
        .attention_mass = cache.attention_mass(layer, head),
        .random_key =
            random_bits(mix64(sample_seed), static_cast<std::uint64_t>(layer) << 32 | static_cast<unsigned>(head))};
    std::vector<float> scores(shape.kv_len);
    score_entries(input, terms, scores);
    return scores;
}

void compress(KvCache &cache, const CacheSettings &settings, const ModelConfig &config, const KvsBackend &backend,
              KvsStream *stream, std::uint64_t sample_seed, EvictionEvent *event)
{
    for (int layer = 0; layer < config.num_layers; ++layer) {
        for (int head = 0; head < config.num_kv_heads; ++head) {
            const auto scores = score_head(cache, settings, config, backend, stream, sample_seed, layer, head);
            const auto keep = select_keep_list(scores, settings.retained, settings.kept_order());
            if (event) {
                event->dropped_positions.push_back(dropped_positions(cache.positions(layer, head), keep));
            }
            cache.compact(stream, layer, head, keep);
        }
    }
    cache.set_kv_len(settings.retained);
}

} // namespace kvscope
