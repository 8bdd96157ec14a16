#include "engine/generation.h"
#include "engine/grader.h"
#include "engine/model_catalog.h"
#include "engine/sweep.h"
#include "eval/random_sweep.h"
#include "eval/sweep_check.h"
#include "eval/sweep_key.h"
#include "types/stored_reason.h"

#include <algorithm>
#include <utility>

namespace kvscope {

namespace {

/// A dropped position costs about this much in the file, delta-coded and compressed.
constexpr double kTraceBytesPerPosition = 1.3;
constexpr std::uint64_t kLargeTraceBytes = std::uint64_t{1} << 30;

/// One column of the plan: a policy with complete parameters at a budget.
struct Setting {
    const Policy *policy = nullptr;
    ParamValues params;
    KvBudget budget;
    KvDType kv_dtype = KvDType::Compute;
};

/// `full` once and last, whatever the policies; it has no policy, parameters or buffer of its own.
std::vector<Setting> lay_out_settings(const SweepSpec &spec, KvDType kv_dtype, std::vector<std::string> &warnings)
{
    std::vector<KvBudget> budgets;
    bool want_full = false;
    for (const KvBudget &budget : spec.budgets) {
        want_full = want_full || budget.is_full();
        if (!budget.is_full()) {
            budgets.push_back(budget);
        }
    }
    std::sort(budgets.begin(), budgets.end());
    budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());

