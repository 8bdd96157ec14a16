#include "eval/sweep_check.h"

#include "engine/policy.h"

#include <algorithm>
#include <cmath>

namespace kvscope {

namespace {

constexpr int kMaxSamplesPerProblem = 100000;
constexpr int kMaxBatch = 65536;
constexpr int kMaxThreads = 4096;
constexpr double kMaxTemperature = 100;

Error impossible(std::string message)
{
    return make_error(ErrorCode::InvalidArgument, std::move(message));
}

Status check_lists(const SweepSpec &spec)
{
    if (spec.model_dirs.empty()) {
        return impossible("no model was chosen: name at least one model folder");
    }
    if (spec.dataset_files.empty() && !spec.random_weights) {
        return impossible("no dataset was chosen: name at least one file");
    }
    if (spec.kv_dtypes.empty()) {
        return impossible("it is not said how KV entries are stored");
    }
    if (spec.device == "cpu" &&
        std::find(spec.kv_dtypes.begin(), spec.kv_dtypes.end(), KvDType::Fp8) != spec.kv_dtypes.end()) {
        return impossible("an fp8 KV cache needs a GPU; the CPU stores entries as fp32");
    }
    if (spec.prompt_tokens > 0 && (!spec.random_weights || !spec.dataset_files.empty())) {
        return impossible("the length of a prompt can only be chosen where prompts are random: with random weights and "
                          "without a dataset");
    }
    if (spec.policies.empty()) {
        return impossible("no eviction policy was chosen");
    }
    if (spec.budgets.empty()) {
        return impossible("no KV budget was chosen");
    }
    for (const PolicyChoice &choice : spec.policies) {
        const Policy *policy = find_policy(choice.id);
        if (policy == nullptr) {
            std::string known;
            for (const Policy *each : policies()) {
                known += (known.empty() ? "" : ", ") + each->info.id;
            }
            return impossible("eviction policy \"" + choice.id + "\" is not known; there are: " + known);
        }
        for (const auto &[name, value] : choice.params) {
            const auto &params = policy->info.params;
            if (std::none_of(params.begin(), params.end(),
                             [&name = name](const ParamSpec &param) { return param.name == name; })) {
                return impossible("policy " + choice.id + " has no parameter \"" + name + "\"");
            }
        }
    }
    for (const KvBudget &budget : spec.budgets) {
        if (budget.tokens < 0) {
            return impossible("a KV budget of " + std::to_string(budget.tokens) + " tokens is negative");
        }
    }
    return Done{};
}

Status check_range(const char *what, double value, double minimum, double maximum)
{
    if (std::isfinite(value) && value >= minimum && value <= maximum) {
        return Done{};
    }
    const auto text = [](double number) {
        std::string digits = std::to_string(number);
        digits.erase(digits.find_last_not_of('0') + 1);
        return digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
    };
    return impossible(std::string(what) + " " + text(value) + " is out of range: " + text(minimum) + " to " +
                      text(maximum));
}

} // namespace

Status check_spec(const SweepSpec &spec)
{
    if (const Status status = check_lists(spec); status.has_error()) {
        return status;
    }
    if (!(spec.sampling.top_p > 0)) {
        return impossible("top-p has to be above 0 and at most 1");
    }
    const bool has_random_prompts = spec.random_weights && spec.dataset_files.empty();
    const Status checks[] = {
        check_range("buffer", spec.buffer, 1, 1 << 24),
        check_range("samples per problem", spec.samples_per_problem, has_random_prompts ? 0 : 1, kMaxSamplesPerProblem),
        check_range("prompt tokens", spec.prompt_tokens, 0, 1 << 24),
        check_range("problem limit", spec.problem_limit, 0, 1e9),
        check_range("repeats", spec.num_repeats, 1, 1000),
        check_range("temperature", spec.sampling.temperature, 0, kMaxTemperature),
        check_range("top-p", spec.sampling.top_p, 0, 1),
        check_range("top-k", spec.sampling.top_k, 0, 1e9),
        check_range("max new tokens", spec.sampling.max_new_tokens, 0, 1 << 24),
        check_range("threads", spec.num_threads, 0, kMaxThreads),
    };
    for (const Status &status : checks) {
        if (status.has_error()) {
            return status;
        }
    }
    if (spec.batch.kind == BatchPolicy::Kind::Fixed) {
        return check_range("batch", spec.batch.batch, 1, kMaxBatch);
    }
    if (spec.batch.kv_memory_bytes == 0) {
        return impossible("batch policy \"fill memory\" needs the memory to fill");
    }
    return Done{};
}

PromptLengths measure_prompts(const Dataset &dataset, const PromptFormat &prompts, int requested_max_new_tokens)
{
    PromptLengths lengths;
    std::int64_t sum = 0;
    int longest_output = 0;
    for (const Problem &problem : dataset.problems) {
        const Prompt prompt = prompts.build(problem.text, dataset.answer_kind());
        if (!prompt.problem.empty() && lengths.problem.empty()) {
            lengths.problem = "problem " + problem.id + ": " + prompt.problem;
        }
        const int prompt_len = static_cast<int>(prompt.tokens.size());
        const int room = prompts.max_new_tokens(requested_max_new_tokens, prompt_len);
        sum += prompt_len;
        lengths.longest = std::max(lengths.longest, prompt_len);
        lengths.num_too_long += room == 0 ? 1 : 0;
        // The last token is never fed back, so it takes no entry.
        lengths.longest_sequence = std::max(lengths.longest_sequence, prompt_len + room - 1);
        longest_output = std::max(longest_output, room);
    }
    lengths.mean = static_cast<int>(sum / static_cast<std::int64_t>(std::max<std::size_t>(dataset.problems.size(), 1)));
    lengths.expected_output = longest_output / 4;
    return lengths;
}

std::vector<std::string> cell_warnings(const CellSpec &cell, const ModelRef &model, const DatasetRef &dataset,
                                       const PromptLengths &lengths, const SweepSpec &spec)
{
    std::vector<std::string> warnings;
    const std::string where = model.label + " on " + dataset.label + ", " + cell.policy + " at " +
                              format_budget(cell.budget) + (cell.kv_dtype == KvDType::Fp8 ? ", fp8" : "");
    if (cell.retained > 0 && lengths.longest <= cell.retained && lengths.longest_sequence < cell.peak) {
        warnings.push_back(where + ": eviction can never fire; the longest sequence reaches " +
                           std::to_string(lengths.longest_sequence) + " entries and the trigger is " +
                           std::to_string(cell.peak) + ".");
    }
    if (cell.retained > 0 && cell.buffer > cell.retained) {
        warnings.push_back(where + ": the buffer of " + std::to_string(cell.buffer) +
                           " is larger than what is retained, so memory follows the buffer, not the budget.");
    }
    if (spec.batch.kind == BatchPolicy::Kind::FillMemory && cell.kv_bytes_per_sequence > spec.batch.kv_memory_bytes) {
        warnings.push_back(where + ": one sequence needs about " + std::to_string(cell.kv_bytes_per_sequence) +
                           " bytes of KV, more than the " + std::to_string(spec.batch.kv_memory_bytes) + " allowed.");
    }
    return warnings;
}

} // namespace kvscope
