#pragma once

#include "engine/model.h"

#include <CLI/CLI.hpp>

#include <string>

namespace kvscope {

/// The options that choose a device and its arithmetic.
struct DeviceFlags {
    std::string device = "auto";
    std::string gpu;
    std::string compute = "bf16";

    void add_to(CLI::App &command);
    ComputeType compute_type() const { return compute == "fp32" ? ComputeType::Fp32 : ComputeType::Bf16; }
    Result<Device> open() const { return open_device(device, {gpu, compute_type()}); }
};

/// --kv-dtype bf16|fp8 into `dtype`.
void add_kv_dtype_option(CLI::App &command, KvDType &dtype);

} // namespace kvscope
