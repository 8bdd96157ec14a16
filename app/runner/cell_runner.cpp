#include "cell_runner.h"

#include "resumed_pass.h"

#include "engine/generation.h"
#include "engine/sweep.h"

#include <algorithm>
#include <utility>

namespace kvscope {

namespace {

constexpr std::uint64_t kSmallRowBytes = 4096;

bool has_other_batch(const std::vector<CellTiming> &timings, const BatchPolicy &batch)
{
    const int requested = batch.kind == BatchPolicy::Kind::Fixed ? batch.batch : 0;
    return std::any_of(timings.begin(), timings.end(),
                       [requested](const CellTiming &timing) { return timing.batch_requested != requested; });
}

} // namespace

bool CellRunner::is_fatal(ErrorCode code)
{
    return code == ErrorCode::Io || code == ErrorCode::DiskFull || code == ErrorCode::Device ||
           code == ErrorCode::Locked || code == ErrorCode::Canceled;
}

std::vector<PlannedSample> CellRunner::all_samples(const CellSpec &cell) const
{
    const auto &problems = run_.sweep.datasets[static_cast<std::size_t>(cell.dataset)].problems;
    std::vector<PlannedSample> planned;
    const int samples_per_problem = cell.num_samples / std::max(1, static_cast<int>(problems.size()));
    // Sample 0 of every problem comes first, so that an interim figure is over as many problems as possible.
    for (int sample = 0; sample < samples_per_problem; ++sample) {
        for (int problem = 0; problem < static_cast<int>(problems.size()); ++problem) {
            planned.push_back({problem, sample});
        }
    }
    return planned;
}

Result<std::vector<PlannedSample>> CellRunner::missing_samples(const CellSpec &cell) const
{
    const Result<std::set<SampleKey>> committed = run_.writer.committed_samples(cell.key);
    if (committed.has_error()) {
        return committed.error();
    }
    const auto &problems = run_.sweep.datasets[static_cast<std::size_t>(cell.dataset)].problems;
    std::vector<PlannedSample> missing = all_samples(cell);
    std::erase_if(missing, [&](const PlannedSample &sample) {
        return committed.value().contains({problems[static_cast<std::size_t>(sample.problem)].id, sample.sample_index});
    });
    return missing;
}

Result<int> CellRunner::num_committed(const CellSpec &cell) const
{
    const auto missing = missing_samples(cell);
    if (missing.has_error()) {
        return missing.error();
    }
    return cell.num_samples - static_cast<int>(missing.value().size());
}

const std::vector<Prompt> &CellRunner::prompts(const CellSpec &cell)
{
    std::vector<Prompt> &prompts = prompts_[{cell.model, cell.dataset, cell.prompt_tokens}];
    if (!prompts.empty()) {
        return prompts;
    }
    const auto model = static_cast<std::size_t>(cell.model);
    const PromptFormat *format = run_.sweep.prompts[model].get();
    const Dataset &dataset = run_.sweep.datasets[static_cast<std::size_t>(cell.dataset)];
    for (const Problem &problem : dataset.problems) {
        prompts.push_back(format != nullptr ? format->build(problem.text, dataset.answer_kind())
                                            : random_prompt(run_.spec, cell, run_.sweep.configs[model]));
    }
    return prompts;
}

CellInputs CellRunner::inputs(const CellSpec &cell, std::vector<PlannedSample> planned)
{
    const Dataset &dataset = run_.sweep.datasets[static_cast<std::size_t>(cell.dataset)];
    return CellInputs{cell.key,
                      &dataset,
                      cell.accuracy_missing.empty() ? find_grader(run_.graders.at(dataset.id)) : nullptr,
                      run_.sweep.prompts[static_cast<std::size_t>(cell.model)].get(),
                      &prompts(cell),
                      std::move(planned),
                      requested_new_tokens(run_.spec),
                      cell.accuracy_missing};
}

Status CellRunner::write(const std::function<Status()> &write_once)
{
    return write_patiently({run_.listener, run_.tracker, run_.control.stop_token()}, kSmallRowBytes, write_once);
}

Status CellRunner::run(const CellSpec &cell)
{
    Result<std::vector<PlannedSample>> missing = missing_samples(cell);
    if (missing.has_error()) {
        return missing.error();
    }
    const Result<std::vector<CellTiming>> timings = run_.writer.timings(cell.key);
    if (timings.has_error()) {
        return timings.error();
    }
    int num_timings = static_cast<int>(timings.value().size());
    const bool is_other_batch = has_other_batch(timings.value(), run_.spec.batch);
    if (is_other_batch) {
        if (const Status status = warn_of_other_batch(cell, timings.value()); status.has_error()) {
            return status;
        }
    }
    const int num_repeats = is_other_batch ? 0 : run_.spec.num_repeats; // rates at two batches have no mean
    if (!missing.value().empty() || num_timings < num_repeats) {
        run_.tracker.set_loading(true);
        const auto index = static_cast<std::size_t>(cell.model);
        const auto model = run_.models.get(run_.sweep.plan.models[index].dir, run_.sweep.configs[index],
                                           [this](std::uint64_t num_bytes, std::uint64_t total_bytes) {
                                               run_.tracker.load(num_bytes, total_bytes);
                                               return !run_.control.stop_token().stop_requested();
                                           });
        run_.tracker.set_loading(false);
        if (model.has_error()) {
            return model.error();
        }
        if (!missing.value().empty()) {
            const Status status =
                generate_missing(cell, *model.value(), inputs(cell, std::move(missing).value()), num_timings);
            if (status.has_error()) {
                return status;
            }
            ++num_timings;
        }
        for (; num_timings < num_repeats; ++num_timings) {
            const Status status = repeat_for_timing(cell, *model.value(), inputs(cell, all_samples(cell)), num_timings);
            if (status.has_error()) {
                return status;
            }
        }
    }
    return write([&] { return run_.writer.mark_cell_complete(cell.key); });
}

Status CellRunner::warn_of_other_batch(const CellSpec &cell, const std::vector<CellTiming> &timings)
{
    const auto label = [](int batch) { return batch > 0 ? "batch " + std::to_string(batch) : "memory to fill"; };
    const bool is_fixed = run_.spec.batch.kind == BatchPolicy::Kind::Fixed;
    const std::string message = "cell " + cell.key + " (" + cell.policy + ", budget " + format_budget(cell.budget) +
                                "): its throughput was measured with " + label(timings.front().batch_requested) +
                                " and is not measured again with " + label(is_fixed ? run_.spec.batch.batch : 0) +
                                "; its samples do not depend on that. Use a new session to compare batches";
    run_.listener.logged("warning", message);
    return write([&] { return run_.writer.log("warning", message); });
}

Status CellRunner::generate_missing(const CellSpec &cell, const Model &model, CellInputs cell_inputs, int repeat)
{
    const int num_missing = static_cast<int>(cell_inputs.planned.size());
    CommitPipeline pipeline(cell_inputs, run_.writer, {run_.listener, run_.tracker, run_.control.stop_token()},
                            [this] { run_.control.request_stop(); });
    Result<CellTiming> timing = generate_all(cell, model, cell_inputs,
                                             [&pipeline](GeneratedSample sample) { pipeline.push(std::move(sample)); });
    if (const Status status = pipeline.finish(); status.has_error()) {
        return status;
    }
    if (timing.has_error()) {
        return timing.error();
    }
    judge_resumed_pass(timing.value(), num_missing, cell.num_samples);
    timing.value().repeat = repeat;
    return put_timing(cell, timing.value());
}

Status CellRunner::put_timing(const CellSpec &cell, const CellTiming &timing)
{
    if (timing.batch_shrunk > 0) {
        if (const Status status = warn_of_shrunk_batch(cell, timing); status.has_error()) {
            return status;
        }
    }
    return write([&] { return run_.writer.put_timing(cell.key, timing); });
}

Status CellRunner::warn_of_shrunk_batch(const CellSpec &cell, const CellTiming &timing)
{
    const std::string message = "cell " + cell.key + " (" + cell.policy + ", budget " + format_budget(cell.budget) +
                                "): the device ran out of memory; the run went on with " +
                                std::to_string(timing.batch_shrunk) + " sequences at once";
    run_.listener.logged("warning", message);
    return write([&] { return run_.writer.log("warning", message); });
}

Status CellRunner::repeat_for_timing(const CellSpec &cell, const Model &model, CellInputs cell_inputs, int repeat)
{
    std::vector<GeneratedSample> samples;
    Result<CellTiming> timing = generate_all(
        cell, model, cell_inputs, [&samples](GeneratedSample sample) { samples.push_back(std::move(sample)); });
    if (timing.has_error()) {
        return timing.error();
    }
    if (const Status status = compare_with_stored(cell_inputs, samples, repeat); status.has_error()) {
        return status;
    }
    timing.value().repeat = repeat;
    return put_timing(cell, timing.value());
}

Status CellRunner::compare_with_stored(const CellInputs &cell_inputs, const std::vector<GeneratedSample> &samples,
                                       int repeat)
{
    int num_different = 0;
    for (const GeneratedSample &sample : samples) {
        const PlannedSample &planned = cell_inputs.planned[static_cast<std::size_t>(sample.tag)];
        const std::string &problem_id = cell_inputs.dataset->problems[static_cast<std::size_t>(planned.problem)].id;
        const auto stored = run_.writer.sample_tokens(cell_inputs.key, {problem_id, planned.sample_index});
        if (stored.has_error()) {
            return stored.error();
        }
        num_different += stored.value() == sample.tokens ? 0 : 1;
    }
    if (num_different == 0) {
        return Done{};
    }
    const std::string message = "timing repeat " + std::to_string(repeat) + " of cell " + cell_inputs.key + ": " +
                                std::to_string(num_different) + " of " + std::to_string(samples.size()) +
                                " samples differ from the stored ones";
    run_.listener.logged("warning", message);
    return write([&] { return run_.writer.log("warning", message); });
}

std::vector<SampleRequest> CellRunner::requests(const CellInputs &cell_inputs) const
{
    std::vector<SampleRequest> requests;
    for (std::size_t i = 0; i < cell_inputs.planned.size(); ++i) {
        const PlannedSample &planned = cell_inputs.planned[i];
        const auto problem = static_cast<std::size_t>(planned.problem);
        SampleRequest request;
        request.tag = static_cast<std::int64_t>(i);
        request.prompt = (*cell_inputs.prompts)[problem].tokens;
        request.seed = sample_seed(run_.spec.sampling.seed, cell_inputs.dataset->id,
                                   cell_inputs.dataset->problems[problem].id, planned.sample_index);
        request.trace_evictions = run_.spec.eviction_trace == EvictionTrace::All ||
                                  (run_.spec.eviction_trace == EvictionTrace::First && planned.sample_index == 0);
        request.max_new_tokens = cell_inputs.room_after(static_cast<int>(request.prompt.size()));
        requests.push_back(std::move(request));
    }
    return requests;
}

void CellRunner::add_telemetry(Result<CellTiming> &timing, std::int64_t num_tokens)
{
    if (run_.telemetry == nullptr) {
        return;
    }
    GpuTelemetry telemetry = run_.telemetry->take(num_tokens); // of a pass that failed as well: the next one is new
    if (timing.has_value() && telemetry.num_readings > 0) {
        timing.value().energy_j = telemetry.energy_j.value_or(0);
        timing.value().telemetry = std::move(telemetry);
    }
}

Result<CellTiming> CellRunner::generate_all(const CellSpec &cell, const Model &model, const CellInputs &cell_inputs,
                                            const std::function<void(GeneratedSample)> &on_sample)
{
    GenerationOptions options;
    options.cache = cache_settings_of(cell);
    options.kv_dtype = cell.kv_dtype;
    options.batch = run_.spec.batch;
    options.ignore_eos = run_.spec.random_weights.has_value(); // what random weights draw says nothing
    options.sampling = run_.spec.sampling;
    options.sampling.max_new_tokens = 1;
    options.num_threads = run_.spec.num_threads;
    std::vector<SampleRequest> fitting = requests(cell_inputs);
    std::erase_if(fitting, [&](const SampleRequest &request) {
        options.sampling.max_new_tokens = std::max(options.sampling.max_new_tokens, request.max_new_tokens);
        if (request.max_new_tokens == 0) { // the plan warned of prompts that do not fit; they count as invalid
            GeneratedSample unfit;
            unfit.tag = request.tag;
            unfit.finish = FinishReason::Invalid;
            on_sample(std::move(unfit));
        }
        return request.max_new_tokens == 0;
    });
    GenerationCallbacks callbacks;
    callbacks.on_sample = on_sample;
    std::int64_t num_generated = 0;
    callbacks.on_step = [this, &num_generated](int num_running, std::int64_t num_tokens) {
        num_generated = num_tokens;
        run_.tracker.step(num_running, num_tokens);
    };
    callbacks.on_timed = [this](bool is_timed) {
        if (run_.telemetry != nullptr) {
            run_.telemetry->set_timed(is_timed);
        }
    };
    callbacks.may_admit = [this] {
        if (run_.control.is_paused()) {
            run_.tracker.beat(); // a pause is not a hang
            return false;
        }
        return true;
    };
    Result<CellTiming> timing = generate(model, options, std::move(fitting), callbacks, run_.control.stop_token());
    if (timing.has_value()) {
        timing.value().load_s = model.load_seconds();
    }
    add_telemetry(timing, num_generated);
    return timing;
}

} // namespace kvscope
