#include "export_files.h"
#include "results_export.h"
#include "setting_names.h"

#include "common/build_info.h"
#include "engine/sha256.h"

#include <cmath>
#include <map>

namespace kvscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kPage = 100;

/// Sample counts of one filter.
struct Score {
    int num_samples = 0;
    int num_correct = 0;

    double mean() const { return static_cast<double>(num_correct) / num_samples; }
    /// Standard error of a mean with the sample's own variance, as the harness computes it.
    double error() const { return num_samples < 2 ? 0 : std::sqrt(mean() * (1 - mean()) / (num_samples - 1)); }
};

/// One dataset of one setting.
struct Task {
    std::string name;
    std::string lines;
    std::map<int, Score> scores;        ///< by sample index
    std::map<std::string, int> doc_ids; ///< problem → its number in order of appearance
    std::string hashes;
    Json generation; ///< how samples are drawn
};

/// In the harness's names.
Json generation_settings(const SamplingParams &sampling)
{
    return {{"temperature", sampling.temperature},
            {"top_p", sampling.top_p},
            {"max_gen_toks", sampling.max_new_tokens},
            {"do_sample", sampling.temperature > 0}};
}

Json sample_line(const Task &task, const SampleRow &row, const SampleResult &sample, const StoredProblem &problem)
{
    const Json doc{{"problem", problem.text}, {"answer", problem.gold}, {"id", problem.id}};
    const double is_correct = row.grade.verdict == Verdict::Correct ? 1 : 0;
    return Json{{"doc_id", task.doc_ids.at(problem.id)},
                {"doc", doc},
                {"target", problem.gold},
                {"arguments", {{"gen_args_0", {{"arg_0", problem.text}, {"arg_1", task.generation}}}}},
                {"resps", Json::array({Json::array({sample.text})})},
                {"filtered_resps", Json::array({row.grade.extracted})},
                {"filter", "sample_" + std::to_string(row.key.second)},
                {"metrics", Json::array({"exact_match"})},
                {"doc_hash", sha256_hex(json_text(doc, 2))},
                {"prompt_hash", sha256_hex(problem.text)},
                {"target_hash", sha256_hex(problem.gold)},
                {"exact_match", is_correct}};
}

Status add_row(const SessionReader &reader, const SampleRow &row, Task &task)
{
    const Result<SampleResult> sample = reader.sample(row.id);
    const Result<StoredProblem> problem = reader.problem_of(row.id);
    if (sample.has_error() || problem.has_error()) {
        return sample.has_error() ? sample.error() : problem.error();
    }
    task.doc_ids.try_emplace(problem.value().id, static_cast<int>(task.doc_ids.size()));
    Score &score = task.scores[row.key.second];
    ++score.num_samples;
    score.num_correct += row.grade.verdict == Verdict::Correct ? 1 : 0;
    const Json line = sample_line(task, row, sample.value(), problem.value());
    task.hashes += line["doc_hash"].get<std::string>() + line["prompt_hash"].get<std::string>() +
                   line["target_hash"].get<std::string>();
    task.lines += json_text(line) + "\n";
    return Done{};
}

Result<Task> read_task(const SessionReader &reader, const CellResult &cell, const std::string &name,
                       const Json &generation)
{
    Task task;
    task.name = name;
    task.generation = generation;
    for (int offset = 0;; offset += kPage) {
        const Result<std::vector<SampleRow>> rows = reader.samples(cell.cell_key, kPage, offset);
        if (rows.has_error()) {
            return rows.error();
        }
        for (const SampleRow &row : rows.value()) {
            if (row.grade.verdict == Verdict::Invalid) {
                continue;
            }
            if (const Status status = add_row(reader, row, task); status.has_error()) {
                return status.error();
            }
        }
        if (static_cast<int>(rows.value().size()) < kPage) {
            return task;
        }
    }
}

