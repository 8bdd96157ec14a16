#pragma once

#include "engine/generation.h"
#include "runtime/forward_pass.h"
#include "runtime/sampler.h"
#include "runtime/step_clock.h"

#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <optional>

namespace kvscope {

/// Continuous batching over the requests of one cell: the scheduler behind generate().
///
/// One iteration admits what fits, prefills it, then advances every running sequence by one token. Prefill is timed
/// apart.
class GenerationLoop {
public:
    GenerationLoop(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests,
                   const GenerationCallbacks &callbacks, std::stop_token stop);
    Result<CellTiming> run();

private:
    using Clock = std::chrono::steady_clock;

    /// A sequence from admission to its last token. Preempted, it keeps its tokens and waits without a cache.
    struct Sequence {
        SampleRequest request;
        GeneratedSample sample;
        std::optional<KvCache> cache;
        std::vector<float> logits;
        int max_new_tokens = 0;
        bool is_done = false;
        bool is_finite = true;
        Clock::time_point decode_start;
    };
    using SequencePtr = std::unique_ptr<Sequence>;

    SequencePtr make_sequence(SampleRequest request) const;
    std::vector<Sequence *> admit();
    static int num_known_tokens(const Sequence &sequence); ///< prompt and, after a preemption, what was generated
    Error no_room_error() const;
    void run_prompts(std::span<StepSequence> batch);
    double prefill(const std::vector<Sequence *> &admitted); ///< returns the seconds of the forward pass
    bool make_room_to_decode();
    void preempt_newest();
    void shrink_batch(int num_sequences);
    void leave_staging();
    void decode();
    void after_forward(std::span<StepSequence> batch, const std::vector<Sequence *> &sequences);
    void take_token(Sequence &sequence, Sampler &sampler);
    void compress_if_due(Sequence &sequence, int trigger, KvsStream *stream);
    void keep_logits(Sequence &sequence);
    void deliver_finished();
    void set_timed(bool is_timed) const;
    bool wait_while_paused();

    const Model &model_;
    const GenerationOptions &options_;
    const GenerationCallbacks &callbacks_;
    std::stop_token stop_;
    KvLayout layout_;
    MemoryLedger ledger_;
    WorkerPool workers_;
    std::vector<Sampler> samplers_; ///< one a worker
    std::deque<SequencePtr> waiting_;
    std::list<SequencePtr> running_; ///< in order of admission
    std::optional<ForwardPass> forward_;
    StepClock clock_;
    int batch_limit_ = 0;
    int batch_shrunk_ = 0; ///< sequences at once after the device ran out of memory; 0: it did not
    int num_emitted_in_step_ = 0;
    std::int64_t num_tokens_ = 0;
    int num_preemptions_ = 0;
    std::optional<Error> error_;
};

} // namespace kvscope
