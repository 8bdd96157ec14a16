#pragma once

#include "types/sweep_plan.h"

#include <QStringList>

namespace kvscope {

/// The warnings of a plan, one line per kind: what the engine says of each cell alike comes once, with the budgets and
/// models that it is about: "eviction can never fire at 864, 992 (both models)". Whatever is not about a cell stays as
/// it is. Plain text, in the order of their first appearance.
QStringList foldedWarnings(const SweepPlan &plan);

} // namespace kvscope
