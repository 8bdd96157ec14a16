#include "device/device_loop.h"

#include <algorithm>
#include <thread>

namespace kvscope {

namespace {

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

Result<CellTiming> DeviceLoop::run()
{
    if (Status ok = open(); ok.has_error()) {
        return ok.error();
    }
    set_timed(true);
    last_collect_ = Clock::now();
    while (!waiting_.empty() || num_running() > 0 || in_flight_) {
        if (stop_.stop_requested() || !wait_while_paused()) {
            return make_error(ErrorCode::Canceled, "Generation was canceled.");
        }
        if (can_admit()) {
            if (Status ok = finish_step(); ok.has_error()) {
                return ok.error();
            }
            if (Status ok = admit(); ok.has_error()) {
                return ok.error();
            }
        }
        std::optional<Step> before = std::move(in_flight_);
        in_flight_.reset();
        if (needs_step()) {
            if (Status ok = enqueue_step(); ok.has_error()) {
                return ok.error();
            }
        }
        if (before) {
            collect(*before);
        }
        if (options_.keep_logits != GenerationOptions::KeepLogits::None) {
            // Logits are read where they lie, before another step writes there.
            if (Status ok = finish_step(); ok.has_error()) {
                return ok.error();
            }
        }
        if (Status ok = device_status(); ok.has_error()) {
            return ok.error();
        }
    }
    set_timed(false);
    return summarize();
}

void DeviceLoop::set_timed(bool is_timed) const
{
    if (callbacks_.on_timed) {
        callbacks_.on_timed(is_timed);
    }
}

int DeviceLoop::num_running() const
{
    return static_cast<int>(
        std::count_if(rows_.begin(), rows_.end(), [](const Row &row) { return row.sequence != nullptr; }));
}

bool DeviceLoop::wait_while_paused()
{
    using namespace std::chrono_literals;
    bool was_paused = false;
    while (num_running() == 0 && !in_flight_ && !may_admit()) {
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

bool DeviceLoop::can_admit() const
{
    return !waiting_.empty() && num_running() < most_running_ && may_admit();
}

Status DeviceLoop::finish_step()
{
    if (in_flight_) {
        Step step = std::move(*in_flight_);
        in_flight_.reset();
        collect(step);
    }
    return device_status();
}

Status DeviceLoop::admit()
{
    const auto start = Clock::now();
    for (int row = 0; row < static_cast<int>(rows_.size()) && can_admit(); ++row) {
        if (rows_[row].sequence) {
            continue;
        }
        const SequencePtr sequence = waiting_.front();
        if (!prefill(row, sequence)) {
            kv_->release(row);
            if (num_running() == 0) {
                return make_error(ErrorCode::OutOfMemory,
                                  "Not one sequence of " + std::to_string(sequence->request.prompt.size()) +
                                      " prompt tokens fits the KV memory. Raise it or lower the budget.");
            }
            break;
        }
        waiting_.pop_front();
        if (sequence->is_done) {
            deliver(row);
        }
        if (callbacks_.on_step) {
            callbacks_.on_step(num_running(), num_tokens_);
        }
    }
    clock_.add_prefill(seconds_between(start, Clock::now()));
    last_collect_ = Clock::now();
    return device_status();
}

bool DeviceLoop::prefill(int row, const SequencePtr &sequence)
{
    const auto start = Clock::now();
    std::vector<std::int32_t> tokens = sequence->request.prompt;
    tokens.insert(tokens.end(), sequence->sample.tokens.begin(), sequence->sample.tokens.end());
    const auto result =
        prefill_->run({row, tokens, sequence->request.seed, static_cast<int>(sequence->sample.tokens.size()),
                       sequence->request.trace_evictions});
    if (!result) {
        return false;
    }
    GeneratedSample &sample = sequence->sample;
    rows_[row] = {sequence, result->kv_len};
    sample.peak_kv_len = std::max(sample.peak_kv_len, static_cast<int>(tokens.size()));
    if (result->compressed) {
        ++sample.num_evictions;
        if (sequence->request.trace_evictions) {
            sample.evictions.push_back(
                {static_cast<int>(sample.tokens.size()), static_cast<int>(tokens.size()), evictor_->dropped(0, 0)});
        }
    }
    sequence->decode_start = Clock::now();
    sample.prefill_ms += 1e3 * seconds_between(start, sequence->decode_start);
    keep_logits(*sequence, prefill_->logits());
    take_token(*sequence, batch_->result(row, 0));
    ++num_tokens_;
    return true;
}

bool DeviceLoop::needs_step() const
{
    return std::any_of(rows_.begin(), rows_.end(), [](const Row &row) {
        // One token of it may be on its way already: then a step would only be dropped.
        return row.sequence && static_cast<int>(row.sequence->sample.tokens.size()) < row.sequence->max_new_tokens;
    });
}

bool DeviceLoop::make_room_to_decode()
{
    for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
        while (rows_[row].sequence && !kv_->reserve(row, rows_[row].kv_len + 1)) {
            if (num_running() == 1) {
                return false;
            }
            // The newest gives way: it has the least to read again.
            int newest = -1;
            for (int other = 0; other < static_cast<int>(rows_.size()); ++other) {
                if (rows_[other].sequence &&
                    (newest < 0 || rows_[other].sequence->decode_start > rows_[newest].sequence->decode_start)) {
                    newest = other;
                }
            }
            ++rows_[newest].sequence->sample.num_preemptions;
            ++num_preemptions_;
            waiting_.push_front(rows_[newest].sequence);
            // Where the limit has room for another block it is the device that has none: not tried again.
            const bool is_device_full = ledger_.has_room(kv_->layout().block_bytes());
            make_idle(newest);
            if (is_device_full) {
                most_running_ = batch_shrunk_ = num_running();
                clock_.restart_sustained();
            }
        }
    }
    return true;
}

Status DeviceLoop::enqueue_step()
{
    if (!make_room_to_decode()) {
        return make_error(ErrorCode::OutOfMemory, "A sequence outgrew the KV memory of " +
                                                      std::to_string(ledger_.limit_bytes()) +
                                                      " bytes. Raise the KV memory or set fewer new tokens.");
    }
    Step step{next_parity_, {}};
    next_parity_ = 1 - next_parity_;
    ops_.event_record(started_[step.parity], stream_);
    ops_.graph_launch(graphs_[step.parity], stream_);
    ops_.event_record(computed_[step.parity], stream_);
    for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
        if (rows_[row].sequence) {
            step.rows.push_back({row, rows_[row].sequence, ++rows_[row].kv_len, false, -1});
        }
    }
    if (!compress_due(step)) {
        return make_error(ErrorCode::OutOfMemory,
                          "Out of GPU memory for a compression. Lower the batch or the KV memory.");
    }
    ops_.event_record(ended_[step.parity], stream_);
    in_flight_ = std::move(step);
    return Done{};
}

bool DeviceLoop::compress_due(Step &step)
{
    if (!options_.cache.evicts()) {
        return true;
    }
    std::vector<DueSequence> due;
    int num_traced = 0;
    for (StepRow &row : step.rows) {
        if (row.kv_len == options_.cache.capacity()) {
            const SampleRequest &request = row.sequence->request;
            due.push_back({row.row, row.row, request.seed, request.trace_evictions});
            row.compressed = true;
            row.trace = request.trace_evictions ? num_traced++ : -1;
            rows_[row.row].kv_len = options_.cache.retained;
        }
    }
    return due.empty() ||
           evictor_->compress(kv_->pool(), kv_->pool(), due, options_.cache.capacity(), batch_->slots(), step.parity);
}

void DeviceLoop::collect(Step &step)
{
    ops_.event_synchronize(ended_[step.parity]);
    clock_.add_forward(1e-3 * ops_.event_elapsed_ms(started_[step.parity], computed_[step.parity]));
    StepRecord record;
    record.all_compressed = true;
    for (StepRow &row : step.rows) {
        Sequence &sequence = *row.sequence;
        if (sequence.is_done || rows_[row.row].sequence != row.sequence) {
            continue; // it had ended, or was preempted, before this step
        }
        GeneratedSample &sample = sequence.sample;
        ++record.num_running;
        record.all_compressed = record.all_compressed && sample.num_evictions > 0;
        sample.peak_kv_len = std::max(sample.peak_kv_len, row.kv_len);
        if (row.compressed) {
            ++sample.num_evictions;
            if (row.trace >= 0) {
                sample.evictions.push_back(
                    {static_cast<int>(sample.tokens.size()), row.kv_len, evictor_->dropped(row.trace, step.parity)});
            }
        }
        keep_logits(sequence, logits_ + static_cast<std::size_t>(row.row) * model_.config().vocab_size);
        take_token(sequence, batch_->result(row.row, step.parity));
        ++record.num_emitted;
        ++num_tokens_;
        if (sequence.is_done) {
            deliver(row.row);
        }
    }
    const auto now = Clock::now();
    record.seconds = seconds_between(last_collect_, now);
    last_collect_ = now;
    if (record.num_running > 0) {
        clock_.add_step(record);
    }
    if (callbacks_.on_step) {
        callbacks_.on_step(num_running(), num_tokens_);
    }
}

void DeviceLoop::keep_logits(Sequence &sequence, const float *on_device)
{
    using Keep = GenerationOptions::KeepLogits;
    auto &kept = sequence.sample.logits;
    if (options_.keep_logits == Keep::None || (options_.keep_logits == Keep::First && !kept.empty())) {
        return;
    }
    if (options_.keep_logits == Keep::Last) {
        kept.clear();
    }
    kept.emplace_back(model_.config().vocab_size);
    ops_.copy_to_host(stream_, kept.back().data(), on_device, kept.back().size() * sizeof(float));
    backend_.stream_synchronize(stream_);
}

void DeviceLoop::take_token(Sequence &sequence, std::int32_t token)
{
    GeneratedSample &sample = sequence.sample;
    if (token < 0) {
        sample.finish = FinishReason::Invalid;
        sequence.is_done = true;
        return;
    }
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

void DeviceLoop::deliver(int row)
{
    Sequence &sequence = *rows_[row].sequence;
    sequence.sample.decode_ms = 1e3 * seconds_between(sequence.decode_start, Clock::now());
    if (callbacks_.on_sample) {
        callbacks_.on_sample(std::move(sequence.sample));
    }
    make_idle(row);
}

void DeviceLoop::make_idle(int row)
{
    rows_[row] = {};
    const KvsBatchState state = batch_->state(0);
    ops_.set_row(stream_, &state, row, -1, 0, 0, 0, 0);
    kv_->release(row);
}

} // namespace kvscope
