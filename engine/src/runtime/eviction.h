#pragma once

#include "cache/kv_cache.h"
#include "types/sample.h"

#include <cstdint>
#include <vector>

namespace kvscope {

/// [kv_len] scores of one layer and KV head as the cache is now; kMustStay for protected entries.
std::vector<float> score_head(const KvCache &cache, const CacheSettings &settings, const ModelConfig &config,
                              const KvsBackend &backend, KvsStream *stream, std::uint64_t sample_seed, int layer, int head);

/// Scores every layer and KV head of a sequence and cuts its cache back to settings.retained entries. Precondition: it holds
/// more. What was dropped goes to `event` unless that is nullptr.
void compress(KvCache &cache, const CacheSettings &settings, const ModelConfig &config, const KvsBackend &backend,
              KvsStream *stream, std::uint64_t sample_seed, EvictionEvent *event);

} // namespace kvscope
