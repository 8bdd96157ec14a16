#include "device/device_evictor.h"

#include <algorithm>

namespace kvscope {

namespace {

/// Sequences a compression takes at once; more are taken one group after the other. Bounds the scratch memory.
constexpr int kGroup = 4;

KvsScoreTerms device_terms(const ScoreTerms &terms)
{
    return {terms.attention, terms.redundancy,  terms.norm,        terms.mass,
            terms.recency,   terms.random,      terms.window_size, terms.pool_kernel,
            terms.similarity_threshold,         terms.num_first,   terms.num_last,
            terms.slot_order == SlotOrder::Reference ? 1 : 0};
}

} // namespace

DeviceEvictor::DeviceEvictor(const KvsBackend &backend, KvsStream *stream, const DeviceKvLayout &layout,
                             const ScoreTerms &terms, int budget)
    : backend_(backend), ops_(*backend.device), stream_(stream), layout_(layout), terms_(device_terms(terms)), budget_(budget)
{
}

DeviceEvictor::~DeviceEvictor()
{
    for (Trace &trace : traces_) {
        ops_.pinned_release(trace.on_host);
    }
}

std::uint64_t DeviceEvictor::scratch_bytes(const KvsDeviceOps &ops, const DeviceKvLayout &layout, const ScoreTerms &terms, int n)
{
    const KvsScoreTerms device = device_terms(terms);
    return ops.compress_scratch_bytes(&layout.shape, &device, n, kGroup);
}

bool DeviceEvictor::make_room_for_traces(Trace &trace, std::size_t count)
{
    if (count <= trace.capacity) {
        return true;
    }
    backend_.stream_synchronize(stream_);
    ops_.pinned_release(trace.on_host);
    trace.on_device = {backend_, count};
    trace.on_host = static_cast<std::int32_t *>(ops_.pinned_alloc(count * sizeof(std::int32_t)));
    trace.capacity = count;
    return !trace.on_device.is_empty() && trace.on_host;
}

bool DeviceEvictor::compress(const KvsKvPool &source, const KvsKvPool &target, std::span<const DueSequence> due, int n,
                             std::int32_t *slots, int parity)
{
    const std::uint64_t needed = ops_.compress_scratch_bytes(&layout_.shape, &terms_, n, kGroup);
    if (needed > scratch_bytes_) {
        backend_.stream_synchronize(stream_);
        scratch_ = {backend_, needed};
        scratch_bytes_ = needed;
        if (scratch_.is_empty()) {
            return false;
        }
    }
    Trace &trace = traces_[parity];
    trace.excess = n - budget_;
    const std::size_t heads = static_cast<std::size_t>(layout_.shape.num_layers) * layout_.shape.attention.num_kv_heads;
    const std::size_t list = heads * trace.excess;
    const auto num_traced = static_cast<std::size_t>(std::count_if(due.begin(), due.end(), [](const auto &d) { return d.traced; }));
    if (num_traced > 0 && !make_room_for_traces(trace, num_traced * list)) {
        return false;
    }
    std::vector<KvsCompression> group;
    std::size_t traced_done = 0;
    for (const bool traced : {true, false}) { // traced ones lie side by side in the lists
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (due[i].traced == traced) {
                group.push_back({due[i].source, due[i].target, due[i].seed});
            }
            if (!group.empty() && (group.size() == kGroup || i + 1 == due.size())) {
                ops_.compress(stream_, &layout_.shape, &terms_, &source, &target, group.data(),
                              static_cast<int>(group.size()), n, budget_, slots, scratch_.data(),
                              traced ? trace.on_device.data() + traced_done * list : nullptr);
                traced_done += traced ? group.size() : 0;
                group.clear();
            }
        }
    }
    if (num_traced > 0) {
        ops_.copy_to_host(stream_, trace.on_host, trace.on_device.data(), num_traced * list * sizeof(std::int32_t));
    }
    return true;
}

std::vector<std::vector<std::int32_t>> DeviceEvictor::dropped(int traced_index, int parity) const
{
    const Trace &trace = traces_[parity];
    const std::size_t heads = static_cast<std::size_t>(layout_.shape.num_layers) * layout_.shape.attention.num_kv_heads;
    std::vector<std::vector<std::int32_t>> lists;
    for (std::size_t head = 0; head < heads; ++head) {
        const std::int32_t *from = trace.on_host + (traced_index * heads + head) * trace.excess;
        lists.emplace_back(from, from + trace.excess);
        std::sort(lists.back().begin(), lists.back().end());
    }
    return lists;
}

} // namespace kvscope
