#include "ui/sweep_form.h"

#include "ui/plain_text.h"

#include <filesystem>

namespace kvscope {
namespace {

constexpr std::uint64_t kKiB = 1024;

std::string budgetWord(const KvBudget &budget)
{
    return budget.is_full() ? "full" : std::to_string(budget.tokens);
}

/// How many budgets from `first` on lie at equal distances; `full` never belongs to a run.
std::size_t runLength(const std::vector<KvBudget> &budgets, std::size_t first)
{
    if (first + 1 >= budgets.size() || budgets[first].is_full() || budgets[first + 1].is_full()) {
        return 1;
    }
    const int step = budgets[first + 1].tokens - budgets[first].tokens;
    std::size_t length = 2;
    while (first + length < budgets.size() && !budgets[first + length].is_full() &&
           budgets[first + length].tokens - budgets[first + length - 1].tokens == step) {
        ++length;
    }
    return length;
}

} // namespace

SweepForm demoForm(const std::string &resourceDir)
{
    SweepForm form;
    form.spec.model_dirs = {resourceDir + "/models/tiny-r1-llama", resourceDir + "/models/tiny-r1-qwen"};
    const std::string demoTasks = resourceDir + "/tasks/demo.jsonl";
    std::error_code ignored;
    form.spec.dataset_files = {std::filesystem::exists(demoTasks, ignored) ? demoTasks
                                                                           : resourceDir + "/tasks/tasks.jsonl"};
    form.spec.policies = {PolicyChoice{"r_kv", {}}};
    form.budgets = "96:256:32,full";
    form.spec.buffer = 16;
    form.spec.samples_per_problem = 1;
    form.spec.batch.batch = 32;
    form.spec.sampling.temperature = 0.6;
    form.spec.sampling.top_p = 0.95;
    form.spec.sampling.max_new_tokens = 800;
    form.spec.sampling.seed = 1;
    return form;
}

std::string formatBudgets(const std::vector<KvBudget> &budgets)
{
    std::string text;
    for (std::size_t i = 0; i < budgets.size();) {
        const std::size_t length = runLength(budgets, i);
        text += text.empty() ? "" : ",";
        if (length >= 3) {
            const int step = budgets[i + 1].tokens - budgets[i].tokens;
            text += budgetWord(budgets[i]) + ":" + budgetWord(budgets[i + length - 1]) + ":" + std::to_string(step);
            i += length;
        } else {
            text += budgetWord(budgets[i]);
            ++i;
        }
    }
    return text;
}

std::string formatMemory(std::uint64_t bytes)
{
    if (bytes != 0 && bytes % (kKiB * kKiB * kKiB) == 0) {
        return std::to_string(bytes / (kKiB * kKiB * kKiB)) + "GiB";
    }
    if (bytes != 0 && bytes % (kKiB * kKiB) == 0) {
        return std::to_string(bytes / (kKiB * kKiB)) + "MiB";
    }
    return std::to_string(bytes);
}

Result<SweepSpec> specFromForm(const SweepForm &form, const EngineServices &services)
{
    auto budgets = services.parseBudgets(form.budgets);
    if (budgets.has_error()) {
        return budgets.error();
    }
    SweepSpec spec = form.spec;
    spec.budgets = std::move(budgets).value();
    return spec;
}

SweepForm formFromSpec(const SweepSpec &spec)
{
    SweepForm form{spec, formatBudgets(spec.budgets)};
    form.spec.budgets.clear();
    return form;
}

} // namespace kvscope
