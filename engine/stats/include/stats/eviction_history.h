#pragma once

#include "types/result.h"
#include "types/sample.h"

#include <cstdint>
#include <vector>

namespace kvscope::stats {

/// When each head dropped each position of one sample: the trace of EvictionEvents turned around, so that every view of
/// it is a sum over one array. Positions are original ones, 0-based over prompt and generated tokens; compression k is
/// the k-th event, 0-based; heads are KV heads, layer-major.
struct EvictionHistory {
    static constexpr std::int32_t never = -1;

    int num_positions = 0;
    int num_layers = 0;
    int num_kv_heads = 0; ///< per layer
    int num_prompt_tokens = 0;
    std::vector<int> steps;       ///< per compression: generated tokens when it fired, 0 is after prefill
    std::vector<int> kv_lens;     ///< per compression: entries held before, per head
    std::vector<int> num_dropped; ///< per compression: entries dropped, per head
    std::vector<int> num_entered; ///< per compression: positions that had entered the cache; later ones were to come
    /// [num_layers × num_kv_heads, num_positions] compression that dropped the position, or `never`.
    std::vector<std::int32_t> dropped_by;

    int num_compressions() const { return static_cast<int>(steps.size()); }
    int num_heads() const { return num_layers * num_kv_heads; }
    std::int32_t dropped(int head, int position) const
    {
        return dropped_by[static_cast<std::size_t>(head) * static_cast<std::size_t>(num_positions) +
                          static_cast<std::size_t>(position)];
    }
};

/// Checks a trace and turns it around. `num_layers` is the model's; the KV heads follow from the events. Refused
/// (InvalidData, names event and head): lists that do not divide into layers or differ in number, positions outside
/// prompt + generated, a position dropped twice by one head or before it entered, and more than 64 Mi entries (256
/// MiB). 1.8 million entries (8192 tokens, 256 heads) take some 10 ms.
Result<EvictionHistory> trace_evictions(const std::vector<EvictionEvent> &events, int num_prompt_tokens, int num_tokens,
                                        int num_layers);

/// A part of the heads: one layer or all (−1), one KV head of it or all (−1). Values outside choose nothing.
struct HeadChoice {
    int layer = -1;
    int kv_head = -1;
};

/// Number of heads in the choice.
int num_chosen_heads(const EvictionHistory &history, const HeadChoice &choice);

/// What the chosen heads did with one position, over all compressions.
struct PositionDrops {
    int num_heads_dropped = 0;
    int first = EvictionHistory::never; ///< first compression at which one of them dropped it
    int last = EvictionHistory::never;
    double mean = 0; ///< mean compression over the heads that dropped it; 0 if none did
};

/// [num_positions] after compression `last_compression` (inclusive): later drops are left out; −1: before the first.
std::vector<PositionDrops> position_drops(const EvictionHistory &history, const HeadChoice &choice,
                                          int last_compression);

/// [compressions.size(), num_positions] share of the chosen heads that still keep a position after each of the given
/// compressions (ascending), 0 … 1; −1 where it had not entered yet. Empty if nothing is chosen.
std::vector<float> kept_share(const EvictionHistory &history, const HeadChoice &choice,
                              const std::vector<int> &compressions);

/// At most `most` compressions, evenly spread, the first and the last among them: rows of a heat map.
std::vector<int> spread_compressions(const EvictionHistory &history, int most);

/// What a layer holds after a compression, as means over its KV heads.
struct LayerKept {
    double num_kept = 0;
    double num_kept_prompt = 0; ///< of them, prompt tokens
    int num_kept_by_any = 0;    ///< distinct positions that at least one of its heads keeps
};
/// [num_layers] after compression `compression`; −1: before the first, when all that had entered by then is held.
std::vector<LayerKept> kept_per_layer(const EvictionHistory &history, int compression);

} // namespace kvscope::stats
