#pragma once

#include "engine/plan_estimate.h"
#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <nlohmann/json.hpp>

#include <string>

namespace kvscope {

/// The plan for a person: one row per cell, then what it adds up to and may take, then the warnings. Of a GPU nothing
/// is said about time: estimates are for the CPU.
std::string plan_text(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate, bool is_for_gpu);

/// {"event":"plan","models":[…],"datasets":[…],"cells":[…],"estimate":{…},"warnings":[…]}
/// For a GPU the estimate's times and threads are null.
nlohmann::json plan_json(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate, bool is_for_gpu);

} // namespace kvscope
