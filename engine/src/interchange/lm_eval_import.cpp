#include "engine/grader.h"
#include "engine/interchange.h"
#include "eval/dataset_source.h"
#include "interchange/results_json.h"
#include "text/json_reader.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <unordered_map>

namespace kvscope {
namespace {

constexpr std::string_view own_filter = "sample_";

Error reason(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

/// Index of KVScope's own filters; -1 for all others.
int own_sample_index(std::string_view filter)
{
    int index = -1;
    if (!filter.starts_with(own_filter)) {
        return -1;
    }
    filter.remove_prefix(own_filter.size());
    const auto [end, error] = std::from_chars(filter.data(), filter.data() + filter.size(), index);
    return error == std::errc() && end == filter.data() + filter.size() ? index : -1;
}

std::string text_of(const nlohmann::json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The problem as the harness's own document states it, else the whole prompt.
std::string problem_text(const nlohmann::json &line)
{
    if (const nlohmann::json *doc = find_member(line, "doc")) {
        for (const char *field : {"problem", "Problem", "question", "Question", "input", "prompt", "text"}) {
            if (const auto text = setting_text(*doc, field)) {
                return *text;
            }
        }
    }
    const nlohmann::json *arguments = find_member(line, "arguments");
    const nlohmann::json *first = arguments ? find_member(*arguments, "gen_args_0") : nullptr;
    const nlohmann::json *prompt = first ? find_member(*first, "arg_0") : nullptr;
    return prompt && prompt->is_string() ? prompt->get<std::string>() : "";
}

/// Generated texts of a line; empty for tasks that compare likelihoods, whose responses are numbers.
std::vector<std::string> responses_of(const nlohmann::json &line)
{
    std::vector<std::string> texts;
    const nlohmann::json *resps = find_member(line, "resps");
    if (!resps || !resps->is_array() || resps->size() != 1) {
        return texts;
    }
    const nlohmann::json &request = resps->front();
    if (request.is_string()) {
        texts.push_back(request.get<std::string>());
    }
    for (const nlohmann::json &response : request.is_array() ? request : nlohmann::json::array()) {
        if (!response.is_string()) {
            return {};
        }
        texts.push_back(response.get<std::string>());
    }
    return texts;
}

/// What the filter made of the responses.
std::string filtered_of(const nlohmann::json &line)
{
    const nlohmann::json *filtered = find_member(line, "filtered_resps");
    while (filtered && filtered->is_array() && filtered->size() == 1) {
        filtered = &filtered->front();
    }
    return !filtered || filtered->is_array() ? "" : text_of(*filtered);
}

/// The deciding metric's value, 0 or 1.
Result<bool> metric_of(const nlohmann::json &line, const std::string &wanted)
{
    std::vector<std::string> names;
    if (!wanted.empty()) {
        names.push_back(wanted);
    } else if (const nlohmann::json *metrics = find_member(line, "metrics"); metrics && metrics->is_array()) {
        for (const nlohmann::json &name : *metrics) {
            names.push_back(text_of(name));
        }
    } else {
        names = {"exact_match", "acc"};
    }
    for (const std::string &name : names) {
        const nlohmann::json *value = find_member(line, name.c_str());
        if (value && value->is_boolean()) {
            return value->get<bool>();
        }
        if (const auto number = number_of(line, name.c_str()); number && (*number == 0 || *number == 1)) {
            return *number == 1;
        }
    }
    return reason(wanted.empty() ? "no metric of it is 0 or 1" : "metric \"" + wanted + "\" is not 0 or 1 in it");
}

Grade stated_grade(bool is_correct, const std::string &extracted)
{
    // The harness's regular-expression filter writes "[invalid]" where it found nothing.
    const bool is_answer = !extracted.empty() && extracted != "[invalid]";
    if (is_correct) {
        return {Verdict::Correct, is_answer ? extracted : "", "as the file states"};
    }
    return is_answer ? Grade{Verdict::Wrong, extracted, "as the file states"}
                     : Grade{Verdict::NoAnswer, "", "the file's filter found no answer"};
}

Grade own_grade(const Grader &grader, const std::string &gold, const std::string &text)
{
    const bool has_thinking = text.find("</think>") != std::string::npos;
    return grade_generation(grader, gold, has_thinking ? text : "</think>" + text, FinishReason::Stop);
}

class SampleReader {
public:
    SampleReader(const ImportOptions &options, const Grader &grader) : options_(options), grader_(grader) {}

    Status read(const SourceRecord &record);
    ImportedResults finish(const std::string &file);

private:
    bool is_wanted(const std::string &filter);
    Status add(const std::string &problem_id, int sample_index, std::string text, Grade grade);

    const ImportOptions &options_;
    const Grader &grader_;
    ImportedResults results_;
    std::optional<std::string> filter_;
    std::set<std::string> other_filters_;
    std::set<std::string> problems_;
    std::set<std::pair<std::string, int>> samples_;
    int num_graded_here_ = 0;
};

bool SampleReader::is_wanted(const std::string &filter)
{
    if (!options_.filter.empty()) {
        return filter == options_.filter;
    }
    if (!filter_) {
        filter_ = filter;
    }
    const bool are_samples = own_sample_index(*filter_) >= 0 && own_sample_index(filter) >= 0;
    return are_samples || filter == *filter_;
}

Status SampleReader::add(const std::string &problem_id, int sample_index, std::string text, Grade grade)
{
    if (!samples_.emplace(problem_id, sample_index).second) {
        return reason("document " + preview_text(problem_id) + " stands in the file twice");
    }
    SampleResult sample;
    sample.problem_id = problem_id;
    sample.sample_index = sample_index;
    sample.text = std::move(text);
    sample.grade = std::move(grade);
    results_.samples.push_back(std::move(sample));
    return Done{};
}

Status SampleReader::read(const SourceRecord &record)
{
    const Result<nlohmann::json> parsed = parse_results(record.text, "line " + std::to_string(record.line));
    if (parsed.has_error()) {
        return parsed.error();
    }
    const nlohmann::json &line = parsed.value();
    const std::optional<std::string> doc_id = setting_text(line, "doc_id");
    if (!doc_id || !line.contains("resps")) {
        return reason("\"doc_id\" and \"resps\" have to be there");
    }
    const std::string filter = setting_text(line, "filter").value_or("none");
    if (!is_wanted(filter)) {
        other_filters_.insert(filter);
        return Done{};
    }
    const std::string problem_id = "doc-" + *doc_id;
    const std::string gold = line.contains("target") ? text_of(line["target"]) : "";
    const std::vector<std::string> responses = responses_of(line);
    if (responses.size() <= 1) {
        const Result<bool> is_correct = metric_of(line, options_.metric);
        if (is_correct.has_error()) {
            return is_correct.error();
        }
        const Status added =
            add(problem_id, std::max(0, own_sample_index(filter)), responses.empty() ? "" : responses[0],
                stated_grade(is_correct.value(), filtered_of(line)));
        if (added.has_error()) {
            return added;
        }
    }
    for (std::size_t i = 0; responses.size() > 1 && i < responses.size(); ++i) {
        const Status added = add(problem_id, static_cast<int>(i), responses[i], own_grade(grader_, gold, responses[i]));
        if (added.has_error()) {
            return added;
        }
        ++num_graded_here_;
    }
    if (problems_.insert(problem_id).second) {
        results_.problems.push_back({problem_id, problem_text(line), gold, {}});
    }
    return Done{};
}

/// "samples_<task>_2025-01-31T12-00-00.123456.jsonl" → task.
std::string task_of(const std::string &file)
{
    std::string stem = std::filesystem::path(file).stem().string();
    if (stem.starts_with("samples_")) {
        stem.erase(0, 8);
    }
    const std::size_t date = stem.rfind("_2");
    return date != std::string::npos && stem.find('T', date) != std::string::npos ? stem.substr(0, date) : stem;
}

ImportedResults SampleReader::finish(const std::string &file)
{
    results_.source = "lm-evaluation-harness";
    results_.dataset_label = task_of(file);
    if (!other_filters_.empty()) {
        std::string names;
        for (const std::string &name : other_filters_) {
            names += (names.empty() ? "" : ", ") + preview_text(name, 40);
        }
        results_.notes.push_back("Filter \"" + preview_text(filter_.value_or(options_.filter), 40) +
                                 "\" was imported; left out: " + names + ".");
    }
    if (num_graded_here_ > 0) {
        results_.notes.push_back(std::to_string(num_graded_here_) + " responses were graded here as " + grader_.id +
                                 ": their documents have several, of which the file grades one.");
    }
    return std::move(results_);
}

void add_scores(const std::string &task, const nlohmann::json &metrics, std::map<std::string, double> &scores)
{
    if (!metrics.is_object()) {
        return;
    }
    for (const auto &[name, value] : metrics.items()) {
        if (value.is_number()) {
            scores[task + "/" + name] = value.get<double>();
        }
    }
}

} // namespace

Result<ImportedResults> parse_lm_eval_samples(std::string_view content, const std::string &file,
                                              const ImportOptions &options)
{
    const Grader *grader = find_grader(options.grader);
    if (grader == nullptr) {
        return make_error(ErrorCode::InvalidArgument, "grader \"" + options.grader + "\" is not known");
    }
    SampleReader reader(options, *grader);
    std::vector<RejectedLine> rejected;
    for (const SourceRecord &record : split_json_lines(content)) {
        if (const Status status = reader.read(record); status.has_error()) {
            rejected.push_back({record.line, status.error().message});
        }
    }
    ImportedResults results = reader.finish(file);
    results.rejected = std::move(rejected);
    if (results.samples.empty()) {
        const std::string why = results.rejected.empty() ? "it has no line of the wanted filter"
                                                         : "line " + std::to_string(results.rejected.front().line) +
                                                               ": " + results.rejected.front().reason;
        return make_error(ErrorCode::InvalidData, file + ": no sample of lm-evaluation-harness in it: " + why);
    }
    return results;
}

Result<LmEvalResults> parse_lm_eval_results(std::string_view content, const std::string &file)
{
    const Result<nlohmann::json> json = parse_results(content, file);
    if (json.has_error()) {
        return json.error();
    }
    LmEvalResults results;
    results.model_label = setting_text(json.value(), "model_name").value_or("");
    for (const char *name : {"model_source", "model_name", "git_hash", "date", "transformers_version",
                             "lm_eval_version", "total_evaluation_time_seconds", "system_instruction"}) {
        if (const auto text = setting_text(json.value(), name)) {
            results.settings[name] = *text;
        }
    }
    if (const nlohmann::json *config = find_member(json.value(), "config")) {
        for (const char *name : {"model", "model_args", "batch_size", "device", "limit", "gen_kwargs", "random_seed"}) {
            if (const nlohmann::json *value = find_member(*config, name)) {
                results.settings[std::string("config.") + name] = text_of(*value).substr(0, 2000);
            }
        }
    }
    if (const nlohmann::json *scores = find_member(json.value(), "results"); scores && scores->is_object()) {
        for (const auto &[task, metrics] : scores->items()) {
            add_scores(task, metrics, results.scores);
        }
    }
    if (results.scores.empty()) {
        return make_error(ErrorCode::InvalidData, file + ": no \"results\" of lm-evaluation-harness in it");
    }
    return results;
}

Result<ForeignFormat> recognise_results(std::string_view content, const std::string &file)
{
    if (std::filesystem::path(file).extension() == ".jsonl") {
        return ForeignFormat::LmEvalSamples;
    }
    const Result<nlohmann::json> json = parse_results(content, file);
    if (json.has_error()) {
        return json.error();
    }
    const auto has = [&](const char *name) { return json.value().contains(name); };
    if (has("results") && (has("configs") || has("config"))) {
        return ForeignFormat::LmEvalResults;
    }
    if (has("output_throughput") || (has("elapsed_time") && has("tokens_per_second"))) {
        return ForeignFormat::VllmBenchmark;
    }
    return make_error(ErrorCode::InvalidData,
                      file + ": neither samples or results of lm-evaluation-harness nor a vLLM benchmark result");
}

} // namespace kvscope
