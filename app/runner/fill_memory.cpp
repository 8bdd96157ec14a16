#include "fill_memory.h"

#include "text_table.h"

#include "engine/model.h"
#include "engine/sweep.h"

#include <algorithm>

namespace kvscope {

namespace {

/// What a run holds beside weights and KV entries: activations, logits, compression, the libraries' workspaces.
constexpr std::uint64_t kWorkspaceBytes = std::uint64_t{2} << 30;

/// Weights of the largest model, as the device holds them.
Result<std::uint64_t> weight_bytes(SweepSpec spec)
{
    spec.batch = BatchPolicy{};
    const Result<ExpandedSweep> sweep = expand_sweep(spec);
    if (sweep.has_error()) {
        return sweep.error();
    }
    std::uint64_t most = 0;
    for (const ModelRef &model : sweep.value().plan.models) {
        most = std::max(most, model.weight_bytes);
    }
    return spec.compute == ComputeType::Fp32 ? 2 * most : most; // files hold 16 bits a weight
}

} // namespace

Status resolve_fill(SweepSpec &spec)
{
    if (spec.batch.kind != BatchPolicy::Kind::FillMemory || spec.batch.kv_memory_bytes > 0) {
        return Done{};
    }
    const Result<Device> device = open_device(spec.device, {spec.gpu, spec.compute});
    if (device.has_error()) {
        return device.error();
    }
    const Result<DeviceMemory> memory = memory_of(device.value());
    if (memory.has_error()) {
        return make_error(ErrorCode::InvalidArgument,
                          "--batch fill needs a GPU; on the CPU say how much to fill with --kv-memory");
    }
    const Result<std::uint64_t> weights = weight_bytes(spec);
    if (weights.has_error()) {
        return weights.error();
    }
    const std::uint64_t taken = weights.value() + kWorkspaceBytes + memory.value().total_bytes / 100;
    if (memory.value().free_bytes <= taken) {
        return make_error(ErrorCode::OutOfMemory,
                          "the GPU has " + format_bytes(static_cast<double>(memory.value().free_bytes)) +
                              " free, and weights and workspace need " + format_bytes(static_cast<double>(taken)) +
                              ": end other programs that use it, or choose another with --gpu");
    }
    spec.batch.kv_memory_bytes = memory.value().free_bytes - taken;
    return Done{};
}

} // namespace kvscope
