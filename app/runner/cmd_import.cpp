#include "command.h"
#include "import_session.h"
#include "json_text.h"
#include "terminal_text.h"

#include "common/exit_codes.h"
#include "engine/sweep.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

namespace kvscope {

namespace {

constexpr std::size_t kMaxResultBytes = std::size_t{1} << 30;

struct ImportCommand {
    std::vector<std::string> files;
    ImportTarget target;
    ImportOptions options;
    std::string budget = "full";
    bool as_json = false;
};

/// What the results file says of the whole, for the samples files beside it.
using Scores = std::map<std::string, double>;

/// A warning if the mean of the imported samples is not the mean that the results file states.
void compare_with_scores(ImportedResults &results, const Scores &scores, const std::string &task)
{
    double num_correct = 0;
    double num_first = 0;
    for (const SampleResult &sample : results.samples) {
        num_first += sample.sample_index == 0 ? 1 : 0;
        num_correct += sample.sample_index == 0 && sample.grade.verdict == Verdict::Correct ? 1 : 0;
    }
    for (const auto &[name, value] : scores) {
        const bool is_of_task = name.starts_with(task + "/") && name.find("_stderr") == std::string::npos;
        if (is_of_task && num_first > 0 && std::abs(value - num_correct / num_first) < 1e-6) {
            return;
        }
    }
    if (!scores.empty()) {
        results.notes.push_back("No score of the results file is the mean of these samples: is it of another run?");
    }
}

void print_import(const std::string &file, const ImportedResults &results, const ImportedCell &cell, bool as_json)
{
    if (as_json) {
        nlohmann::json rejected = nlohmann::json::array();
        for (const RejectedLine &line : results.rejected) {
            rejected.push_back({{"line", line.line}, {"reason", line.reason}});
        }
        print_line(to_line({{"file", file},
                            {"source", results.source},
                            {"model", cell.model_label},
                            {"dataset", cell.dataset_label},
                            {"num_added", cell.num_added},
                            {"num_present", cell.num_present},
                            {"has_timing", cell.has_timing},
                            {"notes", results.notes},
                            {"quarantined", rejected}}));
        return;
    }
    print_line(printable(file) + ": " + results.source + ", " + printable(cell.model_label) + " on " +
               printable(cell.dataset_label) + ": " + std::to_string(cell.num_added) + " samples added" +
               (cell.num_present > 0 ? ", " + std::to_string(cell.num_present) + " were there already" : "") +
               (cell.has_timing ? ", throughput added" : ""));
    for (const std::string &note : results.notes) {
        print_line("  " + printable(note));
    }
    for (const RejectedLine &line : results.rejected) {
        print_line("  line " + std::to_string(line.line) + " left out: " + printable(line.reason));
    }
}

Result<ImportedResults> parse_samples_or_timing(ForeignFormat format, const std::string &text, const std::string &file,
                                                const ImportOptions &options)
{
    return format == ForeignFormat::VllmBenchmark ? parse_vllm_benchmark(text, file, options)
                                                  : parse_lm_eval_samples(text, file, options);
}

class Importer {
public:
    explicit Importer(const ImportCommand &command) : command_(command) {}

