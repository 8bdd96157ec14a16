#pragma once

#include "cache/device_buffer.h"
#include "device/device_kv.h"
#include "types/sample.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvscope {

/// A sequence that is due for a compression.
struct DueSequence {
    int source = 0; ///< in the pool that holds it now
    int target = 0; ///< in the pool it stays in
    std::uint64_t seed = 0;
    bool traced = false;
};

/// Enqueues compressions of one policy. The lists of what was dropped arrive with the stream; two sets take turns as
/// the batch's results do. Not thread-safe.
class DeviceEvictor {
public:
    DeviceEvictor(const KvsBackend &backend, KvsStream *stream, const DeviceKvLayout &layout,
                  const CacheSettings &settings);
    ~DeviceEvictor();

    /// Scratch for compressions of up to `n` entries, so that none fails for want of it later. False: out of memory.
    bool reserve_scratch(int n);
    /// Cuts `due`, all of n entries, to the budget; `slots`: of the batch. False: out of memory for scratch or traces.
    bool compress(const KvsKvPool &source, const KvsKvPool &target, std::span<const DueSequence> due, int n,
                  std::int32_t *slots, int parity);
    /// What the i-th traced sequence of that call dropped, once the stream has passed it: [num_layers × num_kv_heads]
    /// ascending lists.
    std::vector<std::vector<std::int32_t>> dropped(int traced_index, int parity) const;

    static std::uint64_t scratch_bytes(const KvsDeviceOps &ops, const DeviceKvLayout &layout, const ScoreTerms &terms,
                                       int n);

private:
    struct Trace {
        DeviceArray<std::int32_t> on_device;
        std::int32_t *on_host = nullptr; ///< pinned
        std::size_t capacity = 0;        ///< in numbers
        int excess = 0;                  ///< a head, in the last call
    };

    bool make_room_for_traces(Trace &trace, std::size_t count);
    /// SlotOrder::Reference: the cut is made on the host, since it copies how torch.topk orders ties. Waits for the
    /// device.
    bool choose_on_host(const KvsKvPool &source, std::span<const KvsCompression> group, int n);

    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsStream *stream_;
    DeviceKvLayout layout_;
    KvsScoreTerms terms_;
    int budget_;
    SlotOrder slot_order_;
    DeviceArray<float> scores_;
    DeviceArray<std::uint16_t> keep_;
    DeviceArray<char> scratch_;
    std::uint64_t scratch_bytes_ = 0;
    Trace traces_[2];
};

} // namespace kvscope
