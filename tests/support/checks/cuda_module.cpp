// Operations of the CUDA module against their CPU twins. Skipped with the reason where the module or a device is missing.

#include "checks/check.h"

#include "engine/backend_module.h"
#include "kernels/backend.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace kvscope {

namespace {

/// Runs x += residual; y = rms_norm(x) on rows of deterministic values and returns x and y, one behind the other.
std::vector<float> run_add_rms_norm(const KvsBackend &backend, int num_rows, int width, bool has_residual)
{
    const std::size_t count = static_cast<std::size_t>(num_rows) * width;
    auto *memory = static_cast<float *>(backend.alloc((3 * count + width) * sizeof(float)));
    if (!memory) {
        return {};
    }
    float *x = memory, *residual = x + count, *y = residual + count, *weight = y + count;
    std::uint32_t state = 17;
    for (std::size_t i = 0; i < 3 * count + width; ++i) {
        state = state * 1664525U + 1013904223U;
        memory[i] = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
    }
    KvsStream *stream = backend.stream_create();
    backend.add_rms_norm(stream, x, has_residual ? residual : nullptr, weight, 1e-5F, y, num_rows, width);
    backend.stream_synchronize(stream);
    backend.stream_destroy(stream);
    std::vector<float> result(x, x + count);
    result.insert(result.end(), y, y + count);
    backend.release(memory);
    return result;
}

CheckResult check_add_rms_norm(const CheckContext &)
{
    const auto module = load_backend_module("cuda");
    if (module.has_error()) {
        return check_skipped(module.error().message);
    }
    double worst = 0;
    for (const int width : {1, 31, 256, 3584, 4096, 4099}) {
        for (const int num_rows : {1, 7, 129}) {
            for (const bool has_residual : {false, true}) {
                const auto expected = run_add_rms_norm(*kvs_cpu_backend(), num_rows, width, has_residual);
                const auto actual = run_add_rms_norm(*module.value(), num_rows, width, has_residual);
                if (actual.size() != expected.size() || expected.empty()) {
                    return check_failed("out of memory at " + std::to_string(num_rows) + " x " + std::to_string(width));
                }
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    worst = std::max(worst, static_cast<double>(std::abs(expected[i] - actual[i])));
                }
            }
        }
    }
    const std::string measured = "largest difference from the CPU " + std::to_string(worst * 1e6) + "e-6";
    return worst <= 2e-6 ? check_passed(measured) : check_failed(measured + ", allowed 2e-6");
}

} // namespace

namespace plugins {

extern const CheckGroup checks_cuda_module;
const CheckGroup checks_cuda_module{"cuda_module", {{"add_rms_norm", check_add_rms_norm}}};

} // namespace plugins

} // namespace kvscope
