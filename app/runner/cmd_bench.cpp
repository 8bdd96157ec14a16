#include "bench_device.h"
#include "command.h"
#include "device_flags.h"
#include "gemm_peak.h"
#include "json_text.h"
#include "sweep_options.h"
#include "text_table.h"

#include "common/exit_codes.h"
#include "engine/dataset.h"
#include "engine/generation.h"
#include "engine/prompt.h"
#include "engine/sweep.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <thread>

namespace kvscope {

namespace {

struct BenchOptions {
    std::vector<std::string> model_dirs;
    std::string dataset_file;
    int limit = 64;
    std::string policy = "r_kv";
    std::string budgets = "128,full";
    int buffer = 0; ///< 0: 16 on the CPU, 128 on a GPU
    PolicyOptions policy_options;
    std::string batch = "32";
    int max_new_tokens = 256;
    int num_threads = 0;
    DeviceFlags device;
    std::vector<std::string> shapes;
    std::uint64_t weight_seed = 0;
    KvDType kv_dtype = KvDType::Compute;
    int num_repeats = 3;
    bool as_json = false;

    int threads() const
    {
        return num_threads > 0 ? num_threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    }
};

/// Floating-point operations of the weight products for one token; attention is not in it.
double flops_per_token(const ModelConfig &config)
{
    const double hidden = config.hidden_size;
    const double qkv = hidden * (config.num_heads + 2.0 * config.num_kv_heads) * config.head_dim;
    const double output = hidden * config.num_heads * config.head_dim;
    const double mlp = 3.0 * hidden * config.intermediate_size;
    return 2 * (config.num_layers * (qkv + output + mlp) + hidden * config.vocab_size);
}

struct BenchRow {
    std::string model;
    KvBudget budget;
    CellTiming timing;
    double tps = 0;
    double gflops = 0;
};

class Bench {
public:
    Bench(const BenchOptions &options, Device device, int batch)
        : options_(options), device_(std::move(device)), batch_(batch)
    {
    }

    Status run()
    {
        const Result<std::vector<KvBudget>> budgets = parse_budgets(options_.budgets);
        if (budgets.has_error()) {
            return budgets.error();
        }
        const Result<std::vector<PolicyChoice>> chosen = options_.policy_options.choose({options_.policy});
        if (chosen.has_error()) {
            return chosen.error();
        }
        const Result<Dataset> dataset = load_dataset(options_.dataset_file, {.limit = options_.limit});
        if (dataset.has_error()) {
            return dataset.error();
        }
        peak_gflops_ = measure_gemm_peak(*device_.backend, options_.threads());
        for (const std::string &dir : options_.model_dirs) {
            const auto model = Model::load(dir, device_);
            const Result<PromptFormat> format = PromptFormat::load(dir);
            if (model.has_error() || format.has_error()) {
                return model.has_error() ? model.error() : format.error();
            }
            for (const KvBudget &budget : budgets.value()) {
                const Status status = measure(dir, *model.value(), requests(dataset.value(), format.value()), budget,
                                              chosen.value().front());
                if (status.has_error()) {
                    return status;
                }
            }
        }
        return Done{};
    }

    void print() const
    {
        TextTable table({"model", "budget", "batch", "tok/s", "tok/s per thread", "prefill s", "wall s", "GFLOP/s",
                         "of GEMM peak"});
        for (const BenchRow &row : rows_) {
            table.add_row({row.model, format_budget(row.budget), std::to_string(row.timing.batch_reached),
                           fixed(row.tps, 0), fixed(row.tps / options_.threads(), 0), fixed(row.timing.prefill_s, 2),
                           fixed(row.timing.wall_s, 2), fixed(row.gflops, 1),
                           fixed(100 * row.gflops / peak_gflops_, 1) + " %"});
        }
        print_line(device_.description + ", " + std::to_string(options_.threads()) + " threads, GEMM peak " +
                   fixed(peak_gflops_, 0) + " GFLOP/s");
        std::fputs(table.text().c_str(), stdout);
    }

    void print_json() const
    {
        for (const BenchRow &row : rows_) {
            print_line(
                to_line({{"model", row.model},
                         {"policy", row.budget.is_full() ? "full" : options_.policy},
                         {"budget", row.budget.is_full() ? nlohmann::json("full") : nlohmann::json(row.budget.tokens)},
                         {"batch", row.timing.batch_reached},
                         {"threads", options_.threads()},
                         {"tps", row.tps},
                         {"overall_tps", row.timing.overall_tps},
                         {"sustained_tps", row.timing.sustained_tps},
                         {"tps_per_thread", row.tps / options_.threads()},
                         {"prefill_s", row.timing.prefill_s},
                         {"wall_s", row.timing.wall_s},
                         {"gflops", row.gflops},
                         {"gemm_peak_gflops", peak_gflops_},
                         {"share_of_peak", peak_gflops_ > 0 ? row.gflops / peak_gflops_ : 0},
                         {"device", device_.description}}));
        }
    }

private:
    std::vector<SampleRequest> requests(const Dataset &dataset, const PromptFormat &format) const
    {
        std::vector<SampleRequest> requests;
        for (const Problem &problem : dataset.problems) {
            SampleRequest request;
            request.tag = static_cast<std::int64_t>(requests.size());
            request.prompt = format.build(problem.text).tokens;
            request.seed = sample_seed(0, dataset.id, problem.id, 0);
            requests.push_back(std::move(request));
        }
        return requests;
    }

