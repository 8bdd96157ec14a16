#include "device/device_kv.h"

#include <algorithm>

namespace kvscope {

namespace {

/// Tokens in one block of `full`.
constexpr int kFullBlock = 64;

/// What a run takes once its storage stands: a library's workspace, graphs, and code that is loaded when it first runs.
constexpr std::uint64_t kRoomForTheRest = std::uint64_t{256} << 20;

std::uint64_t bytes_of(KvsDType dtype)
{
    return dtype == KVS_F32 ? 4 : dtype == KVS_F8E4M3 ? 1 : 2;
}

} // namespace

std::uint64_t DeviceKvLayout::block_bytes() const
{
    const auto &a = shape.attention;
    return std::uint64_t{2} * shape.num_layers * a.num_kv_heads * block_tokens * a.head_dim * bytes_of(kv_dtype);
}

std::uint64_t DeviceKvLayout::sequence_bytes() const
{
    const auto &a = shape.attention;
    const std::uint64_t slots =
        static_cast<std::uint64_t>(shape.num_layers) * a.num_kv_heads * block_tokens * max_blocks;
    std::uint64_t bytes = kv_dtype == KVS_F8E4M3 ? slots * 2 * sizeof(float) : 0;
    if (evicts) {
        bytes += slots * (sizeof(std::int32_t) + sizeof(std::uint16_t) + (attention_mass ? sizeof(float) : 0) +
                          (nearest ? 4 : 0));
    }
    return bytes + bytes_of(shape.dtype) * shape.num_layers * a.num_heads * window_size * a.head_dim;
}

std::uint64_t DeviceKvLayout::bytes_for(int num_tokens) const
{
    const int num_blocks = evicts ? 1 : (num_tokens + block_tokens - 1) / block_tokens;
    return sequence_bytes() + num_blocks * block_bytes();
}

DeviceKvLayout make_device_kv_layout(const ModelConfig &config, const CacheSettings &settings, KvsDType dtype,
                                     KvsDType kv_dtype, int max_tokens)
{
    DeviceKvLayout layout;
    layout.shape.attention = {config.num_heads, config.num_kv_heads, config.head_dim};
    layout.shape.num_layers = config.num_layers;
    layout.shape.dtype = dtype;
    layout.kv_dtype = kv_dtype;
    layout.evicts = settings.evicts();
    // fp8 keeps a scale a slot, in one array a sequence: there `full` is one block of the greatest length.
    const bool one_block = layout.evicts || kv_dtype == KVS_F8E4M3;
    const int longest = (max_tokens + kFullBlock) / kFullBlock * kFullBlock;
    layout.block_tokens = layout.evicts ? settings.capacity() : one_block ? longest : kFullBlock;
    layout.max_blocks = one_block ? 1 : longest / kFullBlock;
    const ScoreTerms terms = settings.terms();
    layout.window_size = terms.needs_query_window() ? terms.window_size : 0;
    layout.attention_mass = terms.needs_attention_mass();
    layout.nearest = terms.redundancy != 0;
    return layout;
}

DeviceKv::DeviceKv(const KvsBackend &backend, KvsStream *stream, const DeviceKvLayout &layout, MemoryLedger &ledger)
    : backend_(backend), stream_(stream), layout_(layout), ledger_(ledger)
{
}

DeviceKv::~DeviceKv()
{
    ledger_.give_back(held_bytes_);
}

int DeviceKv::open(int num_sequences)
{
    int num_open = num_sequences;
    while (num_open > 0 && !open_channels(num_open)) {
        num_open /= 2;
    }
    table_.assign(static_cast<std::size_t>(num_open) * layout_.max_blocks, nullptr);
    num_blocks_.assign(num_open, 0);
    for (int sequence = 0; layout_.evicts && sequence < num_open; ++sequence) {
        if (!reserve(sequence, layout_.block_tokens)) {
            num_open = make_room_for_the_rest(sequence);
        }
    }
    return num_open;
}

/// Gives slabs back after the device had no memory for another one. Returns how many are left, the first at least.
int DeviceKv::make_room_for_the_rest(int num_open)
{
    const std::uint64_t each = layout_.block_bytes() + layout_.sequence_bytes();
    if (!ledger_.has_room(each)) {
        return num_open; // it was the limit of the run that was reached
    }
    for (std::uint64_t room = 0; num_open > 1 && room < kRoomForTheRest; room += layout_.block_bytes()) {
        --num_open;
        blocks_.pop_back();
        num_blocks_[num_open] = 0;
        ledger_.give_back(each);
        held_bytes_ -= each;
    }
    return num_open;
}

bool DeviceKv::open_channels(int num_sequences)
{
    const std::size_t count = num_sequences;
    const auto &a = layout_.shape.attention;
    const std::size_t slots =
        count * layout_.shape.num_layers * a.num_kv_heads * layout_.block_tokens * layout_.max_blocks;
    device_table_ = {backend_, count * layout_.max_blocks};
    bool is_complete = !device_table_.is_empty();
    if (layout_.evicts) {
        positions_ = {backend_, slots};
        order_ = {backend_, slots};
        is_complete = is_complete && !positions_.is_empty() && !order_.is_empty();
    }
    if (layout_.attention_mass) {
        mass_ = {backend_, slots};
        is_complete = is_complete && !mass_.is_empty();
    }
    if (layout_.nearest) {
        nearest_ = {backend_, slots};
        is_complete = is_complete && !nearest_.is_empty();
    }
    if (layout_.kv_dtype == KVS_F8E4M3) {
        scales_ = {backend_, 2 * slots};
        is_complete = is_complete && !scales_.is_empty();
    }
    if (layout_.window_size > 0) {
        query_ring_ = {backend_, count * bytes_of(layout_.shape.dtype) * layout_.shape.num_layers * a.num_heads *
                                     layout_.window_size * a.head_dim};
        is_complete = is_complete && !query_ring_.is_empty();
    }
    pool_ = {.dtype = layout_.kv_dtype,
             .max_blocks = layout_.max_blocks,
             .block_size = layout_.block_tokens,
             .blocks = device_table_.data(),
             .scales = scales_.data(),
             .positions = positions_.data(),
             .order = order_.data(),
             .mass = mass_.data(),
             .nearest = nearest_.data(),
             .query_ring = query_ring_.data(),
             .window_size = layout_.window_size};
    return is_complete;
}

void *DeviceKv::take_block()
{
    if (free_blocks_.empty()) {
        DeviceArray<char> block(backend_, layout_.block_bytes());
        if (block.is_empty()) {
            return nullptr;
        }
        free_blocks_.push_back(block.data());
        blocks_.push_back(std::move(block));
    }
    void *data = free_blocks_.back();
    free_blocks_.pop_back();
    return data;
}

void DeviceKv::set_block(int sequence, int block, void *data)
{
    const std::size_t at = static_cast<std::size_t>(sequence) * layout_.max_blocks + block;
    table_[at] = data;
    backend_.device->copy_to_device(stream_, device_table_.data() + at, &table_[at], sizeof data);
}

bool DeviceKv::reserve(int sequence, int num_tokens)
{
    const int needed = (num_tokens + layout_.block_tokens - 1) / layout_.block_tokens;
    if (needed > layout_.max_blocks) {
        return false; // the next entry of the table is another sequence's
    }
    while (num_blocks_[sequence] < needed) {
        const std::uint64_t num_bytes =
            layout_.block_bytes() + (num_blocks_[sequence] == 0 ? layout_.sequence_bytes() : 0);
        void *data = ledger_.has_room(num_bytes) ? take_block() : nullptr;
        if (!data) {
            return false;
        }
        set_block(sequence, num_blocks_[sequence]++, data);
        ledger_.take(num_bytes);
        held_bytes_ += num_bytes;
    }
    return true;
}

void DeviceKv::release(int sequence)
{
    if (layout_.evicts || num_blocks_[sequence] == 0) {
        return; // a slab stays with its row
    }
    const std::uint64_t num_bytes = layout_.sequence_bytes() + num_blocks_[sequence] * layout_.block_bytes();
    for (int block = 0; block < num_blocks_[sequence]; ++block) {
        free_blocks_.push_back(table_[static_cast<std::size_t>(sequence) * layout_.max_blocks + block]);
    }
    num_blocks_[sequence] = 0;
    ledger_.give_back(num_bytes);
    held_bytes_ -= num_bytes;
}

} // namespace kvscope
