// Products and row operations of a device with its own memory against plain loops in double.

#include "bandwidth.h"
#include "checks/check.h"
#include "device_memory.h"
#include "model/weights.h"

#include <algorithm>

namespace kvscope {

namespace {

constexpr auto kNeedsDevice = "the CPU has no operations of its own memory";

std::uint64_t bytes_of(KvsDType dtype, std::uint64_t count)
{
    return count * (dtype == KVS_F32 ? 4 : 2);
}

struct ProductShape {
    int num_rows, out, in;
};

/// y relative to the root of the number of terms.
double product_error(const DeviceTest &test, KvsDType dtype, const ProductShape &shape)
{
    const auto x = device_noise(static_cast<std::size_t>(shape.num_rows) * shape.in, 1, dtype);
    const auto w = device_noise(static_cast<std::size_t>(shape.out) * shape.in, 2, dtype);
    const WeightPtr weight(test.ops().weight_alloc(dtype, shape.out, shape.in), {&test.backend()});
    test.ops().weight_write(test.stream(), weight.get(), 0, shape.out, KVS_F32, w.data());
    const auto input = test.upload_as(dtype, x);
    const DeviceBuffer output(test.backend(), static_cast<std::size_t>(shape.num_rows) * shape.out);
    test.ops().linear_prepare(test.stream(), weight.get(), shape.num_rows, KVS_F32);
    test.ops().linear(test.stream(), weight.get(), input.data(), output.data(), KVS_F32, shape.num_rows);
    const auto y = test.download(output.data(), static_cast<std::size_t>(shape.num_rows) * shape.out);
    double worst = 0;
    for (int r = 0; r < shape.num_rows; ++r) {
        for (int o = 0; o < shape.out; o += 1 + o % 7) { // a sample of columns, both ends of every tile among them
            double sum = 0;
            for (int i = 0; i < shape.in; ++i) {
                sum += static_cast<double>(x[static_cast<std::size_t>(r) * shape.in + i]) *
                       w[static_cast<std::size_t>(o) * shape.in + i];
            }
            worst =
                std::max(worst, std::abs(sum - y[static_cast<std::size_t>(r) * shape.out + o]) / std::sqrt(shape.in));
        }
    }
    return worst;
}

CheckResult check_products(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    double worst = 0;
    for (const ProductShape &shape : {ProductShape{1, 16, 32},
                                      {1, 1000, 4096},
                                      {3, 1024, 256},
                                      {8, 33, 160},
                                      {13, 200, 384},
                                      {2, 6144, 256},
                                      {8, 6144, 128},
                                      {12, 5000, 128},
                                      {20, 4096, 1024},
                                      {20, 6144, 192},
                                      {24, 17000, 64},
                                      {31, 6144, 64},
                                      {32, 512, 1792},
                                      {33, 768, 512},
                                      {64, 429, 384},
                                      {200, 256, 96}}) {
        worst = std::max(worst, product_error(test, compute_dtype(context.device), shape));
    }
    return judged(worst, 3e-6, "16 shapes");
}

/// Values that gated_linear gives otherwise than linear and silu_mul.
std::size_t gated_differences(const DeviceTest &test, KvsDType dtype, const ProductShape &shape)
{
    const WeightPtr weight(test.ops().weight_alloc(dtype, shape.out, shape.in), {&test.backend()});
    const auto w = device_noise(static_cast<std::size_t>(shape.out) * shape.in, 12, dtype);
    test.ops().weight_write(test.stream(), weight.get(), 0, shape.out, KVS_F32, w.data());
    const auto x = test.upload_as(dtype, device_noise(static_cast<std::size_t>(shape.num_rows) * shape.in, 11, dtype));
    const int width = shape.out / 2;
    const std::size_t count = static_cast<std::size_t>(shape.num_rows) * width;
    const DeviceArray<char> gate_up(test.backend(), bytes_of(dtype, 2 * count)),
        apart(test.backend(), bytes_of(dtype, count)), joined(test.backend(), bytes_of(dtype, count));
    test.ops().linear(test.stream(), weight.get(), x.data(), gate_up.data(), dtype, shape.num_rows);
    test.ops().silu_mul(test.stream(), dtype, gate_up.data(), apart.data(), shape.num_rows, width);
    test.ops().gated_linear(test.stream(), weight.get(), x.data(), joined.data(), shape.num_rows);
    const auto expected = test.download_as(dtype, apart.data(), count),
               y = test.download_as(dtype, joined.data(), count);
    std::size_t differences = 0;
    for (std::size_t i = 0; i < count; ++i) {
        differences += y[i] == expected[i] ? 0 : 1;
    }
    return differences;
}

CheckResult check_gated(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    const WeightPtr probe(test.ops().weight_alloc(dtype, 64, 64), {&test.backend()});
    if (test.ops().gated_linear_serves(probe.get(), 1) == 0) {
        return check_skipped("SiLU · mul is not joined with products of this type");
    }
    std::size_t differences = 0;
    // Of more than 8 rows, weights with so many rows that both ways divide the terms of a dot product alike.
    for (const ProductShape &shape : {ProductShape{1, 74, 192},
                                      {3, 2000, 256},
                                      {8, 8192, 512},
                                      {9, 10000, 128},
                                      {20, 10000, 192},
                                      {32, 10006, 64}}) {
        differences += gated_differences(test, dtype, shape);
    }
    return judged(static_cast<double>(differences), 0, "values differ from the two steps', 6 shapes");
}

CheckResult check_norm(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    double worst = 0;
    for (const int width : {1, 15, 256, 3584, 4099, 9000}) {
        const int num_rows = 3;
        const auto before = device_noise(static_cast<std::size_t>(num_rows) * width, 3, KVS_F32);
        const auto residual = device_noise(before.size(), 4, dtype), weight = device_noise(width, 5, KVS_F32);
        const auto x = test.upload(before), w = test.upload(weight);
        const auto r = test.upload_as(dtype, residual);
        const DeviceArray<char> out(test.backend(), before.size() * 4);
        test.ops().add_rms_norm(test.stream(), dtype, x.data(), r.data(), w.data(), 1e-5F, out.data(), num_rows, width);
        const auto sums = test.download(x.data(), before.size());
        const auto y = test.download_as(dtype, out.data(), before.size());
        for (int row = 0; row < num_rows; ++row) {
            double squares = 0;
            for (int i = 0; i < width; ++i) {
                const std::size_t at = static_cast<std::size_t>(row) * width + i;
                squares += std::pow(static_cast<double>(before[at]) + residual[at], 2);
            }
            for (int i = 0; i < width; ++i) {
                const std::size_t at = static_cast<std::size_t>(row) * width + i;
                const double sum = static_cast<double>(before[at]) + residual[at];
                const double expected = sum / std::sqrt(squares / width + 1e-5) * weight[i];
                worst = std::max(
                    {worst, std::abs(sum - sums[at]), std::abs(expected - y[at]) / std::max(1.0, std::abs(expected))});
            }
        }
    }
    return judged(worst, dtype == KVS_F32 ? 2e-6 : 4e-3, "6 widths");
}

CheckResult check_silu(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    double worst = 0;
    for (const int width : {1, 31, 512, 18944}) {
        auto gate_up = device_noise(std::size_t{4} * width, 6, dtype);
        for (std::size_t i = 0; i < gate_up.size(); ++i) {
            gate_up[i] = i / width % 2 == 0 ? rounded_to_bf16(gate_up[i] * 120) : gate_up[i]; // far into both tails
        }
        const auto input = test.upload_as(dtype, gate_up);
        const DeviceArray<char> out(test.backend(), std::size_t{2} * width * 4);
        test.ops().silu_mul(test.stream(), dtype, input.data(), out.data(), 2, width);
        const auto y = test.download_as(dtype, out.data(), std::size_t{2} * width);
        for (std::size_t i = 0; i < y.size(); ++i) {
            const std::size_t at = i / width * 2 * width + i % width;
            const double gate = gate_up[at], expected = gate / (1 + std::exp(-gate)) * gate_up[at + width];
            worst = std::max(worst, std::abs(expected - y[i]) / std::max(1.0, std::abs(expected)));
        }
    }
    return judged(worst, dtype == KVS_F32 ? 2e-6 : 4e-3, "4 widths");
}

constexpr int kLargeRows = 256;
constexpr int kLargeWidth = 14336;

/// Batch 1 reads the weight once.
double product_bandwidth(const CheckContext &context)
{
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    constexpr int kOut = 28672;
    constexpr int kIn = 4096;
    const WeightPtr weight(test.ops().weight_alloc(dtype, kOut, kIn), {&test.backend()});
    const DeviceArray<char> x(test.backend(), std::size_t{4} * kIn);
    const DeviceBuffer y(test.backend(), kOut);
    test.ops().linear_prepare(test.stream(), weight.get(), 1, KVS_F32);
    return bytes_per_second(test.backend(), test.stream(), bytes_of(dtype, std::uint64_t{kOut} * kIn),
                            [&] { test.ops().linear(test.stream(), weight.get(), x.data(), y.data(), KVS_F32, 1); });
}

/// x (f32) is read and written, the residual read, y written.
double norm_bandwidth(const CheckContext &context)
{
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    constexpr std::uint64_t kCount = std::uint64_t{kLargeRows} * kLargeWidth;
    const DeviceBuffer x(test.backend(), kCount), w(test.backend(), kLargeWidth);
    const DeviceArray<char> residual(test.backend(), 4 * kCount), y(test.backend(), 4 * kCount);
    return bytes_per_second(test.backend(), test.stream(), 8 * kCount + 2 * bytes_of(dtype, kCount), [&] {
        test.ops().add_rms_norm(test.stream(), dtype, x.data(), residual.data(), w.data(), 1e-5F, y.data(), kLargeRows,
                                kLargeWidth);
    });
}

double silu_bandwidth(const CheckContext &context)
{
    const DeviceTest test(*context.device.backend);
    const KvsDType dtype = compute_dtype(context.device);
    constexpr std::uint64_t kCount = std::uint64_t{kLargeRows} * kLargeWidth;
    const DeviceArray<char> gate_up(test.backend(), 8 * kCount), y(test.backend(), 4 * kCount);
    return bytes_per_second(test.backend(), test.stream(), bytes_of(dtype, 3 * kCount), [&] {
        test.ops().silu_mul(test.stream(), dtype, gate_up.data(), y.data(), kLargeRows, kLargeWidth);
    });
}

} // namespace

namespace plugins {

extern const CheckGroup checks_device_rows;
const CheckGroup checks_device_rows{"device_rows",
                                    {{"products", check_products, product_bandwidth},
                                     {"gated_products", check_gated},
                                     {"add_rms_norm", check_norm, norm_bandwidth},
                                     {"silu_mul", check_silu, silu_bandwidth}}};

} // namespace plugins

} // namespace kvscope
