#pragma once

#include "engine/plan_estimate.h"
#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <nlohmann/json.hpp>

#include <string>

namespace kvscope {

/// The plan for a person: one row per cell, then what it adds up to and may take, then the warnings.
std::string plan_text(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate);

/// {"event":"plan","models":[…],"datasets":[…],"cells":[…],"estimate":{…},"warnings":[…]}
nlohmann::json plan_json(const SweepSpec &spec, const SweepPlan &plan, const PlanEstimate &estimate);

} // namespace kvscope