Json task_config(const Task &task)
{
    Json filters = Json::array();
    for (const auto &[index, score] : task.scores) {
        filters.push_back({{"name", "sample_" + std::to_string(index)}, {"filter", Json::array()}});
    }
    return Json{{"task", task.name},
                {"output_type", "generate_until"},
                {"repeats", 1},
                {"filter_list", filters},
                {"metric_list",
                 Json::array({{{"metric", "exact_match"}, {"aggregation", "mean"}, {"higher_is_better", true}}})}};
}

Json results_json(const std::string &model_name, const std::vector<Task> &tasks, const SweepSpec &spec)
{
    Json results = Json::object();
    Json configs = Json::object();
    Json versions = Json::object();
    Json counts = Json::object();
    Json hashes = Json::object();
    Json shots = Json::object();
    Json directions = Json::object();
    for (const Task &task : tasks) {
        Json &scores = results[task.name];
        scores["name"] = task.name;
        scores["alias"] = task.name;
        scores["sample_len"] = task.doc_ids.size();
        for (const auto &[index, score] : task.scores) {
            const std::string filter = ",sample_" + std::to_string(index);
            scores["exact_match" + filter] = score.mean();
            scores["exact_match_stderr" + filter] = score.error();
        }
        configs[task.name] = task_config(task);
        versions[task.name] = 1;
        counts[task.name] = {{"original", task.doc_ids.size()}, {"effective", task.doc_ids.size()}};
        hashes[task.name] = sha256_hex(task.hashes);
        shots[task.name] = 0;
        directions[task.name] = {{"exact_match", true}};
    }
    return Json{{"results", results},
                {"group_subtasks", Json::object()},
                {"configs", configs},
                {"versions", versions},
                {"n-shot", shots},
                {"higher_is_better", directions},
                {"n-samples", counts},
                {"config",
                 {{"model", "kvscope"},
                  {"model_args", "pretrained=" + model_name},
                  {"batch_size", spec.batch.batch},
                  {"gen_kwargs", generation_settings(spec.sampling)},
                  {"random_seed", spec.sampling.seed}}},
                {"task_hashes", hashes},
                {"model_source", "kvscope"},
                {"model_name", model_name},
                {"model_name_sanitized", file_name_part(model_name)},
                {"kvscope_version", KVSCOPE_VERSION}};
}

} // namespace

Result<std::vector<std::string>> export_lm_eval(const SessionReader &reader, const ResultFrame &frame,
                                                const std::string &folder)
{
    const Result<SweepSpec> spec = reader.spec();
    if (spec.has_error()) {
        return spec.error();
    }
    const std::string date = date_text("%Y-%m-%dT%H-%M-%S.000000"); // ISO 8601 with the harness's dashes for colons
    std::map<std::string, std::vector<Task>> settings;
    std::vector<std::string> files;
    std::vector<const CellResult *> cells;
    for (const CellResult &cell : frame.cells) {
        cells.push_back(&cell);
    }
    const std::vector<std::string> names = setting_names(frame, cells);
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const CellResult &cell = *cells[c];
        const std::string &setting = names[c];
        const std::string task_name = file_name_part(frame.datasets[static_cast<std::size_t>(cell.dataset)].label);
        Result<Task> task = read_task(reader, cell, task_name, generation_settings(spec.value().sampling));
        if (task.has_error()) {
            return task.error();
        }
        if (task.value().lines.empty()) {
            continue;
        }
        const std::string path = folder + "/" + setting + "/samples_" + task_name + "_" + date + ".jsonl";
        if (const Status status = write_new_file(path, task.value().lines); status.has_error()) {
            return status.error();
        }
        files.push_back(path);
        task.value().lines.clear();
        settings[setting].push_back(std::move(task).value());
    }
    for (const auto &[setting, tasks] : settings) {
        const std::string path = folder + "/" + setting + "/results_" + date + ".json";
        const Status status = write_new_file(path, json_text(results_json(setting, tasks, spec.value()), 2) + "\n");
        if (status.has_error()) {
            return status.error();
        }
        files.push_back(path);
    }
    return files;
}

} // namespace kvscope
