#pragma once

#include "types/result.h"
#include "types/sweep_spec.h"

namespace kvscope {

/// `--batch fill`, which a spec states as memory to fill of 0 bytes: replaces it by what the GPU has left beside the
/// largest model's weights, so that all cells fill the same memory and a resumed run does too. Any other spec stays.
/// InvalidArgument on the CPU, whose free memory changes with what else runs.
Status resolve_fill(SweepSpec &spec);

} // namespace kvscope
