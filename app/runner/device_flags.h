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

/// What --kv-dtype accepts, and what a word of it means.
CLI::IsMember kv_dtype_words();
KvDType kv_dtype_of(const std::string &word);

/// --kv-dtype with one word, into `dtype`.
void add_kv_dtype_option(CLI::App &command, KvDType &dtype);

} // namespace kvscope
