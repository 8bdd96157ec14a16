#pragma once

#include "engine/dataset.h"
#include "types/result.h"
#include "types/sample.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// Results of another tool, as far as KVScope has a place for them: one (model, dataset).
struct ImportedResults {
    std::string source;        ///< "lm-evaluation-harness", "vLLM benchmark"
    std::string model_label;   ///< empty: the file does not say
    std::string dataset_label; ///< the task, or what was sent
    std::vector<Problem> problems;
    std::vector<SampleResult> samples; ///< graded; without tokens, which the file does not have
    std::optional<CellTiming> timing;
    std::map<std::string, std::string> settings; ///< what the file says of the run, for the manifest
    std::vector<RejectedLine> rejected;
    std::vector<std::string> notes; ///< plain sentences about what was decided
};

struct ImportOptions {
    std::string metric{};               ///< lm-eval: the metric that decides; empty: the first that is 0 or 1
    std::string filter{};               ///< lm-eval: the filter whose lines count; empty: the first in the file
    std::string grader = "math";        ///< for documents with several responses, of which the file grades only one
    std::int64_t num_output_tokens = 0; ///< vLLM throughput files: they count prompt and output together
};

/// `samples_<task>_<date>.jsonl` of lm-evaluation-harness 0.4 (lm_eval/loggers/evaluation_tracker.py writes it). A
/// document with one response takes the file's own verdict; one with several is graded here, response by response,
/// since the file grades what a filter made of them. Filters named sample_0, sample_1, … (KVScope's own export) are
/// samples. Bad lines are in `rejected`; an error only when none is usable.
Result<ImportedResults> parse_lm_eval_samples(std::string_view content, const std::string &file,
                                              const ImportOptions &options);

/// `results_<date>.json` beside it: who was measured and how.
struct LmEvalResults {
    std::string model_label;
    std::map<std::string, std::string> settings;
    std::map<std::string, double> scores; ///< "task/metric,filter" → value
};
Result<LmEvalResults> parse_lm_eval_results(std::string_view content, const std::string &file);

/// JSON of `vllm bench serve` or `vllm bench throughput` (benchmarks/benchmark_serving.py, benchmark_throughput.py).
/// Latencies go to the settings: a session has no place for them.
Result<ImportedResults> parse_vllm_benchmark(std::string_view content, const std::string &file,
                                             const ImportOptions &options);

/// Which of the three a file is, by name and content.
enum class ForeignFormat { LmEvalSamples, LmEvalResults, VllmBenchmark };
Result<ForeignFormat> recognise_results(std::string_view content, const std::string &file);

} // namespace kvscope
