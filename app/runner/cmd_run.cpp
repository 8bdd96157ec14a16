#include "command.h"
#include "dataset_view.h"
#include "fill_memory.h"
#include "json_text.h"
#include "plan_view.h"
#include "run_session.h"
#include "sweep_options.h"

#include "common/exit_codes.h"
#include "engine/model.h"
#include "engine/plan_estimate.h"
#include "engine/sweep.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace kvscope {

namespace {

constexpr std::size_t kShownLines = 20;

struct RunOptions {
    SweepOptions sweep;
    SessionOptions session;
    bool dry_run = false;
};

/// Whether the run would use a GPU. One that is asked for and does not answer leaves a plan, but no run: `warnings`
/// says so.
bool plans_for_gpu(const SweepSpec &spec, std::vector<std::string> &warnings)
{
    if (spec.device == "cpu") {
        return false;
    }
    const Result<Device> device = open_device(spec.device, {spec.gpu, spec.compute});
    if (device.has_value() && device.value().name != "cpu") {
        return true;
    }
    const bool wants_fp8 =
        std::find(spec.kv_dtypes.begin(), spec.kv_dtypes.end(), KvDType::Fp8) != spec.kv_dtypes.end();
    if (device.has_value() && !wants_fp8) {
        return false;
    }
    warnings.push_back("no GPU answers here, so this can be planned and not run" +
                       (device.has_error() ? ": " + device.error().message : ""));
    return true;
}

int print_plan(const SweepSpec &spec, bool as_json)
{
    Result<ExpandedSweep> sweep = expand_sweep(spec);
    if (sweep.has_error()) {
        return report_error(sweep.error(), as_json);
    }
    const PlanEstimate estimate = estimate_plan(spec, sweep.value());
    const bool is_for_gpu = plans_for_gpu(spec, sweep.value().plan.warnings);
    if (as_json) {
        nlohmann::json plan = plan_json(spec, sweep.value().plan, estimate, is_for_gpu);
        for (std::size_t d = 0; d < sweep.value().datasets.size(); ++d) {
            plan["datasets"][d]["quarantined"] = quarantine_json(sweep.value().datasets[d]);
        }
        print_line(to_line(plan));
    } else {
        std::fputs(plan_text(spec, sweep.value().plan, estimate, is_for_gpu).c_str(), stdout);
        for (const Dataset &dataset : sweep.value().datasets) {
            std::fputs(quarantine_text(dataset, kShownLines).c_str(), stdout);
        }
    }
    return kExitComplete;
}

int run(const RunOptions &options)
{
    Result<SweepSpec> spec = options.sweep.spec();
    const Status filled = spec.has_error() ? Status(spec.error()) : resolve_fill(spec.value());
    if (options.dry_run) {
        return filled.has_error() ? report_error(filled.error(), options.session.as_json)
                                  : print_plan(spec.value(), options.session.as_json);
    }
    if (filled.has_error()) {
        return end_before_run(filled.error(), options.session);
    }
    if (options.session.path.empty()) {
        return end_before_run(
            make_error(ErrorCode::InvalidArgument, "--session is required: name the .kvsession file to write"),
            options.session);
    }
    return run_into_session(spec.value(), options.session, false);
}

} // namespace

void add_run_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("run", "Run a sweep into a session file; an existing session is continued");
    const auto options = std::make_shared<RunOptions>();
    options->sweep.add_to(*command);
    command->add_option("--session", options->session.path, "The .kvsession file to create or go on with")
        ->type_name("FILE");
    command->add_flag("--dry-run", options->dry_run, "Print the plan and stop");
    options->session.add_to(*command);
    command->footer(
        "Examples:\n"
        "  kvscope-runner run --model resources/models/tiny-r1-llama --model resources/models/tiny-r1-qwen \\\n"
        "      --dataset resources/tasks/tasks.jsonl --policy r_kv --kv-budget 96:256:32,full \\\n"
        "      --samples 2 --session demo.kvsession\n"
        "  kvscope-runner run ... --policy r_kv --policy snapkv --kv-budget 128 --kv-memory 512MiB --dry-run\n"
        "  kvscope-runner run --random-weights 1 --model r1-llama-8b --model r1-qwen-7b --device cuda \\\n"
        "      --kv-budget 2500:5000:500 --buffer 128 --batch fill --session speed.kvsession");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

} // namespace kvscope
