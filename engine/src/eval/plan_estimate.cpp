#include "engine/plan_estimate.h"

#include "engine/checkpoint.h"

#include <algorithm>
#include <thread>

namespace kvscope {

namespace {

/// Decoding with a full batch on one core of a current server, in order of magnitude.
constexpr double kNominalFlopsPerThread = 25e9;

struct Lengths {
    double prompt_tokens = 0; ///< sums over the problems
    double output_tokens = 0; ///< at the limit
};

Lengths measure(const Dataset &dataset, const PromptFormat &format, int max_new_tokens)
{
    Lengths lengths;
    for (const Problem &problem : dataset.problems) {
        const auto prompt_len = static_cast<int>(format.build(problem.text, dataset.answer_kind()).tokens.size());
        lengths.prompt_tokens += prompt_len;
        lengths.output_tokens += format.max_new_tokens(max_new_tokens, prompt_len);
    }
    return lengths;
}

/// Multiplications and additions of one token in all products with weights.
double weight_flops(const ModelConfig &config)
{
    const double hidden = config.hidden_size;
    const double attention = hidden * config.head_dim * 2.0 * (config.num_heads + config.num_kv_heads);
    const double mlp = 3.0 * hidden * config.intermediate_size;
    return 2 * (config.num_layers * (attention + mlp) + hidden * config.vocab_size);
}

double attention_flops(const ModelConfig &config, double kv_len)
{
    return 4.0 * config.num_layers * config.num_heads * config.head_dim * kv_len;
}

double seconds_of(const CellSpec &cell, const ModelConfig &config, const Lengths &lengths, int num_problems,
                  int num_threads, double share_of_limit)
{
    const double num_tokens = lengths.prompt_tokens + lengths.output_tokens * share_of_limit;
    const double mean_len = num_tokens / std::max(num_problems, 1) / 2;
    const double kv_len = cell.budget.is_full() ? mean_len : std::min<double>(mean_len, cell.peak);
    const double samples_per_problem = static_cast<double>(cell.num_samples) / std::max(num_problems, 1);
    return num_tokens * samples_per_problem * (weight_flops(config) + attention_flops(config, kv_len)) /
           (kNominalFlopsPerThread * num_threads);
}

std::uint64_t kv_bytes_of(const CellSpec &cell, const BatchPolicy &batch)
{
    return batch.kind == BatchPolicy::Kind::FillMemory
               ? batch.kv_memory_bytes
               : cell.kv_bytes_per_sequence * static_cast<std::uint64_t>(std::min(batch.batch, cell.num_samples));
}

} // namespace

PlanEstimate estimate_plan(const SweepSpec &spec, const ExpandedSweep &sweep)
{
    PlanEstimate estimate;
    estimate.cell_seconds.resize(sweep.plan.cells.size());
    estimate.num_threads =
        spec.num_threads > 0 ? spec.num_threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int max_new_tokens = requested_new_tokens(spec);
    for (std::size_t m = 0; m < sweep.plan.models.size(); ++m) {
        const ModelConfig &config = sweep.configs[m];
        const PromptFormat *format = sweep.prompts[m].get();
        estimate.weight_bytes += sweep.plan.models[m].weight_bytes;
        for (std::size_t d = 0; d < sweep.datasets.size(); ++d) {
            const Dataset &dataset = sweep.datasets[d];
            const Lengths measured = format != nullptr ? measure(dataset, *format, max_new_tokens) : Lengths();
            const auto num_problems = static_cast<int>(dataset.problems.size());
            for (const CellSpec &cell : sweep.plan.cells) {
                if (cell.model != static_cast<int>(m) || cell.dataset != static_cast<int>(d)) {
                    continue;
                }
                const Lengths lengths =
                    format != nullptr ? measured : Lengths{double(cell.prompt_tokens), double(max_new_tokens)};
                // Random weights have no stop token: every sample runs to its limit.
                const double share = spec.random_weights ? 1 : 0.25;
                const auto seconds = [&](double share_of_limit) {
                    return seconds_of(cell, config, lengths, num_problems, estimate.num_threads, share_of_limit) *
                           spec.num_repeats;
                };
                estimate.seconds_at_limit += seconds(1);
                estimate.seconds_at_quarter += seconds(share);
                estimate.cell_seconds[&cell - sweep.plan.cells.data()] = seconds(share);
                estimate.kv_bytes = std::max(estimate.kv_bytes, kv_bytes_of(cell, spec.batch));
            }
        }
    }
    return estimate;
}

} // namespace kvscope
