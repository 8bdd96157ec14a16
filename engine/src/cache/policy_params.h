#pragma once

#include "types/param_spec.h"

namespace kvscope {

/// Parameters that several policies share, so that they carry one name, range and explanation.
ParamSpec window_size_param(int default_value);
ParamSpec num_sinks_param();
ParamSpec pool_kernel_param();

int int_param(const ParamValues &params, const char *name);
float real_param(const ParamValues &params, const char *name);

} // namespace kvscope
