#include "runtime/step_clock.h"

#include "types/stored_reason.h"

#include <algorithm>
#include <string>

namespace kvscope {

namespace {

/// Batch means need some ten windows, each long enough that neighbouring windows hardly depend on each other.
constexpr std::size_t kNumWindows = 20;
constexpr std::size_t kMinWindows = 10;
constexpr std::size_t kMinStepsPerWindow = 5;

double rate_of(const StepRecord *first, const StepRecord *last)
{
    double seconds = 0;
    std::int64_t tokens = 0;
    for (const StepRecord *step = first; step != last; ++step) {
        seconds += step->seconds;
        tokens += step->num_emitted;
    }
    return seconds > 0 ? static_cast<double>(tokens) / seconds : 0;
}

std::vector<double> window_rates(const std::vector<StepRecord> &steps)
{
    const std::size_t num_windows = std::min(kNumWindows, steps.size() / kMinStepsPerWindow);
    std::vector<double> rates;
    for (std::size_t w = 0; num_windows >= kMinWindows && w < num_windows; ++w) {
        rates.push_back(rate_of(steps.data() + steps.size() * w / num_windows,
                                steps.data() + steps.size() * (w + 1) / num_windows));
    }
    return rates;
}

} // namespace

CellTiming StepClock::summarize(int batch_requested, bool evicts) const
{
    CellTiming timing;
    timing.batch_requested = batch_requested;
    timing.prefill_s = prefill_s_;
    double decode_s = 0;
    std::int64_t num_steps = 0;
    for (const StepRecord &step : steps_) {
        timing.num_decode_tokens += step.num_emitted;
        decode_s += step.seconds;
        num_steps += step.num_running > 0 ? 1 : 0;
    }
    timing.wall_s = prefill_s_ + decode_s;
    timing.overall_tps = decode_s > 0 ? static_cast<double>(timing.num_decode_tokens) / decode_s : 0;
    timing.overall_window_tps = window_rates(steps_);
    timing.dynts_tps = forward_s_ > 0 ? static_cast<double>(num_steps) / forward_s_ * batch_requested : 0;

    const auto first = steps_.begin() + static_cast<std::ptrdiff_t>(first_sustained_);
    for (auto step = first; step != steps_.end(); ++step) {
        timing.batch_reached = std::max(timing.batch_reached, step->num_running);
    }
    std::vector<StepRecord> sustained;
    std::copy_if(first, steps_.end(), std::back_inserter(sustained), [&](const StepRecord &step) {
        return step.num_running == timing.batch_reached && (!evicts || step.all_compressed);
    });
    timing.window_tps = window_rates(sustained);
    if (timing.window_tps.empty()) {
        timing.sustained_missing =
            Sentence{evicts ? stored_reason::few_compressed_steps : stored_reason::few_full_steps,
                     {std::to_string(sustained.size()), std::to_string(num_steps), std::to_string(timing.batch_reached),
                      std::to_string(kMinWindows * kMinStepsPerWindow)}}
                .text();
    } else {
        timing.sustained_tps = rate_of(sustained.data(), sustained.data() + sustained.size());
    }
    return timing;
}

} // namespace kvscope
