#pragma once

#include "device/device_batch.h"
#include "device/device_evictor.h"
#include "device/device_forward.h"
#include "device/device_kv.h"

#include <memory>
#include <optional>
#include <span>

namespace kvscope {

/// What reading a prompt needs to know of its sequence.
struct PrefillRequest {
    int row = 0; ///< of the batch, and its sequence in the pool
    std::span<const std::int32_t> tokens;
    std::uint64_t seed = 0;
    int step = 0; ///< tokens drawn before: more than 0 after a preemption
    bool traced = false;
};

struct PrefillResult {
    int kv_len = 0;
    bool compressed = false;
};

/// Reads prompts, one at a time, in pieces of at most kPromptRows rows: the same passes as decode, with consecutive
/// tokens of one sequence as rows. A prompt that is longer than the slab lies in a staging block until it is
/// compressed.
class DevicePrefill {
public:
    static constexpr int kPromptRows = 512;

    DevicePrefill(const KvsBackend &backend, KvsStream *stream, DeviceForward &forward, DeviceKv &kv,
                  DeviceBatch &batch, DeviceEvictor *evictor, const CacheSettings &settings,
                  const KvsSampling &sampling, int vocab_size, MemoryLedger &ledger);

    /// Fills the sequence's slots, compresses if the prompt is longer than the budget, draws the first token (its
    /// result lies in set 0) and sets the row up for decode. Waits for the device. nullopt: out of memory.
    std::optional<PrefillResult> run(const PrefillRequest &request);
    /// Fills the first slots of a sequence and nothing else. The prompt must fit its slab.
    void read_only(std::span<const std::int32_t> tokens, int sequence)
    {
        read({.row = sequence, .tokens = tokens}, kv_.pool(), sequence);
    }
    /// Whether a prompt of `num_tokens` would find room now.
    bool can_stage(int num_tokens);
    const float *logits() const { return logits_; } ///< [vocab_size] of the last run, on the device

private:
    bool open_staging(int num_tokens);
    void read(const PrefillRequest &request, const KvsKvPool &pool, int sequence);
    bool compress(const PrefillRequest &request, bool staged);
    void copy_query_ring(int to_sequence);

    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsStream *stream_;
    DeviceForward &forward_;
    DeviceKv &kv_;
    DeviceBatch &batch_;
    DeviceEvictor *evictor_;
    const CacheSettings &settings_;
    KvsSampling sampling_;
    int vocab_size_;
    MemoryLedger &ledger_;
    std::unique_ptr<DeviceKv> staging_;
    DeviceArray<std::int32_t> ids_, sequences_, slots_, positions_;
    const float *logits_ = nullptr;
};

} // namespace kvscope
