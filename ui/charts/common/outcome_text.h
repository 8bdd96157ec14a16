#pragma once

#include "types/result_frame.h"

#include <QString>

#include <vector>

namespace kvscope {

/// "Truncated 1.2 %, no answer 3.4 %, …": what became of the samples, how long they are and how often eviction fired;
/// empty without samples.
QString outcomeText(const std::vector<const CellResult *> &cells);

} // namespace kvscope