    Status measure(const std::string &dir, const Model &model, std::vector<SampleRequest> requests,
                   const KvBudget &budget, const PolicyChoice &choice)
    {
        CellSpec cell;
        cell.policy = budget.is_full() ? "full" : choice.id;
        if (!budget.is_full() && find_policy(choice.id) != nullptr) {
            cell.params = complete_params(find_policy(choice.id)->info, choice.params);
            cell.retained = budget.tokens;
            cell.buffer = options_.buffer > 0 ? options_.buffer : 16;
        }
        GenerationOptions generation;
        generation.cache = cache_settings_of(cell);
        if (const Status status = validate_cache_settings(generation.cache); status.has_error()) {
            return status;
        }
        generation.batch.batch = batch_;
        generation.sampling.max_new_tokens = options_.max_new_tokens;
        generation.ignore_eos = true; // every budget does the same amount of work
        generation.num_threads = options_.threads();
        const Result<CellTiming> timing = generate(model, generation, std::move(requests), {}, std::stop_token());
        if (timing.has_error()) {
            return timing.error();
        }
        const double tps = timing.value().sustained_tps > 0 ? timing.value().sustained_tps : timing.value().overall_tps;
        rows_.push_back({std::filesystem::path(dir).lexically_normal().filename().string(), budget, timing.value(), tps,
                         tps * flops_per_token(model.config()) / 1e9});
        return Done{};
    }

    const BenchOptions &options_;
    Device device_;
    int batch_;
    double peak_gflops_ = 0;
    std::vector<BenchRow> rows_;
};

int run_on_device(const BenchOptions &options, const Device &device)
{
    const Result<std::vector<KvBudget>> budgets = parse_budgets(options.budgets);
    if (budgets.has_error()) {
        return report_error(budgets.error(), options.as_json);
    }
    const Result<std::vector<PolicyChoice>> chosen = options.policy_options.choose({options.policy});
    if (chosen.has_error()) {
        return report_error(chosen.error(), options.as_json);
    }
    DeviceBenchOptions bench;
    bench.model_dirs = options.model_dirs;
    bench.shapes = options.shapes;
    bench.weight_seed = options.weight_seed;
    bench.policy = options.policy;
    bench.params = complete_params(find_policy(options.policy)->info, chosen.value().front().params);
    bench.budgets = budgets.value();
    std::erase_if(bench.budgets, [](const KvBudget &budget) { return budget.is_full(); }); // it has no steady state
    bench.buffer = options.buffer > 0 ? options.buffer : 128;
    bench.batch = options.batch;
    bench.kv_dtype = options.kv_dtype;
    bench.num_repeats = options.num_repeats;
    bench.as_json = options.as_json;
    const Status status = bench_on_device(bench, device);
    return status.has_error() ? report_error(status.error(), options.as_json) : kExitComplete;
}

int run_bench(const BenchOptions &options)
{
    Result<Device> device = options.device.open();
    if (device.has_error()) {
        return report_error(device.error(), options.as_json);
    }
    if (device.value().name == "cuda") {
        return run_on_device(options, device.value());
    }
    const int batch = std::atoi(options.batch.c_str());
    if (!options.shapes.empty() || options.model_dirs.empty() || options.dataset_file.empty() || batch < 1) {
        return report_error(
            make_error(ErrorCode::InvalidArgument,
                       "on the CPU bench needs --model, --dataset and a number for --batch; --shape and "
                       "'fill' need a GPU"),
            options.as_json);
    }
    Bench bench(options, std::move(device).value(), batch);
    if (const Status status = bench.run(); status.has_error()) {
        return report_error(status.error(), options.as_json);
    }
    options.as_json ? bench.print_json() : bench.print();
    return kExitComplete;
}

} // namespace

void add_bench_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("bench", "Measure decode speed against the ceilings of this machine");
    const auto options = std::make_shared<BenchOptions>();
    command->add_option("--model", options->model_dirs, "Model folder; may repeat")->type_name("DIR");
    command
        ->add_option(
            "--shape", options->shapes,
            "GPU: random weights of this shape, r1-llama-8b, r1-qwen-7b or a folder with config.json; may repeat")
        ->type_name("SHAPE");
    command->add_option("--random-weights", options->weight_seed, "Seed of a shape's weights")->type_name("SEED");
    command->add_option("--dataset", options->dataset_file, "CPU: problems that make the prompts")->type_name("FILE");
    command->add_option("--limit", options->limit, "CPU: problems used, one sequence each")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--policy", options->policy, "Eviction policy")->type_name("ID")->capture_default_str();
    command->add_option("--kv-budget", options->budgets, "Budgets to measure")
        ->type_name("BUDGETS")
        ->capture_default_str();
    command->add_option("--buffer", options->buffer,
                        "Entries beyond the budget before a compression fires; 0: 16 on the CPU, 128 on a GPU");
    options->policy_options.add_to(*command);
    command->add_option("--batch", options->batch, "Sequences at once; on a GPU also fill: as many as memory holds")
        ->capture_default_str();
    command
        ->add_option("--max-new-tokens", options->max_new_tokens,
                     "CPU: tokens of every sequence; end-of-sequence is ignored")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--repeats", options->num_repeats, "GPU: timed passes; the median counts")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--threads", options->num_threads, "CPU threads; 0: one per core")
        ->check(CLI::NonNegativeNumber);
    options->device.add_to(*command);
    add_kv_dtype_option(*command, options->kv_dtype);
    command->add_flag("--json", options->as_json, "One object a line");
    command->footer(
        "Examples:\n"
        "  kvscope-runner bench --model resources/models/tiny-r1-llama --dataset resources/tasks/tasks.jsonl \\\n"
        "      --kv-budget 96:256:32,full --batch 32 --device cpu\n"
        "  kvscope-runner bench --shape r1-llama-8b --shape r1-qwen-7b --kv-budget 2500,5000 --batch fill --device "
        "cuda");
    command->callback([options, &action] { action = [options] { return run_bench(*options); }; });
}

} // namespace kvscope
