#include "runtime/generation_loop.h"

#include "runtime/eviction.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace kvscope {

namespace {

/// Prompt tokens that are read between two signs of life.
constexpr std::size_t kPromptTokensAtOnce = 512;

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

GenerationLoop::GenerationLoop(const Model &model, const GenerationOptions &options,
                               std::vector<SampleRequest> requests, const GenerationCallbacks &callbacks,
                               std::stop_token stop)
    : model_(model), options_(options), callbacks_(callbacks), stop_(std::move(stop)),
      layout_(make_kv_layout(model.config(), options.cache)),
      ledger_(options.batch.kind == BatchPolicy::Kind::FillMemory ? options.batch.kv_memory_bytes : 0),
      workers_(options.num_threads), samplers_(workers_.num_workers()),
      batch_limit_(options.batch.kind == BatchPolicy::Kind::Fixed ? options.batch.batch
                                                                  : std::numeric_limits<int>::max())
{
    int max_positions = 1;
    for (SampleRequest &request : requests) {
        waiting_.push_back(make_sequence(std::move(request)));
        const Sequence &sequence = *waiting_.back();
        max_positions =
            std::max(max_positions, static_cast<int>(sequence.request.prompt.size()) + sequence.max_new_tokens);
    }
    forward_.emplace(model, layout_, workers_, max_positions);
}

GenerationLoop::SequencePtr GenerationLoop::make_sequence(SampleRequest request) const
{
    auto sequence = std::make_unique<Sequence>();
    const int context_left = model_.config().max_position_embeddings - static_cast<int>(request.prompt.size());
    const int wanted = request.max_new_tokens > 0 ? request.max_new_tokens : options_.sampling.max_new_tokens;
    sequence->max_new_tokens = std::max(0, std::min(wanted, context_left));
    sequence->sample.tag = request.tag;
    sequence->request = std::move(request);
    sequence->logits.resize(model_.config().vocab_size);
    return sequence;
}

void GenerationLoop::set_timed(bool is_timed) const
{
    if (callbacks_.on_timed) {
        callbacks_.on_timed(is_timed);
    }
}

Result<CellTiming> GenerationLoop::run()
{
    set_timed(true);
    while (!waiting_.empty() || !running_.empty()) {
        if (stop_.stop_requested() || !wait_while_paused()) {
            return make_error(ErrorCode::Canceled, "Generation was canceled.");
        }
        const auto start = Clock::now();
        num_emitted_in_step_ = 0;
        const auto admitted = admit();
        if (running_.empty()) {
            if (callbacks_.may_admit && !callbacks_.may_admit()) {
                continue; // paused since the check above
            }
            return no_room_error();
        }
        const double prefill_s = admitted.empty() ? 0 : prefill(admitted);
        clock_.add_prefill(prefill_s);

        StepRecord record;
        record.num_running = static_cast<int>(running_.size());
        record.all_compressed = std::all_of(running_.begin(), running_.end(),
                                            [](const SequencePtr &s) { return s->sample.num_evictions > 0; });
        deliver_finished();
        if (!error_ && !running_.empty() && make_room_to_decode()) {
            decode();
        }
        if (error_) {
            return *error_;
        }
        deliver_finished();
        record.num_emitted = num_emitted_in_step_;
        record.seconds = seconds_since(start) - prefill_s;
        clock_.add_step(record);
        if (callbacks_.on_step) {
            callbacks_.on_step(static_cast<int>(running_.size()), num_tokens_);
        }
    }
    set_timed(false);
    CellTiming timing = clock_.summarize(options_.batch.kind == BatchPolicy::Kind::Fixed ? options_.batch.batch : 0,
                                         options_.cache.evicts());
    timing.kv_bytes_held_peak = ledger_.peak_bytes();
    timing.num_preemptions = num_preemptions_;
    timing.batch_shrunk = batch_shrunk_;
    timing.load_s = model_.load_seconds();
    timing.device = model_.device().description + ", " + std::to_string(workers_.num_workers()) + " threads";
    return timing;
}

bool GenerationLoop::wait_while_paused()
{
    using namespace std::chrono_literals;
    bool was_paused = false;
    while (running_.empty() && callbacks_.may_admit && !callbacks_.may_admit()) {
        if (stop_.stop_requested()) {
            return false;
        }
        if (!was_paused) {
            set_timed(false);
            was_paused = true;
        }
        std::this_thread::sleep_for(20ms);
        if (callbacks_.on_step) {
            callbacks_.on_step(0, num_tokens_);
        }
    }
    if (was_paused) {
        set_timed(true);
    }
    return true;
}

int GenerationLoop::num_known_tokens(const Sequence &sequence)
{
    return static_cast<int>(sequence.request.prompt.size() + sequence.sample.tokens.size());
}

std::vector<GenerationLoop::Sequence *> GenerationLoop::admit()
{
    std::vector<Sequence *> admitted;
    const bool may_admit = !callbacks_.may_admit || callbacks_.may_admit();
    while (may_admit && !waiting_.empty() && static_cast<int>(running_.size()) < batch_limit_) {
        Sequence &next = *waiting_.front();
        if (!ledger_.has_room(layout_.bytes_to_start(num_known_tokens(next)))) {
            break;
        }
        next.cache.emplace(*model_.device().backend, layout_, ledger_);
        if (!next.cache->reserve(num_known_tokens(next))) {
            // The device has less than was promised: go on with the batch that fits.
            next.cache.reset();
            if (!running_.empty()) {
                shrink_batch(static_cast<int>(running_.size()));
            }
            break;
        }
        running_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
        admitted.push_back(running_.back().get());
    }
    return admitted;
}

Error GenerationLoop::no_room_error() const
{
    const int num_tokens = num_known_tokens(*waiting_.front());
    const std::string limit = ledger_.limit_bytes() > 0
                                  ? "the limit is " + std::to_string(ledger_.limit_bytes()) + " bytes"
                                  : "the device has no more memory";
    return make_error(ErrorCode::OutOfMemory, "Not one sequence of " + std::to_string(num_tokens) +
                                                  " tokens fits: its KV storage needs " +
                                                  std::to_string(layout_.bytes_to_start(num_tokens)) + " bytes and " +
                                                  limit + ". Raise the KV memory or lower the budget.");
}

/// In pieces, with a sign of life between them: many prompts of a large model take longer than a watchdog waits.
void GenerationLoop::run_prompts(std::span<StepSequence> batch)
{
    for (std::size_t first = 0; first < batch.size();) {
        std::size_t last = first, num_tokens = 0;
        while (last < batch.size() &&
               (last == first || num_tokens + batch[last].tokens.size() <= kPromptTokensAtOnce)) {
            num_tokens += batch[last++].tokens.size();
        }
        forward_->run(batch.subspan(first, last - first));
        first = last;
        if (callbacks_.on_step) {
            callbacks_.on_step(static_cast<int>(running_.size()), num_tokens_);
        }
    }
}

double GenerationLoop::prefill(const std::vector<Sequence *> &admitted)
{
    const auto start = Clock::now();
    std::vector<std::vector<std::int32_t>> tokens;
    std::vector<StepSequence> batch;
    tokens.reserve(admitted.size());
    for (Sequence *sequence : admitted) {
        // After a preemption the tokens so far are read again: row for row the same arithmetic as when they were
        // decoded.
        tokens.push_back(sequence->request.prompt);
        tokens.back().insert(tokens.back().end(), sequence->sample.tokens.begin(), sequence->sample.tokens.end());
        batch.push_back({&*sequence->cache, tokens.back(), sequence->logits.data(), true});
    }
    run_prompts(batch);
    const double prefill_s = seconds_since(start);
    for (Sequence *sequence : admitted) {
        sequence->sample.prefill_ms += 1e3 * prefill_s;
        sequence->decode_start = Clock::now();
    }
    // The first token comes from the prompt and is not counted as decoded; one drawn after a preemption is.
    const auto num_fresh =
        std::count_if(admitted.begin(), admitted.end(), [](const Sequence *s) { return s->sample.tokens.empty(); });
    after_forward(batch, admitted);
    num_emitted_in_step_ -= static_cast<int>(num_fresh);
    leave_staging();
    return prefill_s;
}

/// Compressed prompts move into their slabs. One for which the device has no slab starts again when there is room: from
/// nothing, since reading it with what it has generated would compress at another length.
void GenerationLoop::leave_staging()
{
    for (auto it = running_.begin(); it != running_.end();) {
        Sequence &sequence = **it;
        if (sequence.is_done || sequence.cache->leave_staging()) {
            ++it;
            continue;
        }
        if (running_.size() == 1) {
            error_ = make_error(ErrorCode::OutOfMemory, "Out of memory while moving a compressed prompt into its slab. "
                                                        "Lower the budget.");
            return;
        }
        SequencePtr again = make_sequence(std::move(sequence.request));
        again->sample.num_preemptions = sequence.sample.num_preemptions + 1;
        ++num_preemptions_;
        it = running_.erase(it); // gives its staging block back
        waiting_.push_front(std::move(again));
        shrink_batch(static_cast<int>(running_.size()));
    }
}

void GenerationLoop::shrink_batch(int num_sequences)
{
    batch_limit_ = std::max(1, num_sequences);
    batch_shrunk_ = batch_limit_;
    clock_.restart_sustained();
}

bool GenerationLoop::make_room_to_decode()
{
    for (;;) {
        const bool has_room =
            std::all_of(running_.begin(), running_.end(), [](const SequencePtr &s) { return s->cache->reserve(1); });
        if (has_room) {
            return true;
        }
        if (running_.size() == 1) {
            error_ = make_error(ErrorCode::OutOfMemory,
                                "A sequence of " + std::to_string(running_.front()->cache->kv_len()) +
                                    " entries outgrew the KV memory of " + std::to_string(ledger_.limit_bytes()) +
                                    " bytes. Raise the KV memory or set fewer new tokens.");
            return false;
        }
        // Where the limit has room for another block it is the device that has none: what it cannot hold is not tried
        // again.
        const bool is_device_full = ledger_.has_room(layout_.block_bytes(layout_.slab_tokens));
        preempt_newest();
        if (is_device_full) {
            shrink_batch(static_cast<int>(running_.size()));
        }
    }
}

void GenerationLoop::preempt_newest()
{
    SequencePtr sequence = std::move(running_.back());
    running_.pop_back();
    sequence->cache.reset();
    ++sequence->sample.num_preemptions;
    ++num_preemptions_;
    waiting_.push_front(std::move(sequence));
}

void GenerationLoop::decode()
{
    std::vector<StepSequence> batch;
    std::vector<Sequence *> sequences;
    for (const SequencePtr &sequence : running_) {
        batch.push_back(
            {&*sequence->cache, std::span(&sequence->sample.tokens.back(), 1), sequence->logits.data(), true});
        sequences.push_back(sequence.get());
    }
    const auto start = Clock::now();
    forward_->run(batch);
    clock_.add_forward(seconds_since(start));
    after_forward(batch, sequences);
}

void GenerationLoop::after_forward(std::span<StepSequence> batch, const std::vector<Sequence *> &sequences)
{
    workers_.for_each(static_cast<int>(sequences.size()), [&](int index, int worker) {
        Sequence &sequence = *sequences[index];
        sequence.is_finite = batch[index].is_finite;
        const bool is_prefill = batch[index].tokens.size() > 1 || sequence.sample.tokens.empty();
        sequence.sample.peak_kv_len = std::max(sequence.sample.peak_kv_len, sequence.cache->kv_len());
        compress_if_due(sequence, is_prefill ? options_.cache.retained + 1 : options_.cache.capacity(),
                        forward_->stream(worker));
        take_token(sequence, samplers_[worker]);
    });
    num_emitted_in_step_ += static_cast<int>(sequences.size());
    num_tokens_ += static_cast<std::int64_t>(sequences.size());
}

void GenerationLoop::compress_if_due(Sequence &sequence, int trigger, KvsStream *stream)
{
    KvCache &cache = *sequence.cache;
    if (!options_.cache.evicts() || cache.kv_len() < trigger) {
        return;
    }
    EvictionEvent event{static_cast<int>(sequence.sample.tokens.size()), cache.kv_len(), {}};
    const bool traced = sequence.request.trace_evictions;
    compress(cache, options_.cache, model_.config(), *model_.device().backend, stream, sequence.request.seed,
             traced ? &event : nullptr);
    ++sequence.sample.num_evictions;
    if (traced) {
        sequence.sample.evictions.push_back(std::move(event));
    }
}

void GenerationLoop::take_token(Sequence &sequence, Sampler &sampler)
{
    keep_logits(sequence);
    GeneratedSample &sample = sequence.sample;
    if (!sequence.is_finite) {
        sample.finish = FinishReason::Invalid;
        sequence.is_done = true;
        return;
    }
    const auto token =
        sampler.draw(sequence.logits, options_.sampling, sequence.request.seed, static_cast<int>(sample.tokens.size()));
    sample.tokens.push_back(token);
    const auto &eos_ids = model_.config().eos_ids;
    if (!options_.ignore_eos && std::find(eos_ids.begin(), eos_ids.end(), token) != eos_ids.end()) {
        sample.finish = FinishReason::Stop;
        sequence.is_done = true;
    } else if (static_cast<int>(sample.tokens.size()) >= sequence.max_new_tokens) {
        sample.finish = FinishReason::Length;
        sequence.is_done = true;
    }
}

void GenerationLoop::keep_logits(Sequence &sequence)
{
    using Keep = GenerationOptions::KeepLogits;
    auto &kept = sequence.sample.logits;
    if (options_.keep_logits == Keep::None || (options_.keep_logits == Keep::First && !kept.empty())) {
        return;
    }
    if (options_.keep_logits == Keep::Last) {
        kept.clear();
    }
    kept.push_back(sequence.logits);
}

void GenerationLoop::deliver_finished()
{
    for (auto it = running_.begin(); it != running_.end();) {
        Sequence &sequence = **it;
        if (!sequence.is_done) {
            ++it;
            continue;
        }
        sequence.sample.decode_ms = 1e3 * seconds_since(sequence.decode_start);
        if (callbacks_.on_sample) {
            callbacks_.on_sample(std::move(sequence.sample));
        }
        it = running_.erase(it);
    }
}

} // namespace kvscope
