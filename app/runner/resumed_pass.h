#pragma once

#include "types/sample.h"

namespace kvscope {

/// Judges the timing of a pass over `num_missing` of a cell's `num_samples` samples. What a pass measured that had
/// fewer samples left than it could run at once is the speed of a smaller batch: its rates are taken out, and
/// `sustained_missing` says why. Other passes keep theirs; one without a sustained phase says that it was resumed.
void judge_resumed_pass(CellTiming &timing, int num_missing, int num_samples);

} // namespace kvscope
