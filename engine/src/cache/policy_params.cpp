#include "cache/policy_params.h"

namespace kvscope {

ParamSpec window_size_param(int default_value)
{
    return {.name = "window_size",
            .kind = ParamSpec::Kind::Integer,
            .default_value = static_cast<double>(default_value),
            .minimum = 1,
            .maximum = 256,
            .unit = "tokens",
            .help = "The newest entries, which always stay and whose queries score the others."};
}

ParamSpec num_sinks_param()
{
    return {.name = "num_sinks",
            .kind = ParamSpec::Kind::Integer,
            .default_value = 4,
            .minimum = 0,
            .maximum = 256,
            .unit = "tokens",
            .help = "The first entries of the sequence, which always stay."};
}

ParamSpec pool_kernel_param()
{
    return {.name = "pool_kernel",
            .kind = ParamSpec::Kind::Integer,
            .default_value = 7,
            .minimum = 1,
            .maximum = 63,
            .unit = "tokens",
            .help = "Width of the max-pool over neighbouring entries; odd."};
}

int int_param(const ParamValues &params, const char *name) { return static_cast<int>(params.at(name)); }

float real_param(const ParamValues &params, const char *name) { return static_cast<float>(params.at(name)); }

} // namespace kvscope
