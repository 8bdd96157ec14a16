#pragma once

#include "engine/sweep.h"

#include <string>
#include <vector>

namespace kvscope {

/// Everything about a spec that can be judged without opening a file. InvalidArgument says which choice is impossible.
Status check_spec(const SweepSpec &spec);

/// Lengths that warnings and estimates of one (model, dataset) are made from.
struct PromptLengths {
    int longest = 0;
    int mean = 0;
    int num_too_long = 0;     ///< problems whose prompt leaves no room to generate
    int longest_sequence = 0; ///< most entries one sequence can reach
    int expected_output = 0;  ///< a guess for estimates: a quarter of the limit
    std::string problem;      ///< the first problem that has no prompt, and why; empty: all have one
};
PromptLengths measure_prompts(const Dataset &dataset, const PromptFormat &prompts, int requested_max_new_tokens);

/// Plain sentences about what will mislead or disappoint in one cell.
std::vector<std::string> cell_warnings(const CellSpec &cell, const ModelRef &model, const DatasetRef &dataset,
                                       const PromptLengths &lengths, const SweepSpec &spec);

} // namespace kvscope
