#pragma once

#include "database/session_writer.h"
#include "engine/gpu_monitor.h"
#include "engine/model.h"
#include "engine/sweep.h"

namespace kvscope {

/// The effective settings behind a run's numbers: what was asked for and what it came to on this machine.
Manifest make_manifest(const SweepSpec &spec, const ExpandedSweep &sweep, const Device &device, int num_threads);

const char *compute_name(ComputeType compute); ///< "bf16" or "fp32"

/// The GPU that is watched and its driver, or why it is not.
void describe_gpu(const Device &device, const Result<GpuMonitor> &monitor, Manifest &manifest);

/// "batch 32" or "fill 2147483648 bytes".
std::string batch_label(const BatchPolicy &batch);

} // namespace kvscope
