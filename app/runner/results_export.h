#pragma once

#include "database/session_reader.h"
#include "types/result.h"
#include "types/result_frame.h"

#include <string>
#include <vector>

namespace kvscope {

/// Files that other tools read. Both return what was written and never replace a file that is there.

/// Each setting as a folder `<model>__<policy>_<budget>/` (see setting_names) with `samples_<dataset>_<date>.jsonl` and
/// one `results_<date>.json` over its datasets, as lm-evaluation-harness 0.4 writes them. A problem has one line for
/// each sample, told apart by the filter "sample_N"; the metric is exact_match, and invalid samples are left out, as in
/// Pass@1.
Result<std::vector<std::string>> export_lm_eval(const SessionReader &reader, const ResultFrame &frame,
                                                const std::string &folder);

/// `<model>__<policy>_<budget>-<dataset>.json` for each timed cell, with the fields of `vllm bench serve` that a
/// session can fill: throughput and counts. Latencies are not measured here, so they are not in it.
Result<std::vector<std::string>> export_vllm(const SessionReader &reader, const SessionRows &rows,
                                             const std::string &folder);

} // namespace kvscope
