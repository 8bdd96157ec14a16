#pragma once

#include "database/session_reader.h"

#include <QTemporaryDir>
#include <QtTest>

#include <string>
#include <vector>

/// Small plans and samples for the session tests. Values differ from field to field, so that a swapped column shows.
namespace fixture {

using namespace kvscope;

inline ModelRef model(const std::string &id)
{
    ModelRef ref;
    ref.id = id;
    ref.label = "label of " + id;
    ref.dir = "/models/" + id;
    ref.architecture = "LlamaForCausalLM";
    ref.num_layers = 4;
    ref.num_heads = 8;
    ref.num_kv_heads = 2;
    ref.head_dim = 64;
    ref.weight_bytes = 123'456'789'012;
    ref.kv_bytes_per_token = 131'072;
    ref.config_sha256 = "config " + id;
    ref.tokenizer_sha256 = "tokenizer " + id;
    ref.template_sha256 = "template " + id;
    ref.weights_sha256 = "weights " + id;
    return ref;
}

inline SweepPlan plan(int num_samples = 6)
{
    SweepPlan made;
    made.models = {model("llama"), model("qwen")};
    made.datasets = {{"data", "tasks", "/tasks/tasks.jsonl", "problem_answer", "integer", "sha of data", 3, 1}};
    for (const int budget : {96, 0}) {
        for (int m = 0; m < 2; ++m) {
            CellSpec cell;
            cell.key = made.models[m].id + "-" + std::to_string(budget);
            cell.model = m;
            cell.policy = budget == 0 ? "full" : "r_kv";
            cell.params = budget == 0 ? ParamValues{} : ParamValues{{"mix_lambda", 0.1}, {"window_size", 8}};
            cell.budget = {budget};
            cell.buffer = 16;
            cell.retained = budget;
            cell.peak = budget == 0 ? 0 : budget + 16;
            cell.num_samples = num_samples;
            cell.kv_bytes_per_sequence = 1'000'000 + budget;
            made.cells.push_back(cell);
        }
    }
    made.warnings = {"a warning"};
    return made;
}

inline SweepSpec spec()
{
    SweepSpec made;
    made.model_dirs = {"/models/llama", "/models/qw\xff\x80n"};
    made.dataset_files = {"/tasks/tasks.jsonl"};
    made.column_maps = {{"/tasks/tasks.jsonl", {"Question", "Answer", "\xff id", {}, {"wrong 1", "wrong 2"}, "choice"}},
                        {"/tasks/b.csv", {"q", "a", "", {"A", "B"}, {}, ""}}};
    made.choice_seed = 0xfedcba9876543211ULL;
    made.grader = "math";
    made.policies = {{"r_kv", {{"mix_lambda", 0.1}}}, {"snapkv", {}}};
    made.budgets = {{96}, {0}};
    made.buffer = 17;
    made.budget_meaning = BudgetMeaning::Trigger;
    made.eviction_trace = EvictionTrace::All;
    made.samples_per_problem = 2;
    made.problem_limit = 3;
    made.num_repeats = 4;
    made.sampling = {0.7, 0.9, 40, 1234, 0xfedcba9876543210ULL};
    made.batch = {BatchPolicy::Kind::FillMemory, 5, 1ULL << 40U};
    made.device = "cpu";
    made.num_threads = 3;
    return made;
}

inline const std::vector<StoredProblem> &problems()
{
    static const std::vector<StoredProblem> list = {
        {"P-1", "What is 1 + 1?", "2"}, {"P-2", "What is 2 + 2?", "4"}, {"P-3", "What is 3 + 3?", "6"}};
    return list;
}

inline SampleResult sample(const std::string &problem_id, int index, Verdict verdict = Verdict::Correct)
{
    SampleResult made;
    made.problem_id = problem_id;
    made.sample_index = index;
    made.prompt_sha256 = "prompt of " + problem_id;
    made.prompt_tokens = {0, 5, 128255, 7};
    for (int i = 0; i < 40 + index; ++i) {
        made.tokens.push_back((i * 7919 + index) % 128256);
    }
    made.text = "<think>\nadd\n</think>\n\\boxed{" + std::to_string(index) + "}";
    made.finish = verdict == Verdict::NoAnswer ? FinishReason::Length : FinishReason::Stop;
    made.grade = {verdict, std::to_string(index), "because"};
    made.num_evictions = 2;
    made.peak_kv_len = 112;
    made.num_preemptions = 1;
    made.prefill_ms = 1.25;
    made.decode_ms = 99.5;
    return made;
}

inline GpuTelemetry telemetry()
{
    GpuTelemetry made;
    made.gpu = "a GPU";
    made.driver = "570.1";
    made.num_readings = 80;
    made.measured_s = 20.25;
    made.num_tokens = 5'000'000'001;
    made.memory_peak_bytes = 70ULL << 30U;
    made.memory_total_bytes = 80ULL << 30U;
    made.utilization_mean = 97.5;
    made.utilization_max = 100;
    made.power_mean_w = 612.5;
    made.power_max_w = 699;
    made.energy_j = 12403.125;
    made.sm_clock_min_mhz = 1410;
    made.sm_clock_mean_mhz = 1755.5;
    made.memory_clock_mhz = 2619;
    made.temperature_max_c = 71;
    made.throttle_reasons = "sw_power_cap hw_thermal_slowdown";
    made.num_throttled = 12;
    made.missing = "";
    return made;
}

/// A file name in a folder of the test's own.
inline std::string file_in(const QTemporaryDir &folder, const char *name = "test.kvsession")
{
    return folder.filePath(QString::fromLatin1(name)).toStdString();
}

template <typename T>
QByteArray why(const Result<T> &result)
{
    return result.has_error() ? QByteArray::fromStdString(result.error().message) : QByteArray();
}

/// Creates a session with the plan above and its problems.
inline Result<SessionWriter> begun(const std::string &path)
{
    auto writer = SessionWriter::open(path);
    if (writer.has_error()) {
        return writer;
    }
    if (auto run = writer.value().begin_run(spec(), plan(), {{"device", "cpu"}}); run.has_error()) {
        return run.error();
    }
    if (auto put = writer.value().put_problems("data", problems(), {{7, "not JSON"}}); put.has_error()) {
        return put.error();
    }
    return writer;
}

} // namespace fixture

/// Stops the test unless `result` is a value, with the message of the error.
#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY2(checked_.has_value(), fixture::why(checked_).constData());                                            \
    } while (false)

#define VERIFY_ERROR(result, expected)                                                                                 \
    do {                                                                                                               \
        const auto &checked_ = (result);                                                                               \
        QVERIFY(checked_.has_error());                                                                                 \
        QVERIFY2(checked_.error().code == (expected), checked_.error().message.c_str());                               \
        QVERIFY(!checked_.error().message.empty());                                                                    \
    } while (false)