    std::vector<Setting> settings;
    std::vector<std::pair<std::string, ParamValues>> seen;
    for (const PolicyChoice &choice : spec.policies) {
        const Policy *policy = find_policy(choice.id);
        if (!policy->info.evicts) {
            want_full = true;
            continue;
        }
        std::pair identity{choice.id, complete_params(policy->info, choice.params)};
        if (std::find(seen.begin(), seen.end(), identity) != seen.end()) {
            warnings.push_back("Policy " + choice.id + " is listed twice with the same parameters; it runs once.");
            continue;
        }
        for (const KvBudget &budget : budgets) {
            settings.push_back(Setting{policy, identity.second, budget, kv_dtype});
        }
        seen.push_back(std::move(identity));
    }
    if (want_full) {
        settings.push_back(Setting{find_policy("full"), {}, KvBudget{}, kv_dtype});
    }
    return settings;
}

Result<CellSpec> make_cell(const Setting &setting, const SweepSpec &spec)
{
    CellSpec cell;
    cell.policy = setting.policy->info.id;
    cell.params = setting.params;
    cell.budget = setting.budget;
    cell.kv_dtype = setting.kv_dtype;
    if (setting.budget.is_full()) {
        return cell;
    }
    const bool is_trigger = spec.budget_meaning == BudgetMeaning::Trigger;
    cell.buffer = spec.buffer;
    cell.retained = setting.budget.tokens - (is_trigger ? spec.buffer : 0);
    cell.peak = cell.retained + spec.buffer;
    if (cell.retained < 1) {
        return make_error(ErrorCode::InvalidArgument, "KV budget " + format_budget(cell.budget) +
                                                          " states the trigger and has to exceed the buffer of " +
                                                          std::to_string(spec.buffer));
    }
    if (const Status status = validate_cache_settings(cache_settings_of(cell)); status.has_error()) {
        return make_error(status.error().code, "policy " + cell.policy + " at KV budget " + format_budget(cell.budget) +
                                                   ": " + status.error().message);
    }
    return cell;
}

using Lengths = std::vector<PromptLengths>; ///< [num_models × num_datasets], model-major

Status read_model(const SweepSpec &spec, const std::string &dir, ExpandedSweep &sweep, ModelRef &model)
{
    Result<ModelConfig> config = spec.random_weights ? random_model_config(dir) : load_model_config(dir);
    if (config.has_error()) {
        return config.error();
    }
    Result<ModelRef> found =
        spec.random_weights ? random_model(dir, config.value(), *spec.random_weights) : inspect_model(dir);
    if (found.has_error()) {
        return found.error();
    }
    std::shared_ptr<const PromptFormat> prompts;
    if (!spec.dataset_files.empty()) {
        Result<PromptFormat> loaded = PromptFormat::load(dir);
        if (loaded.has_error()) {
            return spec.random_weights ? make_error(loaded.error().code, loaded.error().message +
                                                                             ". Leave the datasets out: prompts are "
                                                                             "then random tokens")
                                       : loaded.error();
        }
        prompts = std::make_shared<const PromptFormat>(std::move(loaded).value());
    }
    model = std::move(found).value();
    sweep.configs.push_back(std::move(config).value());
    sweep.prompts.push_back(std::move(prompts));
    return Done{};
}

Status read_models(const SweepSpec &spec, ExpandedSweep &sweep)
{
    for (const std::string &dir : spec.model_dirs) {
        ModelRef model;
        if (const Status status = read_model(spec, dir, sweep, model); status.has_error()) {
            return status;
        }
        auto &models = sweep.plan.models;
        if (std::any_of(models.begin(), models.end(), [&](const ModelRef &known) { return known.id == model.id; })) {
            sweep.configs.pop_back();
            sweep.prompts.pop_back();
            sweep.plan.warnings.push_back("Model " + dir + " has the same content as one before it; it runs once.");
            continue;
        }
        if (std::any_of(models.begin(), models.end(),
                        [&](const ModelRef &known) { return known.label == model.label; })) {
            model.label += " (" + model.id.substr(0, 4) + ")";
        }
        models.push_back(std::move(model));
    }
    return Done{};
}

void warn_of_rejected_lines(const Dataset &dataset, std::vector<std::string> &warnings)
{
    if (!dataset.rejected.empty()) {
        const RejectedLine &first = dataset.rejected.front();
        const std::string lines = dataset.rejected.size() == 1 ? "one line is left out: line "
                                                               : std::to_string(dataset.rejected.size()) +
                                                                     " lines are left out; the first is line ";
        warnings.push_back(dataset.file + ": " + lines + std::to_string(first.line) + ": " + first.reason + ".");
    }
}

void add_dataset(Dataset dataset, const std::string &grader, SweepPlan &plan, std::vector<Dataset> &datasets)
{
    plan.datasets.push_back({dataset.id, dataset.label, dataset.file, dataset.layout, grader, dataset.sha256,
                             static_cast<int>(dataset.problems.size()), static_cast<int>(dataset.rejected.size())});
    datasets.push_back(std::move(dataset));
}

/// Every expected answer has to be one that the grader can read, or each verdict would be "invalid".
Status check_grader(const std::string &id, const Dataset &dataset)
{
    const Grader *grader = find_grader(id);
    if (grader == nullptr) {
        std::string known;
        for (const Grader *each : graders()) {
            known += (known.empty() ? "" : ", ") + each->id;
        }
        return make_error(ErrorCode::InvalidArgument, "grader \"" + id + "\", which " + dataset.file +
                                                          " is to be graded by, is not known; there are: " + known);
    }
    for (const Problem &problem : dataset.problems) {
        if (const Grade grade = grader->grade(problem.gold, problem.gold); grade.verdict == Verdict::Invalid) {
            return make_error(ErrorCode::InvalidArgument, "the grader " + id + " does not suit " + dataset.file +
                                                              ", problem " + problem.id + ": " + grade.reason);
        }
    }
    return Done{};
}

Status read_datasets(const SweepSpec &spec, ExpandedSweep &sweep)
{
    if (spec.dataset_files.empty()) {
        Dataset prompts = random_prompts();
        const std::string none = prompts.grader;
        add_dataset(std::move(prompts), none, sweep.plan, sweep.datasets);
    }
    for (const std::string &file : spec.dataset_files) {
        DatasetOptions options{spec.problem_limit, std::nullopt, spec.choice_seed};
        if (const auto columns = spec.column_maps.find(file); columns != spec.column_maps.end()) {
            options.columns = columns->second;
        }
        Result<Dataset> loaded = load_dataset(file, options);
        if (loaded.has_error()) {
            return loaded.error();
        }
        Dataset &dataset = loaded.value();
        const auto &known = sweep.plan.datasets;
        if (std::any_of(known.begin(), known.end(), [&](const DatasetRef &each) { return each.id == dataset.id; })) {
            sweep.plan.warnings.push_back("Dataset " + file + " has the same content as one before it; it runs once.");
            continue;
        }
        if (std::any_of(known.begin(), known.end(),
                        [&](const DatasetRef &each) { return each.label == dataset.label; })) {
            dataset.label += " (" + dataset.id.substr(0, 4) + ")";
        }
        warn_of_rejected_lines(dataset, sweep.plan.warnings);
        const std::string grader = spec.grader.empty() ? dataset.grader : spec.grader;
        if (const Status suits = check_grader(grader, dataset); suits.has_error()) {
            return suits;
        }
        add_dataset(std::move(dataset), grader, sweep.plan, sweep.datasets);
    }
    return Done{};
}

Status measure_inputs(const SweepSpec &spec, ExpandedSweep &sweep, Lengths &all)
{
    if (spec.dataset_files.empty()) { // cells differ in their prompts: see add_random_prompt
        all.resize(sweep.plan.models.size());
        return Done{};
    }
    for (std::size_t m = 0; m < sweep.plan.models.size(); ++m) {
        for (const Dataset &dataset : sweep.datasets) {
            PromptLengths lengths = measure_prompts(dataset, *sweep.prompts[m], requested_new_tokens(spec));
            if (!lengths.problem.empty()) {
                return make_error(ErrorCode::InvalidData, sweep.plan.models[m].dir + " on " + dataset.label + ", " +
                                                              lengths.problem + ". Leave the problem or the model out");
            }
            if (lengths.num_too_long > 0) {
                sweep.plan.warnings.push_back(sweep.plan.models[m].label + " on " + dataset.label + ": " +
                                              std::to_string(lengths.num_too_long) +
                                              " prompts do not fit the model's context and count as invalid.");
            }
            all.push_back(lengths);
        }
    }
    return Done{};
}

/// The random prompt of a cell, and what is known of its lengths from it. All samples generate to their limit.
Status add_random_prompt(const SweepSpec &spec, const ModelRef &model, const ModelConfig &config, CellSpec &cell,
                         PromptLengths &lengths)
{
    cell.prompt_tokens = random_prompt_tokens(spec, cell);
    const int new_tokens = requested_new_tokens(spec);
    if (cell.prompt_tokens + new_tokens > config.max_position_embeddings) {
        return make_error(ErrorCode::InvalidArgument,
                          model.label + " at KV budget " + format_budget(cell.budget) + ": a random prompt of " +
                              std::to_string(cell.prompt_tokens) + " tokens and " + std::to_string(new_tokens) +
                              " new ones exceed the model's " + std::to_string(config.max_position_embeddings) +
                              " positions");
    }
    lengths.longest = lengths.mean = cell.prompt_tokens;
    lengths.expected_output = new_tokens;
    lengths.longest_sequence = cell.prompt_tokens + new_tokens - 1;
    return Done{};
}

void estimate_cell(CellSpec &cell, const ModelRef &model, const ModelConfig &config, const PromptLengths &lengths,
                   int num_problems, const SweepSpec &spec)
{
    const int expected_tokens = lengths.mean + lengths.expected_output;
    const CacheSettings settings = cache_settings_of(cell);
    const bool is_on_device = spec.device == "cuda" || cell.kv_dtype == KvDType::Fp8;
    cell.kv_bytes_per_sequence =
        is_on_device ? device_kv_bytes_per_sequence(config, settings, spec.compute, cell.kv_dtype, expected_tokens)
                     : kv_bytes_per_sequence(config, settings, expected_tokens);
    if (cell.num_samples == 0) {
        cell.num_samples = random_num_samples(spec, cell);
    }
    if (cell.retained == 0 || spec.eviction_trace == EvictionTrace::None) {
        return;
    }
    const int num_traced = spec.eviction_trace == EvictionTrace::All ? cell.num_samples : num_problems;
    const double num_dropped = static_cast<double>(std::max(0, expected_tokens - cell.retained)) * model.num_layers *
                               model.num_kv_heads * num_traced;
    cell.trace_bytes_estimate = static_cast<std::uint64_t>(num_dropped * kTraceBytesPerPosition);
}

std::vector<Setting> lay_out_all_settings(const SweepSpec &spec, std::vector<std::string> &warnings)
{
    std::vector<Setting> all;
    std::vector<KvDType> seen;
    std::vector<std::string> repeated; // what is said of the first is true of the others
    for (const KvDType kv_dtype : spec.kv_dtypes) {
        if (std::find(seen.begin(), seen.end(), kv_dtype) == seen.end()) {
            const std::vector<Setting> settings = lay_out_settings(spec, kv_dtype, seen.empty() ? warnings : repeated);
            all.insert(all.end(), settings.begin(), settings.end());
            seen.push_back(kv_dtype);
        }
    }
    return all;
}

Status lay_out_cells(const SweepSpec &spec, ExpandedSweep &sweep, const Lengths &all_lengths)
{
    SweepPlan &plan = sweep.plan;
    const std::vector<Setting> settings = lay_out_all_settings(spec, plan.warnings);
    for (std::size_t d = 0; d < plan.datasets.size(); ++d) {
        for (const Setting &setting : settings) {
            const Result<CellSpec> made = make_cell(setting, spec);
            if (made.has_error()) {
                return made.error();
            }
            for (std::size_t m = 0; m < plan.models.size(); ++m) {
                PromptLengths lengths = all_lengths[m * plan.datasets.size() + d];
                CellSpec cell = made.value();
                cell.model = static_cast<int>(m);
                cell.dataset = static_cast<int>(d);
                cell.num_samples = plan.datasets[d].num_problems * spec.samples_per_problem;
                cell.accuracy_missing = spec.random_weights ? stored_reason::random_weights : "";
                if (sweep.prompts[m] == nullptr) {
                    const Status status = add_random_prompt(spec, plan.models[m], sweep.configs[m], cell, lengths);
                    if (status.has_error()) {
                        return status;
                    }
                }
                cell.key =
                    cell_key(cell, plan.models[m], sweep.configs[m], sweep.prompts[m].get(), sweep.datasets[d], spec);
                estimate_cell(cell, plan.models[m], sweep.configs[m], lengths, plan.datasets[d].num_problems, spec);
                for (std::string &warning : cell_warnings(cell, plan.models[m], plan.datasets[d], lengths, spec)) {
                    plan.warnings.push_back(std::move(warning));
                }
                plan.cells.push_back(std::move(cell));
            }
        }
    }
    return Done{};
}

void warn_of_sweep(const SweepSpec &spec, SweepPlan &plan)
{
    if (spec.sampling.temperature == 0 && spec.samples_per_problem > 1 && !spec.random_weights) {
        plan.warnings.push_back("Temperature 0 is greedy: all samples of a problem will be the same.");
    }
    std::uint64_t trace_bytes = 0;
    for (const CellSpec &cell : plan.cells) {
        trace_bytes += cell.trace_bytes_estimate;
    }
    if (trace_bytes > kLargeTraceBytes) {
        plan.warnings.push_back("The eviction trace will take about " + std::to_string(trace_bytes >> 30) +
                                " GiB of the session file; trace fewer samples or none to save it.");
    }
}

} // namespace

Result<ExpandedSweep> expand_sweep(const SweepSpec &spec)
{
    if (const Status status = check_spec(spec); status.has_error()) {
        return status.error();
    }
    ExpandedSweep sweep;
    Lengths lengths;
    if (const Status status = read_models(spec, sweep); status.has_error()) {
        return status.error();
    }
    if (const Status status = read_datasets(spec, sweep); status.has_error()) {
        return status.error();
    }
    if (const Status status = measure_inputs(spec, sweep, lengths); status.has_error()) {
        return status.error();
    }
    if (const Status status = lay_out_cells(spec, sweep, lengths); status.has_error()) {
        return status.error();
    }
    warn_of_sweep(spec, sweep.plan);
    return sweep;
}

CacheSettings cache_settings_of(const CellSpec &cell)
{
    CacheSettings settings;
    settings.policy = find_policy(cell.policy);
    settings.params = cell.params;
    settings.retained = cell.retained;
    settings.buffer = cell.buffer;
    return settings;
}

} // namespace kvscope
