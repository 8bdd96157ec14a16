#include "cache/kv_cache.h"

#include <algorithm>

namespace kvscope {

std::uint64_t KvLayout::block_bytes(int num_tokens) const
{
    const std::uint64_t slots = static_cast<std::uint64_t>(num_layers) * shape.num_kv_heads * num_tokens;
    const std::uint64_t position_bytes = evicts ? sizeof(std::int32_t) : 0;
    const std::uint64_t mass_bytes = attention_mass ? sizeof(float) : 0;
    return slots * (2 * sizeof(float) * shape.head_dim + position_bytes + mass_bytes);
}

std::uint64_t KvLayout::sequence_bytes() const
{
    return sizeof(float) * num_layers * shape.num_heads * window_size * shape.head_dim;
}

std::uint64_t KvLayout::bytes_to_start(int num_prompt_tokens) const
{
    const int num_blocks = (num_prompt_tokens + slab_tokens - 1) / slab_tokens;
    if (!evicts) {
        return sequence_bytes() + num_blocks * block_bytes(slab_tokens);
    }
    return sequence_bytes() + block_bytes(slab_tokens) +
           (num_prompt_tokens > slab_tokens ? block_bytes(num_prompt_tokens) : 0);
}

KvLayout make_kv_layout(const ModelConfig &config, const CacheSettings &settings)
{
    KvLayout layout;
    layout.shape = {config.num_heads, config.num_kv_heads, config.head_dim};
    layout.num_layers = config.num_layers;
    layout.evicts = settings.evicts();
    layout.slab_tokens = layout.evicts ? settings.capacity() : kFullBlockTokens;
    const ScoreTerms terms = settings.terms();
    layout.window_size = terms.needs_query_window() ? terms.window_size : 0;
    layout.attention_mass = terms.needs_attention_mass();
    return layout;
}

KvCache::KvCache(const KvsBackend &backend, const KvLayout &layout, MemoryLedger &ledger)
    : backend_(&backend), layout_(layout), ledger_(&ledger)
{
    if (layout.evicts) {
        positions_.resize(static_cast<std::size_t>(layout.num_layers) * layout.shape.num_kv_heads);
    }
}

KvCache::~KvCache()
{
    if (!blocks_.empty()) {
        ledger_->give_back(held_bytes_);
    }
}

std::uint64_t KvCache::bytes_to_reserve(int num_tokens) const
{
    if (blocks_.empty()) {
        return layout_.bytes_to_start(num_tokens);
    }
    const int missing = kv_len_ + num_tokens - block_tokens_ * static_cast<int>(blocks_.size());
    return missing <= 0 ? 0 : (missing + block_tokens_ - 1) / block_tokens_ * layout_.block_bytes(block_tokens_);
}

bool KvCache::reserve(int num_tokens)
{
    const std::uint64_t num_bytes = bytes_to_reserve(num_tokens);
    if (num_bytes == 0) {
        return true;
    }
    if (!ledger_->has_room(num_bytes)) {
        return false;
    }
    const std::size_t blocks_before = blocks_.size();
    if (layout_.window_size > 0 && query_ring_.is_empty()) {
        query_ring_ = DeviceBuffer(*backend_, layout_.sequence_bytes() / sizeof(float));
        if (query_ring_.is_empty()) {
            return false;
        }
    }
    const int needed = kv_len_ + num_tokens;
    while (block_tokens_ * static_cast<int>(blocks_.size()) < needed) {
        if (!add_block(layout_.evicts ? std::max(needed, layout_.slab_tokens) : kFullBlockTokens)) {
            blocks_.resize(blocks_before);
            block_data_.resize(blocks_before);
            return false;
        }
    }
    ledger_->take(num_bytes);
    held_bytes_ += num_bytes;
    return true;
}

bool KvCache::add_block(int num_tokens)
{
    const std::size_t slots = static_cast<std::size_t>(layout_.num_layers) * layout_.shape.num_kv_heads * num_tokens;
    Block block{DeviceBuffer(*backend_, slots * 2 * layout_.shape.head_dim), {}};
    if (layout_.attention_mass) {
        block.mass = DeviceBuffer(*backend_, slots);
    }
    if (block.kv.is_empty() || (layout_.attention_mass && block.mass.is_empty())) {
        return false;
    }
    block_tokens_ = num_tokens;
    block_data_.push_back(block.kv.data());
    blocks_.push_back(std::move(block));
    return true;
}

KvsSequenceRows KvCache::rows(int layer, int first_row, int row_offset, int num_rows, int observe_from) const
{
    const auto &shape = layout_.shape;
    KvsSequenceRows rows{};
    rows.kv.blocks = block_data_.data();
    rows.kv.k_offset = static_cast<std::int64_t>(layer) * 2 * shape.num_kv_heads * head_floats();
    rows.kv.v_offset = rows.kv.k_offset + static_cast<std::int64_t>(shape.num_kv_heads) * head_floats();
    rows.kv.block_size = block_tokens_;
    rows.first_row = first_row;
    rows.num_rows = num_rows;
    rows.kv_len = kv_len_ + row_offset;
    rows.first_position = next_position_ + row_offset;
    rows.observe_from = observe_from;
    if (layout_.window_size > 0) {
        rows.window_size = layout_.window_size;
        rows.query_ring = query_ring_.data() +
                          static_cast<std::size_t>(layer) * shape.num_heads * layout_.window_size * shape.head_dim;
    }
    if (layout_.attention_mass) {
        rows.attention_mass =
            blocks_.front().mass.data() + static_cast<std::size_t>(layer) * shape.num_kv_heads * block_tokens_;
        rows.mass_stride = block_tokens_;
    }
    return rows;
}

void KvCache::advance(int num_rows)
{
    for (auto &positions : positions_) {
        for (int i = 0; i < num_rows; ++i) {
            positions.push_back(next_position_ + i);
        }
    }
    kv_len_ += num_rows;
    next_position_ += num_rows;
}

float *KvCache::head_data(int layer, bool values, int kv_head) const
{
    const std::size_t head =
        (static_cast<std::size_t>(layer) * 2 + (values ? 1 : 0)) * layout_.shape.num_kv_heads + kv_head;
    return block_data_.front() + head * head_floats();
}

const float *KvCache::keys(int layer, int kv_head) const { return head_data(layer, false, kv_head); }

const float *KvCache::queries(int layer, int kv_head) const
{
    const auto &shape = layout_.shape;
    const std::size_t first_head =
        static_cast<std::size_t>(layer) * shape.num_heads + kv_head * (shape.num_heads / shape.num_kv_heads);
    return query_ring_.data() + first_head * layout_.window_size * shape.head_dim;
}

std::vector<std::int32_t> &KvCache::positions_of(int layer, int kv_head)
{
    return positions_[static_cast<std::size_t>(layer) * layout_.shape.num_kv_heads + kv_head];
}

std::span<const std::int32_t> KvCache::positions(int layer, int kv_head) const
{
    return positions_[static_cast<std::size_t>(layer) * layout_.shape.num_kv_heads + kv_head];
}

std::span<const float> KvCache::attention_mass(int layer, int kv_head) const
{
    if (!layout_.attention_mass) {
        return {};
    }
    const std::size_t head = static_cast<std::size_t>(layer) * layout_.shape.num_kv_heads + kv_head;
    return {blocks_.front().mass.data() + head * block_tokens_, static_cast<std::size_t>(kv_len_)};
}

void KvCache::compact(KvsStream *stream, int layer, int kv_head, std::span<const std::int32_t> keep)
{
    const int num_keep = static_cast<int>(keep.size()), head_dim = layout_.shape.head_dim;
    backend_->compact_rows(stream, head_data(layer, false, kv_head), head_dim, keep.data(), num_keep);
    backend_->compact_rows(stream, head_data(layer, true, kv_head), head_dim, keep.data(), num_keep);
    if (layout_.attention_mass) {
        const std::size_t head = static_cast<std::size_t>(layer) * layout_.shape.num_kv_heads + kv_head;
        float *mass = blocks_.front().mass.data() + head * block_tokens_;
        backend_->compact_rows(stream, mass, 1, keep.data(), num_keep);
        std::fill(mass + num_keep, mass + kv_len_, 0.0f);
    }
    auto &positions = positions_of(layer, kv_head);
    std::vector<std::int32_t> kept;
    kept.reserve(positions.capacity());
    for (const std::int32_t slot : keep) {
        kept.push_back(positions[slot]);
    }
    positions = std::move(kept);
}

bool KvCache::leave_staging()
{
    if (!layout_.evicts || block_tokens_ <= layout_.slab_tokens) {
        return true;
    }
    const std::uint64_t staging_bytes = layout_.block_bytes(block_tokens_);
    KvCache slab(*backend_, layout_, *ledger_);
    if (!slab.add_block(layout_.slab_tokens)) {
        return false;
    }
    const std::size_t kept_floats = static_cast<std::size_t>(kv_len_) * layout_.shape.head_dim;
    const int num_heads = layout_.shape.num_kv_heads;
    for (int layer = 0; layer < layout_.num_layers; ++layer) {
        for (int head = 0; head < num_heads; ++head) {
            for (const bool values : {false, true}) {
                std::copy_n(head_data(layer, values, head), kept_floats, slab.head_data(layer, values, head));
            }
            if (layout_.attention_mass) {
                const std::size_t at = static_cast<std::size_t>(layer) * num_heads + head;
                std::copy_n(blocks_.front().mass.data() + at * block_tokens_, kv_len_,
                            slab.blocks_.front().mass.data() + at * slab.block_tokens_);
            }
        }
    }
    blocks_ = std::move(slab.blocks_);
    block_data_ = std::move(slab.block_data_);
    block_tokens_ = slab.block_tokens_;
    ledger_->give_back(staging_bytes);
    held_bytes_ -= staging_bytes; // the slab was counted from the start
    return true;
}

} // namespace kvscope
