#include "engine/device_bench.h"

#include "cache/device_buffer.h"
#include "kernels/device.h"
#include "model/weights.h"

#include <algorithm>

namespace kvscope {

namespace {

constexpr std::size_t kReadBytes = std::size_t{4} << 30;
constexpr int kRepeats = 10;

/// Seconds of the fastest of some runs.
template <typename Work>
double best_seconds(const KvsDeviceOps &ops, KvsStream *stream, Work work)
{
    KvsEvent *from = ops.event_create(), *to = ops.event_create();
    work();
    double best = 1e30;
    for (int i = 0; i < kRepeats; ++i) {
        ops.event_record(from, stream);
        work();
        ops.event_record(to, stream);
        ops.event_synchronize(to);
        best = std::min(best, 1e-3 * ops.event_elapsed_ms(from, to));
    }
    ops.event_destroy(from);
    ops.event_destroy(to);
    return best;
}

double gemm_rate(const KvsBackend &backend, KvsStream *stream, int rows, int out, int in)
{
    const KvsDeviceOps &ops = *backend.device;
    const WeightPtr weight(ops.weight_alloc(KVS_BF16, out, in), {&backend});
    const WeightPtr x(ops.weight_alloc(KVS_BF16, rows, in),
                      {&backend}); // random rows, which a weight can be filled with
    DeviceArray<char> y(backend, static_cast<std::size_t>(rows) * out * 2);
    DeviceArray<std::int32_t> ids(backend, rows);
    DeviceArray<float> embedded(backend, static_cast<std::size_t>(rows) * in), ones(backend, in);
    DeviceArray<char> operand(backend, static_cast<std::size_t>(rows) * in * 2);
    if (!weight || !x || y.is_empty() || embedded.is_empty() || operand.is_empty() || ids.is_empty() ||
        ones.is_empty()) {
        return 0;
    }
    ops.weight_randomize(stream, weight.get(), 1, 0.02f);
    ops.weight_randomize(stream, x.get(), 2, 1.0f);
    std::vector<std::int32_t> numbers(rows);
    for (int i = 0; i < rows; ++i) {
        numbers[i] = i;
    }
    const std::vector<float> units(in, 1.0f);
    ops.copy_to_device(stream, ids.data(), numbers.data(), numbers.size() * sizeof(std::int32_t));
    ops.copy_to_device(stream, ones.data(), units.data(), units.size() * sizeof(float));
    ops.embed(stream, x.get(), ids.data(), embedded.data(), rows);
    ops.add_rms_norm(stream, KVS_BF16, embedded.data(), nullptr, ones.data(), 1e-6f, operand.data(), rows, in);
    const double seconds =
        best_seconds(ops, stream, [&] { ops.linear(stream, weight.get(), operand.data(), y.data(), KVS_BF16, rows); });
    return 2.0 * rows * out * in / seconds;
}

} // namespace

Result<DeviceCeilings> measure_device_ceilings(const Device &device)
{
    const KvsBackend &backend = *device.backend;
    const KvsDeviceOps &ops = *backend.device;
    KvsStream *stream = backend.stream_create();
    if (!stream) {
        return make_error(ErrorCode::OutOfMemory, "The GPU has too little free memory to measure its speed. End other "
                                                  "programs that use it, or choose another.");
    }
    DeviceCeilings ceilings;
    {
        std::size_t free_bytes = 0, total_bytes = 0;
        ops.memory_info(&free_bytes, &total_bytes);
        const std::size_t num_bytes = std::min(kReadBytes, free_bytes / 4 / 16 * 16);
        const DeviceArray<char> memory(backend, num_bytes);
        const DeviceArray<float> sink(backend, 1);
        if (!memory.is_empty() && !sink.is_empty()) {
            ceilings.read_bytes_per_s = static_cast<double>(num_bytes) / best_seconds(ops, stream, [&] {
                                            ops.read_all(stream, memory.data(), num_bytes, sink.data());
                                        });
        }
    }
    for (const int rows : {512, 2048, 8192}) {
        ceilings.gemm_flop_per_s = std::max(ceilings.gemm_flop_per_s, gemm_rate(backend, stream, rows, 8192, 8192));
    }
    backend.stream_synchronize(stream);
    backend.stream_destroy(stream);
    if (const char *failure = ops.last_error()) {
        return make_error(ErrorCode::Device, failure);
    }
    return ceilings;
}

} // namespace kvscope
