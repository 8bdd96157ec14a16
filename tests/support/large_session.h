#pragma once

#include "database/session_writer.h"

#include <cstdint>
#include <string>
#include <vector>

/// Sessions of any size, for tests and measurements of what reads them: two models, five budgets, verdicts that get
/// better with the budget, every text and figure a function of (cell, problem, sample index) alone.
namespace large_session {

using namespace kvscope;

inline constexpr int kBudgets[] = {96, 128, 192, 256, 0};

struct Size {
    int num_problems = 500;
    int samples_per_problem = 20; ///< × 2 models × 5 budgets: 100 000 samples
};

/// SplitMix64: spreads bits of a counter.
inline std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

inline SweepPlan plan(const Size &size)
{
    SweepPlan made;
    for (const char *label : {"left", "right"}) {
        ModelRef model;
        model.id = std::string("model ") + label;
        model.label = label;
        model.dir = std::string("/models/") + label;
        model.num_layers = 2;
        model.num_kv_heads = 2;
        made.models.push_back(model);
    }
    made.datasets = {{"data", "tasks", "/tasks.jsonl", "tasks", "integer", "sha", size.num_problems, 0}};
    for (const int budget : kBudgets) {
        for (int model = 0; model < 2; ++model) {
            CellSpec cell;
            cell.key = made.models[static_cast<std::size_t>(model)].label + "-" + std::to_string(budget);
            cell.model = model;
            cell.policy = budget == 0 ? "full" : "r_kv";
            cell.budget = {budget};
            cell.buffer = budget == 0 ? 0 : 16;
            cell.retained = budget;
            cell.peak = budget == 0 ? 0 : budget + 16;
            cell.num_samples = size.num_problems * size.samples_per_problem;
            made.cells.push_back(cell);
        }
    }
    return made;
}

inline SampleResult sample(const CellSpec &cell, int problem, int index)
{
    const std::uint64_t chance =
        mixed(static_cast<std::uint64_t>(problem) * 1'000'003U + static_cast<std::uint64_t>(index) * 101U +
              static_cast<std::uint64_t>(cell.budget.tokens) * 7U + static_cast<std::uint64_t>(cell.model));
    const int percent_correct = cell.budget.is_full() ? 90 : 20 + cell.budget.tokens / 5;
    SampleResult made;
    made.problem_id = "problem-" + std::to_string(problem);
    made.sample_index = index;
    made.prompt_sha256 = "prompt " + std::to_string(problem);
    made.prompt_tokens = {1, 2, 3, problem};
    const int num_tokens = 40 + static_cast<int>(chance % 200);
    for (int i = 0; i < num_tokens; ++i) {
        made.tokens.push_back(i);
    }
    made.text = "Step by step.\n</think>\n\nThe answer is \\boxed{" + std::to_string(chance % 1000) + "}.";
    const bool is_cut = chance % 97 == 0;
    made.finish = is_cut ? FinishReason::Length : FinishReason::Stop;
    made.grade.verdict = is_cut                                                      ? Verdict::NoAnswer
                         : static_cast<int>((chance >> 20U) % 100) < percent_correct ? Verdict::Correct
                                                                                     : Verdict::Wrong;
    made.grade.extracted = is_cut ? "" : std::to_string(chance % 1000);
    made.grade.reason = is_cut ? "no boxed answer" : "compared as integers";
    made.num_evictions = cell.budget.is_full() ? 0 : num_tokens / 16;
    made.peak_kv_len = cell.budget.is_full() ? num_tokens + 4 : cell.peak;
    made.prefill_ms = 10;
    made.decode_ms = num_tokens;
    if (index == 0 && problem < 5 && !cell.budget.is_full()) {
        // Four entries held, one dropped by each of the 2 × 2 heads.
        made.evictions = {{0, 4, {{0}, {1}, {0}, {2}}}, {1, 4, {{1}, {0}, {3}, {4}}}};
    }
    return made;
}

/// Writes a session; some 20 s for 100 000 samples.
inline Status write(const std::string &path, const Size &size)
{
    const SweepPlan made = plan(size);
    auto writer = SessionWriter::open(path);
    if (writer.has_error()) {
        return writer.error();
    }
    SweepSpec spec;
    spec.samples_per_problem = size.samples_per_problem;
    if (Status begun = writer.value().begin_run(spec, made, {}); begun.has_error()) {
        return begun;
    }
    std::vector<StoredProblem> problems;
    for (int problem = 0; problem < size.num_problems; ++problem) {
        problems.push_back({"problem-" + std::to_string(problem), "What is " + std::to_string(problem) + "?",
                            std::to_string(mixed(static_cast<std::uint64_t>(problem)) % 1000)});
    }
    if (Status put = writer.value().put_problems("data", problems, {}); put.has_error()) {
        return put;
    }
    for (const CellSpec &cell : made.cells) {
        std::vector<SampleResult> batch;
        for (int problem = 0; problem < size.num_problems; ++problem) {
            for (int index = 0; index < size.samples_per_problem; ++index) {
                batch.push_back(sample(cell, problem, index));
            }
            if (batch.size() >= 2000 || problem + 1 == size.num_problems) {
                if (Status put = writer.value().put_samples(cell.key, batch); put.has_error()) {
                    return put;
                }
                batch.clear();
            }
        }
        if (Status done = writer.value().mark_cell_complete(cell.key); done.has_error()) {
            return done;
        }
    }
    return Done{};
}

} // namespace large_session
