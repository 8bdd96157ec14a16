#include "commit_pipeline.h"

#include <chrono>
#include <utility>

namespace kvscope {

namespace {

constexpr std::size_t kQueueCapacity = 512;
constexpr std::size_t kMaxPerTransaction = 128;
constexpr std::chrono::milliseconds kPushPatience{500};

std::uint64_t stored_bytes(const std::vector<SampleResult> &samples)
{
    std::uint64_t bytes = 0;
    for (const SampleResult &sample : samples) {
        bytes += sample.text.size() + 4 * (sample.tokens.size() + sample.prompt_tokens.size()) + 512;
        for (const EvictionEvent &event : sample.evictions) {
            for (const auto &positions : event.dropped_positions) {
                bytes += 2 * positions.size();
            }
        }
    }
    return bytes;
}

/// There is no verdict for it: the cell's `accuracy_missing` tells readers to count none of these.
Grade not_graded(const CellInputs &cell, FinishReason finish)
{
    if (finish == FinishReason::Invalid) {
        return {Verdict::Invalid, "", "the model gave values that are not finite"};
    }
    return {Verdict::NoAnswer, "", "not graded: " + cell.accuracy_missing};
}

} // namespace

SampleResult grade_sample(const CellInputs &cell, GeneratedSample generated)
{
    const PlannedSample &planned = cell.planned.at(static_cast<std::size_t>(generated.tag));
    const auto problem_index = static_cast<std::size_t>(planned.problem);
    const Problem &problem = cell.dataset->problems[problem_index];
    const Prompt &prompt = (*cell.prompts)[problem_index];
    SampleResult result;
    result.problem_id = problem.id;
    result.sample_index = planned.sample_index;
    result.prompt_sha256 = prompt.sha256;
    result.prompt_tokens = prompt.tokens;
    result.text = cell.format != nullptr ? cell.format->tokenizer().decode(generated.tokens, true) : "";
    result.tokens = std::move(generated.tokens);
    result.finish = generated.finish;
    result.grade = cell.grader != nullptr ? grade_generation(*cell.grader, problem.gold, result.text, result.finish)
                                          : not_graded(cell, result.finish);
    const auto prompt_len = static_cast<int>(prompt.tokens.size());
    if (result.finish == FinishReason::Invalid && cell.room_after(prompt_len) == 0) {
        result.grade.reason =
            "the prompt of " + std::to_string(prompt_len) + " tokens does not fit the model's context";
    }
    result.num_evictions = generated.num_evictions;
    result.peak_kv_len = generated.peak_kv_len;
    result.num_preemptions = generated.num_preemptions;
    result.prefill_ms = generated.prefill_ms;
    result.decode_ms = generated.decode_ms;
    result.evictions = std::move(generated.evictions);
    return result;
}

CommitPipeline::CommitPipeline(const CellInputs &cell, SessionWriter &writer, WriteContext context,
                               std::function<void()> on_fatal)
    : cell_(cell), writer_(writer), context_(std::move(context)), on_fatal_(std::move(on_fatal)),
      generated_(kQueueCapacity), graded_(kQueueCapacity), grade_thread_([this] { grade_all(); }),
      commit_thread_([this] { commit_all(); })
{
}

CommitPipeline::~CommitPipeline()
{
    (void)finish();
}

void CommitPipeline::push(GeneratedSample sample)
{
    while (!generated_.push_for(sample, kPushPatience)) {
        if (generated_.is_closed()) {
            return;
        }
        context_.tracker.beat(); // waiting for the disk is not a hang
    }
}

Status CommitPipeline::finish()
{
    generated_.close();
    if (grade_thread_.joinable()) {
        grade_thread_.join();
    }
    graded_.close();
    if (commit_thread_.joinable()) {
        commit_thread_.join();
    }
    return status_;
}

void CommitPipeline::grade_all()
{
    for (;;) {
        std::vector<GeneratedSample> samples = generated_.pop(1);
        if (samples.empty()) {
            return;
        }
        SampleResult result = grade_sample(cell_, std::move(samples.front()));
        while (!graded_.push_for(result, kPushPatience) && !graded_.is_closed()) {
        }
    }
}

void CommitPipeline::commit_all()
{
    for (;;) {
        const std::vector<SampleResult> samples = graded_.pop(kMaxPerTransaction);
        if (samples.empty()) {
            return;
        }
        const Status status =
            write_patiently(context_, stored_bytes(samples), [&] { return writer_.put_samples(cell_.key, samples); });
        if (status.has_error()) {
            status_ = status;
            generated_.close();
            graded_.close();
            on_fatal_();
            return;
        }
        context_.tracker.commit(static_cast<int>(samples.size()));
        for (const SampleResult &sample : samples) {
            context_.listener.sample_committed(cell_.key, sample);
        }
    }
}

} // namespace kvscope
