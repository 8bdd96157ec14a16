#include "sweep_options.h"

#include "command.h"

#include "engine/dataset.h"
#include "engine/policy.h"
#include "engine/sweep.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>

namespace kvscope {

namespace {

std::string option_name(const std::string &param)
{
    std::string name = "--" + param;
    std::replace(name.begin(), name.end(), '_', '-');
    // The count of sink tokens is known to users as plain "sinks".
    return name == "--num-sinks" ? "--sinks,--num-sinks" : name;
}

std::string absolute_path(const std::string &path)
{
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(path, error);
    return error ? path : absolute.lexically_normal().string();
}

/// Every parameter once, with the policies that have it.
std::map<std::string, std::pair<ParamSpec, std::string>> all_params()
{
    std::map<std::string, std::pair<ParamSpec, std::string>> params;
    for (const Policy *policy : policies()) {
        for (const ParamSpec &param : policy->info.params) {
            auto &[spec, users] = params[param.name];
            spec = param;
            users += (users.empty() ? "" : ", ") + policy->info.id;
        }
    }
    return params;
}

CLI::Validator batch_word()
{
    return {[](const std::string &text) {
                const bool is_number =
                    !text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == std::string::npos;
                return is_number || text == "fill" ? std::string() : "\"" + text + "\" is neither a number nor fill";
            },
            ""};
}

bool has_param(const std::string &policy_id, const std::string &name)
{
    const Policy *policy = find_policy(policy_id);
    return policy != nullptr && std::any_of(policy->info.params.begin(), policy->info.params.end(),
                                            [&name](const ParamSpec &param) { return param.name == name; });
}

} // namespace

void PolicyOptions::add_to(CLI::App &command)
{
    for (const auto &[name, entry] : all_params()) {
        const auto &[param, users] = entry;
        std::optional<double> &value = values_[name];
        CLI::Option *option =
            param.kind == ParamSpec::Kind::Integer
                ? command.add_option_function<int>(
                      option_name(name), [&value](int number) { value = number; }, param.help + " (" + users + ")")
                : command.add_option_function<double>(
                      option_name(name), [&value](double number) { value = number; }, param.help + " (" + users + ")");
        option->group("Policy parameters");
    }
}

std::vector<PolicyChoice> PolicyOptions::choose(const std::vector<std::string> &ids) const
{
    std::vector<PolicyChoice> choices;
    for (const std::string &id : ids) {
        PolicyChoice choice{id, {}};
        for (const auto &[name, value] : values_) {
            if (value && has_param(id, name)) {
                choice.params[name] = *value;
            }
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

Status PolicyOptions::check_used(const std::vector<std::string> &ids) const
{
    for (const auto &[name, value] : values_) {
        if (value && std::none_of(ids.begin(), ids.end(),
                                  [&name = name](const std::string &id) { return has_param(id, name); })) {
            return make_error(ErrorCode::InvalidArgument, option_name(name).substr(0, option_name(name).find(',')) +
                                                              " was given, but no chosen policy has this parameter");
        }
    }
    return Done{};
}

void SweepOptions::add_to(CLI::App &command)
{
    add_inputs_to(command);
    add_policies_to(command);
    add_samples_to(command);
    add_device_to(command);
}

void SweepOptions::add_inputs_to(CLI::App &command)
{
    command
        .add_option("--model", spec_.model_dirs,
                    "Model folder in Hugging Face layout, or with --random-weights a shape: r1-llama-8b, r1-qwen-7b; "
                    "may repeat")
        ->required()
        ->type_name("DIR")
        ->allow_extra_args(false);
    command
        .add_option(
            "--dataset", spec_.dataset_files,
            "JSONL, JSON or CSV file with problems; may repeat. Without one --random-weights reads random tokens")
        ->type_name("FILE");
    command
        .add_option("--random-weights", spec_.random_weights,
                    "Measure throughput without a checkpoint: weights drawn from this seed, nothing is graded")
        ->check(whole_number())
        ->type_name("SEED");
    command
        .add_option("--prompt-tokens", spec_.prompt_tokens,
                    "Length of random prompts; 0: one token more than a cell retains, so that its cache is full from "
                    "the first step on")
        ->type_name("N");
    command.add_option("--preset", preset_, "A published protocol (see `presets`); options given beside it win")
        ->type_name("ID");
    command
        .add_option("--map", column_maps_,
                    "Columns of the datasets: problem=COL,answer=COL[,id=COL][,choices=COL|COL…][,wrong=COL|COL…]"
                    "[,grader=ID]; DATASET: before it, a file or its stem, means that one only; may repeat")
        ->type_name("[DATASET:]COLUMNS");
    command.add_option("--choice-seed", spec_.choice_seed, "Order of multiple choices where a file states none")
        ->check(whole_number())
        ->capture_default_str();
    command.add_option("--grader", spec_.grader, "For all datasets, instead of the one that suits each one's layout")
        ->type_name("ID");
}

void SweepOptions::add_policies_to(CLI::App &command)
{
    command.add_option("--policy", policy_ids_, "Eviction policy; may repeat, each is a series (see `policies`)")
        ->type_name("ID")
        ->capture_default_str();
    command
        .add_option("--kv-budget", budgets_,
                    "Entries kept per layer and KV head: 96:256:32, 96,128, full, or a mixture")
        ->required()
        ->type_name("BUDGETS");
    command.add_option("--buffer", spec_.buffer, "Entries beyond the budget before a compression fires")
        ->capture_default_str();
    policy_options_.add_to(command);
    command
        .add_option("--budget-means", budget_means_, "Whether a budget is what is kept or what triggers a compression")
        ->check(CLI::IsMember({"retained", "trigger"}))
        ->capture_default_str();
    trace_option_ = command.add_option("--eviction-trace", eviction_trace_, "Which samples' evictions are stored")
                        ->check(CLI::IsMember({"none", "first", "all"}))
                        ->capture_default_str();
}

void SweepOptions::add_samples_to(CLI::App &command)
{
    samples_option_ =
        command
            .add_option("--samples", spec_.samples_per_problem,
                        "Samples per problem; of a random prompt, if not given, as many as generate at once")
            ->capture_default_str();
    command.add_option("--limit", spec_.problem_limit, "Only the first N problems of each dataset; 0: all")
        ->type_name("N");
    command.add_option("--repeats", spec_.num_repeats, "Timing passes over each cell")->capture_default_str();
    CLI::Option *batch = command
                             .add_option("--batch", batch_,
                                         "Sequences that generate at once; on a GPU also fill: as many as memory holds")
                             ->check(batch_word())
                             ->type_name("N|fill")
                             ->capture_default_str();
    command.add_option("--kv-memory", kv_memory_, "Fill this much memory with sequences instead: 2GiB, 512MiB")
        ->type_name("BYTES")
        ->excludes(batch);
    command.add_option("--temperature", spec_.sampling.temperature, "0 is greedy")->capture_default_str();
    command.add_option("--top-p", spec_.sampling.top_p, "Nucleus sampling")->capture_default_str();
    command.add_option("--top-k", spec_.sampling.top_k, "Draw from the K likeliest tokens; 0: off");
    command.add_option("--max-new-tokens", spec_.sampling.max_new_tokens,
                       "Per sample; 0: what the model's context leaves");
    command.add_option("--seed", spec_.sampling.seed, "Equal seeds give equal samples")
        ->check(whole_number())
        ->capture_default_str();
}

void SweepOptions::add_device_to(CLI::App &command)
{
    device_.add_to(command);
    command
        .add_option("--kv-dtype", kv_dtypes_,
                    "How a GPU stores KV entries: bf16 (the compute type) or fp8 with scales; both: bf16,fp8, each a "
                    "series")
        ->check(kv_dtype_words())
        ->delimiter(',')
        ->capture_default_str();
    command.add_option("--threads", spec_.num_threads, "CPU threads; 0: one per core");
}

/// Without problems there is nothing to look up a trace for, and it would cost the time that is measured.
void SweepOptions::resolve_random_weights(SweepSpec &spec) const
{
    if (!spec.random_weights) {
        return;
    }
    if (spec.dataset_files.empty() && samples_option_->count() == 0) {
        spec.samples_per_problem = 0;
    }
    if (trace_option_->count() == 0) {
        spec.eviction_trace = EvictionTrace::None;
    }
}

Status SweepOptions::add_column_map(const std::string &text, SweepSpec &spec) const
{
    const std::size_t colon = text.substr(0, text.find('=')).rfind(':');
    const std::string dataset = colon == std::string::npos ? "" : text.substr(0, colon);
    const Result<ColumnMap> columns = parse_column_map(colon == std::string::npos ? text : text.substr(colon + 1));
    if (columns.has_error()) {
        return columns.error();
    }
    bool is_used = false;
    for (const std::string &file : spec.dataset_files) {
        const bool is_named = dataset == file || dataset == std::filesystem::path(file).stem().string() ||
                              (!dataset.empty() && absolute_path(dataset) == file);
        if (is_named) {
            spec.column_maps[file] = columns.value();
        } else if (dataset.empty()) {
            spec.column_maps.try_emplace(file, columns.value());
        }
        is_used = is_used || is_named || dataset.empty();
    }
    return is_used ? Status(Done{})
                   : make_error(ErrorCode::InvalidArgument,
                                "--map " + text + ": no --dataset is called \"" + dataset + "\"");
}

Result<SweepSpec> SweepOptions::spec() const
{
    SweepSpec spec = spec_;
    std::string joined;
    for (const std::string &part : budgets_) {
        joined += (joined.empty() ? "" : ",") + part;
    }
    Result<std::vector<KvBudget>> budgets = parse_budgets(joined);
    if (budgets.has_error()) {
        return budgets.error();
    }
    spec.budgets = std::move(budgets).value();
    if (const Status used = policy_options_.check_used(policy_ids_); used.has_error()) {
        return used.error();
    }
    spec.policies = policy_options_.choose(policy_ids_);
    if (batch_ == "fill") {
        spec.batch = {BatchPolicy::Kind::FillMemory, 0, 0}; // see resolve_fill
    } else {
        spec.batch.batch = std::atoi(batch_.c_str());
    }
    if (!kv_memory_.empty()) {
        const Result<std::uint64_t> bytes = parse_memory(kv_memory_);
        if (bytes.has_error()) {
            return bytes.error();
        }
        spec.batch = {BatchPolicy::Kind::FillMemory, 0, bytes.value()};
    }
    spec.budget_meaning = budget_means_ == "trigger" ? BudgetMeaning::Trigger : BudgetMeaning::Retained;
    spec.eviction_trace = eviction_trace_ == "none"  ? EvictionTrace::None
                          : eviction_trace_ == "all" ? EvictionTrace::All
                                                     : EvictionTrace::First;
    for (std::string &dir : spec.model_dirs) {
        const bool is_shape = spec.random_weights && built_in_shape(dir).has_value();
        dir = is_shape ? dir : absolute_path(dir);
    }
    spec.device = device_.device;
    spec.gpu = device_.gpu;
    spec.compute = device_.compute_type();
    spec.kv_dtypes.clear();
    std::transform(kv_dtypes_.begin(), kv_dtypes_.end(), std::back_inserter(spec.kv_dtypes), kv_dtype_of);
    resolve_random_weights(spec);
    std::transform(spec.dataset_files.begin(), spec.dataset_files.end(), spec.dataset_files.begin(), absolute_path);
    for (const std::string &text : column_maps_) {
        if (const Status status = add_column_map(text, spec); status.has_error()) {
            return status.error();
        }
    }
    return spec;
}

} // namespace kvscope
