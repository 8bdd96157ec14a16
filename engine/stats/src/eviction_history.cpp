#include "stats/eviction_history.h"

#include <algorithm>
#include <string>
#include <utility>

namespace kvscope::stats {

namespace {

constexpr std::size_t kMostEntries = std::size_t{64} << 20U;

Error refused(std::size_t event, const std::string &why)
{
    return make_error(ErrorCode::InvalidData, "eviction event " + std::to_string(event + 1) + ": " + why +
                                                  ". The trace of this sample cannot be shown; run `kvscope-runner "
                                                  "verify` on the session.");
}

/// Heads first … last − 1 of the choice, for each of the layers first_layer … last_layer − 1.
struct HeadRange {
    int first_layer = 0;
    int last_layer = 0;
    int first = 0;
    int last = 0;
};

HeadRange range_of(const EvictionHistory &history, const HeadChoice &choice)
{
    HeadRange range{0, history.num_layers, 0, history.num_kv_heads};
    if (choice.layer >= 0) {
        range.first_layer = std::min(choice.layer, history.num_layers);
        range.last_layer = std::min(choice.layer + 1, history.num_layers);
    }
    if (choice.kv_head >= 0) {
        range.first = std::min(choice.kv_head, history.num_kv_heads);
        range.last = std::min(choice.kv_head + 1, history.num_kv_heads);
    }
    return range;
}

/// Calls `each(row)` with the drops of every chosen head, [num_positions].
template <typename Each>
void for_each_head(const EvictionHistory &history, const HeadChoice &choice, Each each)
{
    const HeadRange range = range_of(history, choice);
    for (int layer = range.first_layer; layer < range.last_layer; ++layer) {
        for (int head = range.first; head < range.last; ++head) {
            each(history.dropped_by.data() + static_cast<std::size_t>(layer * history.num_kv_heads + head) *
                                                 static_cast<std::size_t>(history.num_positions));
        }
    }
}

Status add_head(EvictionHistory &history, std::size_t event, std::size_t head,
                const std::vector<std::int32_t> &dropped_positions)
{
    const std::string where = "head " + std::to_string(head) + " drops position ";
    std::int32_t *row = history.dropped_by.data() + head * static_cast<std::size_t>(history.num_positions);
    const int num_entered = history.num_entered.back();
    for (const std::int32_t position : dropped_positions) {
        if (position < 0 || position >= num_entered) {
            return refused(event, where + std::to_string(position) + ", but only " + std::to_string(num_entered) +
                                      " had entered");
        }
        if (row[position] != EvictionHistory::never) {
            return refused(event, where + std::to_string(position) + " a second time");
        }
        row[position] = static_cast<std::int32_t>(event);
    }
    return Done{};
}

Status add_event(EvictionHistory &history, std::size_t event, const EvictionEvent &from)
{
    if (from.dropped_positions.size() != static_cast<std::size_t>(history.num_heads())) {
        return refused(event, "it has " + std::to_string(from.dropped_positions.size()) + " heads, the first one " +
                                  std::to_string(history.num_heads()));
    }
    // Every head drops equally many: entries held before and all that was dropped earlier make up what had entered.
    std::int64_t num_entered = from.kv_len;
    if (!history.steps.empty()) {
        num_entered += history.num_entered.back() - history.kv_lens.back() + history.num_dropped.back();
    }
    if (from.kv_len < 0 || num_entered > history.num_positions) {
        return refused(event, "it says that " + std::to_string(from.kv_len) + " entries were held, of " +
                                  std::to_string(history.num_positions) + " positions");
    }
    const std::size_t num_dropped = from.dropped_positions.front().size();
    history.steps.push_back(from.step);
    history.kv_lens.push_back(from.kv_len);
    history.num_dropped.push_back(static_cast<int>(num_dropped));
    history.num_entered.push_back(static_cast<int>(num_entered));
    for (std::size_t head = 0; head < from.dropped_positions.size(); ++head) {
        if (from.dropped_positions[head].size() != num_dropped) {
            return refused(event, "head " + std::to_string(head) + " drops " +
                                      std::to_string(from.dropped_positions[head].size()) + " entries, head 0 " +
                                      std::to_string(num_dropped));
        }
        if (Status added = add_head(history, event, head, from.dropped_positions[head]); added.has_error()) {
            return added;
        }
    }
    return Done{};
}

} // namespace

Result<EvictionHistory> trace_evictions(const std::vector<EvictionEvent> &events, int num_prompt_tokens, int num_tokens,
                                        int num_layers)
{
    EvictionHistory history;
    history.num_prompt_tokens = std::max(num_prompt_tokens, 0);
    history.num_positions = history.num_prompt_tokens + std::max(num_tokens, 0);
    history.num_layers = std::max(num_layers, 0);
    if (events.empty()) {
        return history;
    }
    const std::size_t num_heads = events.front().dropped_positions.size();
    if (num_layers <= 0 || num_heads == 0 || num_heads % static_cast<std::size_t>(num_layers) != 0) {
        return refused(0, "its " + std::to_string(num_heads) + " heads do not divide into the model's " +
                              std::to_string(num_layers) + " layers");
    }
    const auto num_positions = static_cast<std::size_t>(history.num_positions);
    if (num_positions > 0 && num_heads > kMostEntries / num_positions) {
        return refused(0, std::to_string(num_heads) + " heads and " + std::to_string(num_positions) +
                              " positions are more than can be shown");
    }
    history.num_kv_heads = static_cast<int>(num_heads / static_cast<std::size_t>(num_layers));
    history.dropped_by.assign(num_heads * num_positions, EvictionHistory::never);
    for (std::size_t event = 0; event < events.size(); ++event) {
        if (Status added = add_event(history, event, events[event]); added.has_error()) {
            return added.error();
        }
    }
    return history;
}

int num_chosen_heads(const EvictionHistory &history, const HeadChoice &choice)
{
    const HeadRange range = range_of(history, choice);
    return (range.last_layer - range.first_layer) * (range.last - range.first);
}

std::vector<PositionDrops> position_drops(const EvictionHistory &history, const HeadChoice &choice,
                                          int last_compression)
{
    std::vector<PositionDrops> drops(static_cast<std::size_t>(history.num_positions));
    for_each_head(history, choice, [&](const std::int32_t *row) {
        for (std::size_t position = 0; position < drops.size(); ++position) {
            const std::int32_t dropped = row[position];
            if (dropped == EvictionHistory::never || dropped > last_compression) {
                continue;
            }
            PositionDrops &drop = drops[position];
            drop.first = drop.num_heads_dropped == 0 ? dropped : std::min(drop.first, dropped);
            drop.last = std::max(drop.last, dropped);
            drop.mean += dropped;
            ++drop.num_heads_dropped;
        }
    });
    for (PositionDrops &drop : drops) {
        drop.mean = drop.num_heads_dropped > 0 ? drop.mean / drop.num_heads_dropped : 0;
    }
    return drops;
}

std::vector<float> kept_share(const EvictionHistory &history, const HeadChoice &choice,
                              const std::vector<int> &compressions)
{
    const int num_heads = num_chosen_heads(history, choice);
    if (num_heads == 0) {
        return {};
    }
    // A drop first shows in the row of the next compression that is asked for; later rows add up.
    std::vector<std::size_t> row_of(history.steps.size(), compressions.size());
    for (std::size_t k = 0, row = 0; k < row_of.size(); ++k) {
        while (row < compressions.size() && compressions[row] < static_cast<int>(k)) {
            ++row;
        }
        row_of[k] = row;
    }
    const auto num_positions = static_cast<std::size_t>(history.num_positions);
    std::vector<float> share(compressions.size() * num_positions, 0.0F);
    for_each_head(history, choice, [&](const std::int32_t *dropped_by) {
        for (std::size_t position = 0; position < num_positions; ++position) {
            if (dropped_by[position] == EvictionHistory::never) {
                continue;
            }
            const std::size_t row = row_of[static_cast<std::size_t>(dropped_by[position])];
            if (row < compressions.size()) {
                share[row * num_positions + position] += 1.0F;
            }
        }
    });
    std::vector<float> dropped(num_positions, 0.0F); // heads that have dropped a position so far
    for (std::size_t i = 0; i < compressions.size(); ++i) {
        float *row = share.data() + i * num_positions;
        const auto num_entered =
            static_cast<std::size_t>(history.num_entered[static_cast<std::size_t>(compressions[i])]);
        for (std::size_t position = 0; position < num_positions; ++position) {
            dropped[position] += row[position];
            row[position] = position < num_entered ? 1.0F - dropped[position] / static_cast<float>(num_heads) : -1.0F;
        }
    }
    return share;
}

std::vector<int> spread_compressions(const EvictionHistory &history, int most)
{
    const int available = history.num_compressions();
    const int count = std::min(available, std::max(most, 1));
    std::vector<int> compressions;
    for (int i = 0; i < count; ++i) {
        const std::int64_t at = count == 1 ? available - 1 : std::int64_t{i} * (available - 1) / (count - 1);
        compressions.push_back(static_cast<int>(at));
    }
    return compressions;
}

std::vector<LayerKept> kept_per_layer(const EvictionHistory &history, int compression)
{
    std::vector<LayerKept> layers(static_cast<std::size_t>(history.num_layers));
    if (history.num_compressions() == 0) {
        return layers;
    }
    const int k = std::clamp(compression, -1, history.num_compressions() - 1);
    const int num_entered = history.num_entered[static_cast<std::size_t>(std::max(k, 0))];
    std::vector<char> any(static_cast<std::size_t>(history.num_positions));
    for (int layer = 0; layer < history.num_layers; ++layer) {
        LayerKept &kept = layers[static_cast<std::size_t>(layer)];
        std::fill(any.begin(), any.end(), 0);
        for_each_head(history, {layer, -1}, [&](const std::int32_t *row) {
            for (int position = 0; position < num_entered; ++position) {
                if (row[position] == EvictionHistory::never || row[position] > k) {
                    kept.num_kept += 1;
                    kept.num_kept_prompt += position < history.num_prompt_tokens ? 1 : 0;
                    any[static_cast<std::size_t>(position)] = 1;
                }
            }
        });
        kept.num_kept /= history.num_kv_heads;
        kept.num_kept_prompt /= history.num_kv_heads;
        kept.num_kept_by_any = static_cast<int>(std::count(any.begin(), any.end(), 1));
    }
    return layers;
}

} // namespace kvscope::stats
