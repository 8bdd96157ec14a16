#include "sweep_runner.h"

#include "cell_runner.h"
#include "manifest.h"
#include "run_monitor.h"
#include "session_figures.h"
#include "telemetry_view.h"

#include "common/exit_codes.h"
#include "database/session_reader.h"
#include "engine/grader.h"
#include "engine/telemetry_recorder.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace kvscope {

namespace {

constexpr std::chrono::milliseconds kPausePoll{50};

int resolved_threads(const SweepSpec &spec)
{
    return spec.num_threads > 0 ? spec.num_threads
                                : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Which files are not what they were, as far as the session knows them by content.
std::string changed_inputs(const SweepPlan &plan, const ResultFrame &stored)
{
    std::string changed;
    const auto add = [&changed](const std::string &path) { changed += (changed.empty() ? "" : ", ") + path; };
    for (const ModelRef &model : plan.models) {
        if (std::none_of(stored.models.begin(), stored.models.end(),
                         [&model](const ModelRef &known) { return known.id == model.id; })) {
            add("model folder " + model.dir);
        }
    }
    for (const DatasetRef &dataset : plan.datasets) {
        if (std::none_of(stored.datasets.begin(), stored.datasets.end(),
                         [&dataset](const DatasetRef &known) { return known.id == dataset.id; })) {
            add("dataset " + dataset.file);
        }
    }
    return changed.empty() ? "the chat template, the instruction or end-of-sequence ids" : changed;
}

/// Refuses to mix what must not be mixed: samples of another device class, and, for a resumed run, other content under
/// the same paths.
Status check_existing_session(const ExpandedSweep &sweep, const SweepRunOptions &options, const Device &device)
{
    std::error_code error;
    if (!std::filesystem::exists(options.session_path, error)) {
        return Done{};
    }
    const Result<SessionReader> reader = SessionReader::open(options.session_path);
    if (reader.has_error()) {
        return reader.error();
    }
    const Result<Manifest> manifest = reader.value().manifest();
    const Result<SessionRows> rows = reader.value().read_rows();
    if (manifest.has_error() || rows.has_error()) {
        return manifest.has_error() ? manifest.error() : rows.error();
    }
    if (const auto backend = manifest.value().find("device.backend");
        backend != manifest.value().end() && backend->second != device.name) {
        return make_error(ErrorCode::InvalidArgument, options.session_path + " was generated on \"" + backend->second +
                                                          "\" and cannot go on with \"" + device.name +
                                                          "\"; choose that device or another session file");
    }
    if (const auto compute = manifest.value().find("device.compute");
        compute != manifest.value().end() && compute->second != compute_name(device.compute)) {
        return make_error(ErrorCode::InvalidArgument, options.session_path + " was generated with --compute " +
                                                          compute->second + " and cannot go on with " +
                                                          compute_name(device.compute) +
                                                          "; choose that, or another session file");
    }
    if (!options.must_match_session) {
        return Done{};
    }
    std::set<std::string> stored;
    for (const CellRows &cell : rows.value().cells) {
        stored.insert(cell.counts.cell_key);
    }
    for (const CellSpec &cell : sweep.plan.cells) {
        if (!stored.contains(cell.key)) {
            return make_error(ErrorCode::InvalidData,
                              options.session_path + ": changed since this session was begun: " +
                                  changed_inputs(sweep.plan, rows.value().frame) +
                                  "; put the old content back, or start a new session with `kvscope-runner run`");
        }
    }
    return Done{};
}

/// `auto` became the CPU, or the plan would have refused.
Status check_kv_dtypes(const SweepSpec &spec, const Device &device)
{
    const bool wants_fp8 =
        std::find(spec.kv_dtypes.begin(), spec.kv_dtypes.end(), KvDType::Fp8) != spec.kv_dtypes.end();
    if (device.name == "cpu" && wants_fp8) {
        return make_error(ErrorCode::InvalidArgument, "--kv-dtype fp8 needs a GPU, and none answers: the run would use "
                                                      "the CPU, which stores entries as fp32");
    }
    return Done{};
}

Status begin_session(SessionWriter &writer, const SweepSpec &spec, const ExpandedSweep &sweep, const Manifest &manifest)
{
    if (const Status status = writer.begin_run(spec, sweep.plan, manifest); status.has_error()) {
        return status;
    }
    for (const Dataset &dataset : sweep.datasets) {
        std::vector<StoredProblem> problems;
        for (const Problem &problem : dataset.problems) {
            problems.push_back({problem.id, problem.text, problem.gold});
        }
        std::vector<QuarantinedLine> quarantined;
        for (const RejectedLine &line : dataset.rejected) {
            quarantined.push_back({line.line, line.reason});
        }
        if (const Status status = writer.put_problems(dataset.id, problems, quarantined); status.has_error()) {
            return status;
        }
    }
    for (const std::string &warning : sweep.plan.warnings) {
        if (const Status status = writer.log("warning", warning); status.has_error()) {
            return status;
        }
    }
    return Done{};
}

class SweepRun {
public:
    SweepRun(const SweepSpec &spec, const ExpandedSweep &sweep, const SweepRunOptions &options, RunControl &control,
             RunListener &listener)
        : spec_(spec), sweep_(sweep), options_(options), control_(control), listener_(listener)
    {
    }

    /// Done: every cell was tried. Canceled or another error: the run ended early.
    Status run()
    {
        const Result<Device> device = open_device(spec_.device, {spec_.gpu, spec_.compute});
        if (device.has_error()) {
            return device.error();
        }
        if (const Status status = check_kv_dtypes(spec_, device.value()); status.has_error()) {
            return status;
        }
        if (const Status status = check_existing_session(sweep_, options_, device.value()); status.has_error()) {
            return status;
        }
        if (const Status status = choose_graders(); status.has_error()) {
            return status;
        }
        tell_other_memory();
        Result<SessionWriter> writer = SessionWriter::open(options_.session_path);
        if (writer.has_error()) {
            return writer.error();
        }
        const int num_threads = resolved_threads(spec_);
        Manifest manifest = make_manifest(spec_, sweep_, device.value(), num_threads);
        for (const auto &[dataset, grader] : graders_) {
            manifest["dataset." + dataset + ".grader"] = grader;
        }
        const std::optional<GpuMonitor> monitor = watch(device.value(), manifest);
        ProgressTracker no_progress(0, 0);
        const WriteContext context{listener_, no_progress, control_.stop_token()};
        if (const Status status =
                write_patiently(context, 0, [&] { return begin_session(writer.value(), spec_, sweep_, manifest); });
            status.has_error()) {
            return status;
        }
        return run_cells(writer.value(), device.value(), monitor, num_threads);
    }

    bool has_failed_cells() const { return num_failed_cells_ > 0; }

    Error failed_cells() const
    {
        const std::size_t num_cells = sweep_.plan.cells.size();
        const std::string failed = std::to_string(num_failed_cells_) + " of " + std::to_string(num_cells) +
                                   (num_cells == 1 ? " cell failed; " : " cells failed; ");
        return make_error(
            ErrorCode::Internal,
            failed + (num_failed_cells_ == num_cells ? "the reasons are stored in " : "the others are stored in ") +
                options_.session_path);
    }

private:
    /// A GPU that cannot be watched is worth a word; it costs its power and clocks, not the run.
    std::optional<GpuMonitor> watch(const Device &device, Manifest &manifest)
    {
        if (device.name == "cpu") {
            return std::nullopt;
        }
        Result<GpuMonitor> monitor = monitor_of(device);
        describe_gpu(device, monitor, manifest);
        if (monitor.has_error()) {
            listener_.logged("warning",
                             "power, energy and clocks of the GPU are not recorded: " + monitor.error().message);
            return std::nullopt;
        }
        return std::move(monitor).value();
    }

    /// A cell knows the batch that it was measured with, but not how much memory was filled: that stands with the run.
    void tell_other_memory()
    {
        std::error_code error;
        if (spec_.batch.kind != BatchPolicy::Kind::FillMemory ||
            !std::filesystem::exists(options_.session_path, error)) {
            return;
        }
        const Result<SessionReader> reader = SessionReader::open(options_.session_path);
        const Result<Manifest> manifest = reader.has_value() ? reader.value().manifest() : reader.error();
        if (manifest.has_error()) {
            return; // the writer says what is wrong with the file
        }
        const auto before = manifest.value().find("batch_policy");
        const std::string now = batch_label(spec_.batch);
        if (before != manifest.value().end() && before->second.starts_with("fill ") && before->second != now) {
            listener_.logged("warning",
                             options_.session_path + " was last run with --kv-memory " + before->second.substr(5) +
                                 "; what was measured then is kept, and what is missing runs with --kv-memory " +
                                 now.substr(5) + ". Use a new session to compare them");
        }
    }

    /// The plan's, or in a session that is there already those of its verdicts: a dataset is graded in one way.
    Status choose_graders()
    {
        for (const DatasetRef &dataset : sweep_.plan.datasets) {
            graders_[dataset.id] = dataset.grader;
        }
        std::error_code error;
        if (!std::filesystem::exists(options_.session_path, error)) {
            return Done{};
        }
        const Result<SessionReader> reader = SessionReader::open(options_.session_path);
        const Result<SessionRows> rows = reader.has_value() ? reader.value().read_rows() : reader.error();
        if (rows.has_error()) {
            return rows.error();
        }
        for (const DatasetRef &stored : rows.value().frame.datasets) {
            const auto planned = graders_.find(stored.id);
            if (planned == graders_.end() || planned->second == stored.grader) {
                continue;
            }
            if (!options_.must_match_session && !spec_.grader.empty()) {
                return make_error(ErrorCode::InvalidArgument,
                                  options_.session_path + ": dataset " + stored.label + " was graded by " +
                                      stored.grader + ", not by " + spec_.grader +
                                      "; grade it again with `kvscope-runner grade --grader " + spec_.grader +
                                      "` first, or leave --grader out");
            }
            if (find_grader(stored.grader) == nullptr) {
                return make_error(ErrorCode::InvalidData, options_.session_path + ": dataset " + stored.label +
                                                              " was graded by \"" + stored.grader +
                                                              "\", which this version does not have: name one with "
                                                              "`kvscope-runner grade --grader`");
            }
            planned->second = stored.grader;
        }
        return Done{};
    }

    Status run_cells(SessionWriter &writer, const Device &device, const std::optional<GpuMonitor> &gpu, int num_threads)
    {
        ModelCache models(device, spec_.random_weights);
        ProgressTracker unused(0, 0);
        CellRunner counter({spec_, sweep_, writer, models, control_, listener_, unused, graders_});
        std::vector<int> committed;
        int num_samples = 0;
        int num_committed = 0;
        for (const CellSpec &cell : sweep_.plan.cells) {
            const Result<int> count = counter.num_committed(cell);
            if (count.has_error()) {
                return count.error();
            }
            committed.push_back(count.value());
            num_samples += cell.num_samples;
            num_committed += count.value();
        }
        listener_.run_started({options_.session_path, static_cast<int>(sweep_.plan.cells.size()), num_samples,
                               num_committed, device.description, num_threads});
        for (const std::string &warning : sweep_.plan.warnings) {
            listener_.logged("warning", warning);
        }
        ProgressTracker tracker(num_samples, num_committed);
        const RunMonitor monitor(tracker, listener_, options_.hang_limit);
        std::optional<TelemetryRecorder> telemetry;
        if (gpu) {
            telemetry.emplace(*gpu, [&tracker](const GpuReading &reading) { tracker.look(reading); });
        }
        CellRunner runner(
            {spec_, sweep_, writer, models, control_, listener_, tracker, graders_, telemetry ? &*telemetry : nullptr});
        for (std::size_t c = 0; c < sweep_.plan.cells.size(); ++c) {
            if (const Status status = run_cell(runner, writer, tracker, sweep_.plan.cells[c], committed[c]);
                status.has_error()) {
                return status;
            }
        }
        return Done{};
    }

    Status run_cell(CellRunner &runner, SessionWriter &writer, ProgressTracker &tracker, const CellSpec &cell,
                    int num_committed)
    {
        const std::stop_token stop = control_.stop_token();
        while (control_.is_paused() && !stop.stop_requested()) {
            std::this_thread::sleep_for(kPausePoll);
        }
        if (stop.stop_requested()) {
            return make_error(ErrorCode::Canceled, "stopped");
        }
        listener_.cell_started({cell.key, sweep_.plan.models[static_cast<std::size_t>(cell.model)].label,
                                sweep_.plan.datasets[static_cast<std::size_t>(cell.dataset)].label, cell.policy,
                                cell.budget, cell.kv_dtype, cell.num_samples, num_committed});
        tracker.begin_cell(cell.key, cell.num_samples, num_committed);
        const Status status = runner.run(cell);
        tracker.end_cell();
        if (status.has_error() && CellRunner::is_fatal(status.error().code)) {
            return status;
        }
        return status.has_value() ? announce_complete(cell) : announce_failed(writer, cell, status.error());
    }

    Status announce_complete(const CellSpec &cell)
    {
        const Result<CellResult> figures = read_cell_figures(options_.session_path, cell.key);
        if (figures.has_error()) {
            listener_.logged("warning",
                             "the figures of cell " + cell.key + " cannot be read: " + figures.error().message);
            listener_.cell_ended({cell.key, true, std::nullopt, std::nullopt, "", "", std::nullopt});
        } else {
            listener_.cell_ended({cell.key, true, figures.value().pass_at_1, figures.value().tps, "",
                                  figures.value().accuracy_missing, figures.value().gpu});
        }
        return Done{};
    }

    Status announce_failed(SessionWriter &writer, const CellSpec &cell, const Error &error)
    {
        // Too little memory for a setting is one of the sweep's findings; anything else is a failure of the run.
        num_failed_cells_ += error.code != ErrorCode::OutOfMemory ? 1 : 0;
        const Status status = writer.mark_cell_failed(cell.key, error.message);
        listener_.cell_ended({cell.key, false, std::nullopt, std::nullopt, error.message, "", std::nullopt});
        return status;
    }

    const SweepSpec &spec_;
    const ExpandedSweep &sweep_;
    const SweepRunOptions &options_;
    RunControl &control_;
    RunListener &listener_;
    std::map<std::string, std::string> graders_; ///< dataset id → grader id
    std::size_t num_failed_cells_ = 0;
};

} // namespace

int run_sweep(const SweepSpec &spec, const ExpandedSweep &sweep, const SweepRunOptions &options, RunControl &control,
              RunListener &listener)
{
    SweepRun run(spec, sweep, options, control, listener);
    const Status status = run.run();
    int exit_code = kExitComplete;
    RunState state = RunState::Complete;
    if (status.has_error() && status.error().code == ErrorCode::Canceled) {
        exit_code = kExitCanceled;
        state = RunState::Canceled;
    } else if (status.has_error()) {
        exit_code = status.error().code == ErrorCode::InvalidArgument ? kExitWrongArguments : kExitFailed;
        state = RunState::Failed;
        listener.failed(status.error());
    } else if (run.has_failed_cells()) {
        exit_code = kExitFailed;
        state = RunState::Failed;
        listener.failed(run.failed_cells());
    }
    listener.run_ended(state);
    listener.close();
    return exit_code;
}

} // namespace kvscope
