#pragma once

#include "types/param_spec.h"

#include <limits>
#include <span>

namespace kvscope {

constexpr float kMustStay = std::numeric_limits<float>::infinity();

/// Parameters that several policies share, so that they carry one name, range and explanation.
ParamSpec window_size_param(int default_value);
ParamSpec num_sinks_param();
ParamSpec pool_kernel_param();

int int_param(const ParamValues &params, const char *name);
float real_param(const ParamValues &params, const char *name);

/// Gives the last `count` slots the score that never loses.
void protect_last(std::span<float> scores, int count);

/// The last window_size entries stay: `num_protected` of the window policies.
int window_is_protected(const ParamValues &params, int budget);

} // namespace kvscope