    /// Results files first: they name the model of the samples beside them.
    Status run()
    {
        for (const std::string &file : command_.files) {
            const Result<std::string> text = read_text_file(file, kMaxResultBytes);
            if (text.has_error()) {
                return text.error();
            }
            const Result<ForeignFormat> format = recognise_results(text.value(), file);
            if (format.has_error()) {
                return format.error();
            }
            if (format.value() != ForeignFormat::LmEvalResults) {
                data_files_.emplace_back(file, format.value());
                continue;
            }
            Result<LmEvalResults> summary = parse_lm_eval_results(text.value(), file);
            if (summary.has_error()) {
                return summary.error();
            }
            summary_ = std::move(summary).value();
        }
        if (data_files_.empty()) {
            return make_error(ErrorCode::InvalidArgument,
                              "results of lm-evaluation-harness alone have no samples; give samples_*.jsonl too (the "
                              "harness writes it with --log_samples)");
        }
        for (const auto &[file, format] : data_files_) {
            if (const Status status = import_one(file, format); status.has_error()) {
                return status;
            }
        }
        return Done{};
    }

private:
    Status import_one(const std::string &file, ForeignFormat format)
    {
        const Result<std::string> text = read_text_file(file, kMaxResultBytes);
        if (text.has_error()) {
            return text.error();
        }
        Result<ImportedResults> results = parse_samples_or_timing(format, text.value(), file, command_.options);
        if (results.has_error()) {
            return results.error();
        }
        if (format == ForeignFormat::LmEvalSamples && summary_) {
            results.value().model_label = summary_->model_label;
            results.value().settings = summary_->settings;
            compare_with_scores(results.value(), summary_->scores, results.value().dataset_label);
        }
        const Result<ImportedCell> cell = store_import(results.value(), file, command_.target);
        if (cell.has_error()) {
            return cell.error();
        }
        print_import(file, results.value(), cell.value(), command_.as_json);
        return Done{};
    }

    const ImportCommand &command_;
    std::vector<std::pair<std::string, ForeignFormat>> data_files_;
    std::optional<LmEvalResults> summary_;
};

int import_files(ImportCommand &command)
{
    const Result<std::vector<KvBudget>> budgets = parse_budgets(command.budget);
    if (budgets.has_error() || budgets.value().size() != 1) {
        return report_error(budgets.has_error()
                                ? budgets.error()
                                : make_error(ErrorCode::InvalidArgument, "--kv-budget: an import has one budget"),
                            command.as_json);
    }
    command.target.budget = budgets.value().front();
    if (command.target.budget.is_full() != (command.target.policy == "full")) {
        return report_error(make_error(ErrorCode::InvalidArgument,
                                       "--policy and --kv-budget belong together: full has no budget, others have one"),
                            command.as_json);
    }
    const Status status = Importer(command).run();
    return status.has_error() ? report_error(status.error(), command.as_json) : kExitComplete;
}

} // namespace

void add_import_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("import", "Import results of lm-evaluation-harness or of a vLLM benchmark");
    const auto options = std::make_shared<ImportCommand>();
    command->add_option("files", options->files, "samples_*.jsonl, results_*.json, or JSON of vllm bench")
        ->required()
        ->type_name("FILE");
    command->add_option("--session", options->target.session_path, "The session of imports to make or to add to")
        ->required()
        ->type_name("SESSION");
    command->add_option("--model", options->target.model_label, "Call the model so")->type_name("LABEL");
    command->add_option("--dataset", options->target.dataset_label, "Call the dataset so")->type_name("LABEL");
    command->add_option("--policy", options->target.policy, "Eviction policy the results were made under")
        ->capture_default_str();
    command->add_option("--kv-budget", options->budget, "KV budget they were made under")->capture_default_str();
    command->add_option("--metric", options->options.metric, "lm-eval: metric that decides; else the first of 0 or 1");
    command->add_option("--filter", options->options.filter, "lm-eval: filter whose lines count; else the first");
    command->add_option("--grader", options->options.grader, "For documents with several responses")
        ->capture_default_str();
    command
        ->add_option("--output-tokens", options->options.num_output_tokens,
                     "vLLM throughput files: how many of the tokens were generated")
        ->check(CLI::PositiveNumber);
    command->add_flag("--json", options->as_json, "One object for each file");
    command->footer("Samples and throughput meet in one cell when model and dataset have the same labels.\n"
                    "Example:\n"
                    "  kvscope-runner import results_2025-01-31.json samples_aime24_2025-01-31.jsonl bench.json \\\n"
                    "      --model R1-Qwen-7B --dataset AIME24 --session imported.kvsession");
    command->callback([options, &action] { action = [options] { return import_files(*options); }; });
}

} // namespace kvscope
