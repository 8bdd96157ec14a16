#include "import_session.h"

#include "common/build_info.h"
#include "database/session_reader.h"
#include "engine/policy.h"
#include "engine/sha256.h"

#include <algorithm>
#include <filesystem>

namespace kvscope {

namespace {

std::string content_id(const std::string &identity, std::size_t length)
{
    return sha256_hex("kvscope-import-v1\n" + identity).substr(0, length);
}

/// Only a session of imports takes more of them: a sweep would lose the plan that `resume` runs.
Result<Manifest> read_target(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return Manifest{};
    }
    const Result<SessionReader> reader = SessionReader::open(path);
    if (reader.has_error()) {
        return reader.error();
    }
    Result<Manifest> manifest = reader.value().manifest();
    if (manifest.has_error() && manifest.error().code != ErrorCode::NotFound) {
        return manifest.error();
    }
    if (manifest.has_error() || !manifest.value().contains("import.count")) {
        return make_error(ErrorCode::InvalidArgument,
                          path + ": this session holds a sweep or published figures; import into a file of its own");
    }
    return manifest;
}

/// The manifest of everything imported so far, this file included.
Manifest extend(Manifest manifest, const ImportedResults &results, const std::string &file)
{
    const int count = manifest.contains("import.count") ? std::atoi(manifest["import.count"].c_str()) : 0;
    const std::string prefix = "import." + std::to_string(count + 1) + ".";
    manifest["import.count"] = std::to_string(count + 1);
    manifest[prefix + "source"] = results.source;
    manifest[prefix + "file"] = file;
    for (const auto &[name, value] : results.settings) {
        manifest[prefix + name] = value;
    }
    manifest["build.version"] = KVSCOPE_VERSION;
    return manifest;
}

SweepPlan plan_of(const ImportedResults &results, const std::string &file, const ImportTarget &target)
{
    ModelRef model;
    model.label = !target.model_label.empty()    ? target.model_label
                  : !results.model_label.empty() ? results.model_label
                                                 : std::filesystem::path(file).parent_path().filename().string();
    model.label = model.label.empty() ? "imported model" : model.label;
    model.id = content_id("model " + model.label, 16);
    DatasetRef dataset;
    dataset.label = target.dataset_label.empty() ? results.dataset_label : target.dataset_label;
    dataset.id = content_id("dataset " + dataset.label, 16);
    dataset.file = file;
    dataset.layout = "imported";
    dataset.grader = "imported";
    dataset.num_problems = static_cast<int>(results.problems.size());
    dataset.num_quarantined = static_cast<int>(results.rejected.size());
    CellSpec cell;
    cell.policy = target.policy;
    cell.budget = target.budget;
    cell.retained = target.budget.tokens;
    cell.peak = target.budget.tokens;
    cell.num_samples = static_cast<int>(results.samples.size());
    cell.key = content_id(
        model.label + "\n" + dataset.label + "\n" + cell.policy + "\n" + std::to_string(cell.budget.tokens), 24);
    SweepPlan plan;
    plan.models.push_back(std::move(model));
    plan.datasets.push_back(std::move(dataset));
    plan.cells.push_back(std::move(cell));
    return plan;
}

Status store_details(SessionWriter &writer, const ImportedResults &results, const std::string &file,
                     const std::string &dataset_id)
{
    std::vector<StoredProblem> problems;
    for (const Problem &problem : results.problems) {
        problems.push_back({problem.id, problem.text, problem.gold});
    }
    std::vector<QuarantinedLine> quarantined;
    for (const RejectedLine &line : results.rejected) {
        quarantined.push_back({line.line, line.reason});
    }
    Status status = writer.put_problems(dataset_id, problems, quarantined);
    for (const std::string &note : results.notes) {
        if (status.has_value()) {
            status = writer.log("info", file + ": " + note);
        }
    }
    return status;
}

/// Samples that the cell does not have yet.
Result<std::vector<SampleResult>> new_samples(const SessionWriter &writer, const std::string &cell_key,
                                              const std::vector<SampleResult> &samples)
{
    const auto committed = writer.committed_samples(cell_key);
    if (committed.has_error()) {
        return committed.error();
    }
    std::vector<SampleResult> added;
    std::copy_if(samples.begin(), samples.end(), std::back_inserter(added), [&](const SampleResult &sample) {
        return !committed.value().contains({sample.problem_id, sample.sample_index});
    });
    return added;
}

} // namespace

Result<ImportedCell> store_import(const ImportedResults &results, const std::string &file, const ImportTarget &target)
{
    if (find_policy(target.policy) == nullptr) {
        return make_error(ErrorCode::InvalidArgument,
                          "eviction policy \"" + target.policy + "\" is not known; see `kvscope-runner policies`");
    }
    Result<Manifest> manifest = read_target(target.session_path);
    if (manifest.has_error()) {
        return manifest.error();
    }
    Result<SessionWriter> writer = SessionWriter::open(target.session_path);
    if (writer.has_error()) {
        return writer.error();
    }
    const SweepPlan plan = plan_of(results, file, target);
    const CellSpec &cell = plan.cells.front();
    SweepSpec spec; // without models: there is nothing to run again
    spec.dataset_files = {file};
    Status status = writer.value().begin_run(spec, plan, extend(std::move(manifest).value(), results, file));
    if (status.has_value()) {
        status = store_details(writer.value(), results, file, plan.datasets.front().id);
    }
    if (status.has_error()) {
        return status.error();
    }
    const Result<std::vector<SampleResult>> added = new_samples(writer.value(), cell.key, results.samples);
    if (added.has_error()) {
        return added.error();
    }
    status = writer.value().put_samples(cell.key, added.value());
    if (status.has_value() && results.timing) {
        CellTiming timing = *results.timing;
        const auto known = writer.value().timings(cell.key);
        timing.repeat = known.has_value() ? static_cast<int>(known.value().size()) : 0;
        status = writer.value().put_timing(cell.key, timing);
    }
    if (status.has_value()) {
        status = writer.value().mark_cell_complete(cell.key);
    }
    if (status.has_error()) {
        return status.error();
    }
    const int num_added = static_cast<int>(added.value().size());
    return ImportedCell{plan.models.front().label, plan.datasets.front().label, num_added,
                        static_cast<int>(results.samples.size()) - num_added, results.timing.has_value()};
}

} // namespace kvscope
