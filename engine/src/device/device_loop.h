#pragma once

#include "device/device_prefill.h"
#include "engine/generation.h"
#include "runtime/step_clock.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace kvscope {

/// generate() on a device with its own memory. The decode step of the whole batch is one graph; compressions are
/// enqueued between two replays, and a step's tokens are read while the next one runs. A sequence that turns out to
/// have ended so runs one step more; what that step draws is dropped and not counted.
class DeviceLoop {
public:
    DeviceLoop(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests,
               const GenerationCallbacks &callbacks, std::stop_token stop);
    ~DeviceLoop();
    Result<CellTiming> run();

private:
    using Clock = std::chrono::steady_clock;

    struct Sequence {
        SampleRequest request;
        GeneratedSample sample;
        int max_new_tokens = 0;
        bool is_done = false;
        Clock::time_point decode_start;
    };
    using SequencePtr = std::shared_ptr<Sequence>;

    /// One row of the batch as the host knows it: no reading back is needed to know what is held.
    struct Row {
        SequencePtr sequence; ///< null: idle
        int kv_len = 0;
    };
    struct StepRow {
        int row = 0;
        SequencePtr sequence;
        int kv_len = 0; ///< held after the step, before a compression
        bool compressed = false;
        int trace = -1; ///< index among the step's traced compressions
    };
    struct Step {
        int parity = 0;
        std::vector<StepRow> rows;
    };

    Status open();
    int try_open(const DeviceKvLayout &layout, int batch, int longest_prompt);
    void close();
    int choose_batch(const DeviceKvLayout &layout, int longest_prompt) const;
    Status capture();
    SequencePtr make_sequence(SampleRequest request) const;
    bool may_admit() const { return !callbacks_.may_admit || callbacks_.may_admit(); }
    bool can_admit() const;
    Status admit();
    bool prefill(int row, const SequencePtr &sequence);
    bool make_room_to_decode();
    bool needs_step() const;
    Status enqueue_step();
    bool compress_due(Step &step);
    void collect(Step &step);
    void take_token(Sequence &sequence, std::int32_t token);
    void keep_logits(Sequence &sequence, const float *on_device);
    void deliver(int row);
    void make_idle(int row);
    int num_running() const;
    void set_timed(bool is_timed) const;
    bool wait_while_paused();
    Status finish_step();
    Status device_status() const;
    CellTiming summarize() const;

    const Model &model_;
    const GenerationOptions &options_;
    const GenerationCallbacks &callbacks_;
    std::stop_token stop_;
    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsStream *stream_ = nullptr;
    std::deque<SequencePtr> waiting_;
    std::vector<Row> rows_;
    MemoryLedger ledger_;
    KvsSampling sampling_{};
    int longest_ = 1; ///< prompt and generated tokens
    std::unique_ptr<DeviceKv> kv_;
    std::unique_ptr<DeviceForward> forward_;
    std::unique_ptr<DeviceBatch> batch_;
    std::unique_ptr<DeviceEvictor> evictor_;
    std::unique_ptr<DevicePrefill> prefill_;
    KvsGraph *graphs_[2] = {};
    KvsEvent *started_[2] = {};
    KvsEvent *computed_[2] = {};
    KvsEvent *ended_[2] = {};
    const float *logits_ = nullptr;
    std::optional<Step> in_flight_;
    int next_parity_ = 0;
    StepClock clock_;
    Clock::time_point last_collect_;
    std::int64_t num_tokens_ = 0;
    int num_preemptions_ = 0;
    int most_running_ = 0; ///< sequences at once
    int batch_shrunk_ = 0; ///< what that became when the device ran out of memory; 0: it did not
};

} // namespace kvscope
