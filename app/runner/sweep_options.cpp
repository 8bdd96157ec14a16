#include "sweep_options.h"

#include "command.h"

#include "engine/dataset.h"
#include "engine/policy.h"
#include "engine/sweep.h"

#include <algorithm>
#include <filesystem>

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
    command.add_option("--model", spec_.model_dirs, "Model folder in Hugging Face layout; may repeat")
        ->required()
        ->type_name("DIR")
        ->allow_extra_args(false);
    command.add_option("--dataset", spec_.dataset_files, "JSONL, JSON or CSV file with problems; may repeat")
        ->required()
        ->type_name("FILE");
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
    command.add_option("--eviction-trace", eviction_trace_, "Which samples' evictions are stored")
        ->check(CLI::IsMember({"none", "first", "all"}))
        ->capture_default_str();
    command.add_option("--samples", spec_.samples_per_problem, "Samples per problem")->capture_default_str();
    command.add_option("--limit", spec_.problem_limit, "Only the first N problems of each dataset; 0: all")
        ->type_name("N");
    command.add_option("--repeats", spec_.num_repeats, "Timing passes over each cell")->capture_default_str();
    CLI::Option *batch =
        command.add_option("--batch", spec_.batch.batch, "Sequences that generate at once")->capture_default_str();
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
    command.add_option("--device", spec_.device, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->capture_default_str();
    command.add_option("--threads", spec_.num_threads, "CPU threads; 0: one per core");
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
    std::transform(spec.model_dirs.begin(), spec.model_dirs.end(), spec.model_dirs.begin(), absolute_path);
    std::transform(spec.dataset_files.begin(), spec.dataset_files.end(), spec.dataset_files.begin(), absolute_path);
    for (const std::string &text : column_maps_) {
        if (const Status status = add_column_map(text, spec); status.has_error()) {
            return status.error();
        }
    }
    return spec;
}

} // namespace kvscope
