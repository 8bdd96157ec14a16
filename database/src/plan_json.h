#pragma once

#include "types/result.h"
#include "types/sweep_plan.h"

#include <string>
#include <vector>

namespace kvscope {

/// JSON of the stored spec and plan. Texts that are not UTF-8 (paths may be) are written as {"hex": "…"}, so that every
/// byte comes back. Reading checks types and ranges; errors are InvalidData and name the field.
std::string spec_to_json(const SweepSpec &spec);
Result<SweepSpec> spec_from_json(const std::string &text);

/// Cells with all their fields, models and datasets by content id, warnings.
std::string plan_to_json(const SweepPlan &plan);

std::string params_to_json(const ParamValues &params);
Result<ParamValues> params_from_json(const std::string &text);

std::string numbers_to_json(const std::vector<double> &numbers);
Result<std::vector<double>> numbers_from_json(const std::string &text);

} // namespace kvscope
