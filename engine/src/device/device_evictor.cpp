#include "device/device_evictor.h"

#include "cache/keep_selector.h"
#include "cache/score_terms.h"

#include <algorithm>

namespace kvscope {

namespace {

/// Sequences a compression takes at once; more are taken one group after the other. Bounds the scratch memory.
constexpr int kGroup = 4;

KvsScoreTerms device_terms(const ScoreTerms &terms)
{
    return {terms.attention,   terms.redundancy,  terms.norm,
            terms.mass,        terms.recency,     terms.random,
            terms.window_size, terms.pool_kernel, terms.similarity_threshold,
            terms.num_first,   terms.num_last};
}

} // namespace

DeviceEvictor::DeviceEvictor(const KvsBackend &backend, KvsStream *stream, const DeviceKvLayout &layout,
                             const CacheSettings &settings)
    : backend_(backend), ops_(*backend.device), stream_(stream), layout_(layout),
      terms_(device_terms(settings.terms())), budget_(settings.retained), slot_order_(settings.kept_order())
{
}

DeviceEvictor::~DeviceEvictor()
{
    for (Trace &trace : traces_) {
        ops_.pinned_release(trace.on_host);
    }
}

std::uint64_t DeviceEvictor::scratch_bytes(const KvsDeviceOps &ops, const DeviceKvLayout &layout,
                                           const ScoreTerms &terms, int n)
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

bool DeviceEvictor::reserve_scratch(int n)
{
    const std::uint64_t needed = ops_.compress_scratch_bytes(&layout_.shape, &terms_, n, kGroup);
    if (needed > scratch_bytes_) {
        backend_.stream_synchronize(stream_);
        scratch_ = {};
        scratch_ = {backend_, needed};
        scratch_bytes_ = scratch_.is_empty() ? 0 : needed;
    }
    return scratch_bytes_ >= needed;
}

bool DeviceEvictor::compress(const KvsKvPool &source, const KvsKvPool &target, std::span<const DueSequence> due, int n,
                             std::int32_t *slots, int parity)
{
    if (!reserve_scratch(n)) {
        return false;
    }
    Trace &trace = traces_[parity];
    trace.excess = n - budget_;
    const std::size_t heads = static_cast<std::size_t>(layout_.shape.num_layers) * layout_.shape.attention.num_kv_heads;
    const std::size_t list = heads * trace.excess;
    const auto num_traced =
        static_cast<std::size_t>(std::count_if(due.begin(), due.end(), [](const auto &d) { return d.traced; }));
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
                const bool by_host = slot_order_ == SlotOrder::Reference;
                if (by_host && !choose_on_host(source, group, n)) {
                    return false;
                }
                ops_.compress(stream_, &layout_.shape, &terms_, &source, &target, group.data(),
                              static_cast<int>(group.size()), n, budget_, by_host ? keep_.data() : nullptr, slots,
                              scratch_.data(), traced ? trace.on_device.data() + traced_done * list : nullptr);
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

bool DeviceEvictor::choose_on_host(const KvsKvPool &source, std::span<const KvsCompression> group, int n)
{
    const std::size_t heads = static_cast<std::size_t>(layout_.shape.num_layers) * layout_.shape.attention.num_kv_heads;
    scores_ = {backend_, heads * n};
    keep_ = {backend_, group.size() * heads * budget_};
    if (scores_.is_empty() || keep_.is_empty()) {
        return false;
    }
    std::vector<std::uint16_t> keep;
    std::vector<float> scores(heads * n);
    for (const KvsCompression &each : group) {
        ops_.score(stream_, &layout_.shape, &terms_, &source, each.source, each.seed, n, budget_, scratch_.data(),
                   scores_.data());
        ops_.copy_to_host(stream_, scores.data(), scores_.data(), scores.size() * sizeof(float));
        backend_.stream_synchronize(stream_);
        for (std::size_t head = 0; head < heads; ++head) {
            const std::span<float> of_head(scores.data() + head * n, static_cast<std::size_t>(n));
            std::fill_n(of_head.begin(), terms_.num_first, kMustStay);
            std::fill_n(of_head.end() - terms_.num_last, terms_.num_last, kMustStay);
            const auto kept = select_keep_list(of_head, budget_, slot_order_);
            keep.insert(keep.end(), kept.begin(), kept.end());
        }
    }
    ops_.copy_to_device(stream_, keep_.data(), keep.data(), keep.size() * sizeof(std::uint16_t));
    backend_.stream_synchronize(stream_);
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
