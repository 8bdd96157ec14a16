#pragma once

#include "types/sweep_plan.h"
#include "types/sweep_spec.h"

#include <nlohmann/json.hpp>

#include <string>

namespace kvscope {

/// The plan for a person: one row per cell, then what it adds up to, then the warnings.
std::string plan_text(const SweepSpec &spec, const SweepPlan &plan);

/// {"event":"plan","models":[…],"datasets":[…],"cells":[…],"warnings":[…]}
nlohmann::json plan_json(const SweepSpec &spec, const SweepPlan &plan);

} // namespace kvscope
