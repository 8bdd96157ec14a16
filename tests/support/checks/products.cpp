// Products and row operations of a backend against plain loops in double.

#include "bandwidth.h"
#include "checks/check.h"

#include "kernels/backend.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace kvscope {

namespace {

/// Deterministic values in [−1, 1).
std::vector<float> noise(std::size_t count, std::uint32_t seed)
{
    std::vector<float> values(count);
    std::uint32_t state = seed;
    for (float &value : values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
    }
    return values;
}

/// Memory of the backend, released at the end. Where it is not host memory a check cannot read it, so these run on the
/// CPU.
class Buffer {
public:
    Buffer(const KvsBackend &backend, std::size_t count)
        : backend_(backend), data_(static_cast<float *>(backend.alloc(count * sizeof(float))))
    {
    }
    ~Buffer() { backend_.release(data_); }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    float *data() const { return data_; }

private:
    const KvsBackend &backend_;
    float *data_;
};

bool is_host(const CheckContext &context)
{
    return context.device.name == "cpu";
}

struct LinearShape {
    int num_rows;
    int out_features;
    int in_features;
};

/// Runs y = x · Wᵀ + bias; y has num_rows rows.
std::vector<float> run_linear(const KvsBackend &backend, const LinearShape &shape, const std::vector<float> &x,
                              const std::vector<float> &weight, const std::vector<float> &bias)
{
    const int padded = (shape.num_rows + backend.row_tile - 1) / backend.row_tile * backend.row_tile;
    const Buffer input(backend, static_cast<std::size_t>(padded) * static_cast<std::size_t>(shape.in_features));
    const Buffer output(backend, static_cast<std::size_t>(padded) * static_cast<std::size_t>(shape.out_features));
    std::copy(x.begin(), x.end(), input.data());
    KvsStream *stream = backend.stream_create();
    KvsWeight *packed = backend.weight_create(KVS_F32, shape.out_features, shape.in_features, weight.data());
    backend.linear(stream, packed, input.data(), bias.data(), output.data(), shape.num_rows);
    backend.stream_synchronize(stream);
    std::vector<float> y(output.data(), output.data() + static_cast<std::size_t>(shape.num_rows) *
                                                            static_cast<std::size_t>(shape.out_features));
    backend.weight_destroy(packed);
    backend.stream_destroy(stream);
    return y;
}

double largest_linear_error(const KvsBackend &backend, const LinearShape &shape)
{
    const auto rows = static_cast<std::size_t>(shape.num_rows);
    const auto out = static_cast<std::size_t>(shape.out_features);
    const auto in = static_cast<std::size_t>(shape.in_features);
    const std::vector<float> x = noise(rows * in, 1);
    const std::vector<float> weight = noise(out * in, 2);
    const std::vector<float> bias = noise(out, 3);
    const std::vector<float> y = run_linear(backend, shape, x, weight, bias);
    double worst = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t o = 0; o < out; ++o) {
            double sum = bias[o];
            for (std::size_t i = 0; i < in; ++i) {
                sum += static_cast<double>(x[r * in + i]) * weight[o * in + i];
            }
            worst = std::max(worst, std::abs(sum - y[r * out + o]) / std::sqrt(static_cast<double>(in)));
        }
    }
    return worst;
}

CheckResult check_linear(const CheckContext &context)
{
    if (!is_host(context)) {
        return check_skipped("needs host memory");
    }
    const LinearShape shapes[] = {{1, 16, 16}, {3, 1024, 256}, {17, 429, 384}, {64, 768, 512}};
    double worst = 0;
    for (const LinearShape &shape : shapes) {
        worst = std::max(worst, largest_linear_error(*context.device.backend, shape));
    }
    // fp32 sums of products of order 1, relative to sqrt(in_features): a few units in the last place.
    constexpr double kTolerance = 2e-6;
    const std::string measured = "largest error " + std::to_string(worst * 1e6) + "e-6";
    return worst <= kTolerance ? check_passed(measured) : check_failed(measured + ", allowed 2e-6");
}

CheckResult check_batch_invariance(const CheckContext &context)
{
    if (!is_host(context)) {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    constexpr int kOut = 320;
    constexpr int kIn = 256;
    const std::vector<float> weight = noise(std::size_t{kOut} * kIn, 4);
    const std::vector<float> bias = noise(kOut, 5);
    const std::vector<float> all = noise(std::size_t{37} * kIn, 6);
    const std::vector<float> together = run_linear(backend, {37, kOut, kIn}, all, weight, bias);
    for (int row = 0; row < 37; ++row) {
        const std::vector<float> x(all.begin() + row * kIn, all.begin() + (row + 1) * kIn);
        const std::vector<float> alone = run_linear(backend, {1, kOut, kIn}, x, weight, bias);
        if (!std::equal(alone.begin(), alone.end(), together.begin() + row * kOut)) {
            return check_failed("row " + std::to_string(row) + " of 37 differs from the same row alone");
        }
    }
    return check_passed();
}

CheckResult check_finite_rows(const CheckContext &context)
{
    if (!is_host(context)) {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    constexpr int kRows = 5;
    constexpr int kWidth = 33;
    const Buffer x(backend, std::size_t{kRows} * kWidth);
    x.data()[1 * kWidth + 32] = std::numeric_limits<float>::quiet_NaN();
    x.data()[3 * kWidth] = -std::numeric_limits<float>::infinity();
    std::vector<std::uint8_t> finite(kRows, 7);
    KvsStream *stream = backend.stream_create();
    backend.check_finite(stream, x.data(), finite.data(), kRows, kWidth);
    backend.stream_synchronize(stream);
    backend.stream_destroy(stream);
    return finite == std::vector<std::uint8_t>{1, 0, 1, 0, 1} ? check_passed()
                                                              : check_failed("NaN or infinity was missed");
}

CheckResult check_compaction(const CheckContext &context)
{
    if (!is_host(context)) {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    constexpr int kWidth = 19;
    const Buffer x(backend, std::size_t{6} * kWidth);
    for (int i = 0; i < 6 * kWidth; ++i) {
        x.data()[i] = static_cast<float>(i / kWidth);
    }
    const std::vector<std::int32_t> keep{0, 2, 5};
    KvsStream *stream = backend.stream_create();
    backend.compact_rows(stream, x.data(), kWidth, keep.data(), 3);
    backend.stream_synchronize(stream);
    backend.stream_destroy(stream);
    for (int i = 0; i < 3 * kWidth; ++i) {
        if (x.data()[i] != static_cast<float>(keep[static_cast<std::size_t>(i / kWidth)])) {
            return check_failed("row " + std::to_string(i / kWidth) + " is not the kept one");
        }
    }
    return check_passed();
}

/// Large enough to leave the caches: 64 MiB.
constexpr int kLargeRows = 4096;
constexpr int kLargeWidth = 4096;

double linear_bandwidth(const CheckContext &context)
{
    const KvsBackend &backend = *context.device.backend;
    const std::vector<float> values = noise(std::size_t{kLargeRows} * kLargeWidth, 7);
    const Buffer x(backend, static_cast<std::size_t>(backend.row_tile) * kLargeWidth);
    const Buffer y(backend, static_cast<std::size_t>(backend.row_tile) * kLargeRows);
    KvsStream *stream = backend.stream_create();
    KvsWeight *weight = backend.weight_create(KVS_F32, kLargeRows, kLargeWidth, values.data());
    const double rate = bytes_per_second(backend, stream, backend.weight_bytes(weight),
                                         [&] { backend.linear(stream, weight, x.data(), nullptr, y.data(), 1); });
    backend.weight_destroy(weight);
    backend.stream_destroy(stream);
    return rate;
}

double check_finite_bandwidth(const CheckContext &context)
{
    const KvsBackend &backend = *context.device.backend;
    const Buffer x(backend, std::size_t{kLargeRows} * kLargeWidth);
    std::vector<std::uint8_t> finite(kLargeRows);
    KvsStream *stream = backend.stream_create();
    const double rate = bytes_per_second(backend, stream, sizeof(float) * kLargeRows * kLargeWidth, [&] {
        backend.check_finite(stream, x.data(), finite.data(), kLargeRows, kLargeWidth);
    });
    backend.stream_destroy(stream);
    return rate;
}

/// Every other row of K moves, read and written.
double compaction_bandwidth(const CheckContext &context)
{
    const KvsBackend &backend = *context.device.backend;
    constexpr int kWidth = 128;
    constexpr int kKept = kLargeRows * kLargeWidth / kWidth / 2;
    const Buffer x(backend, std::size_t{2} * kKept * kWidth);
    std::vector<std::int32_t> keep;
    for (int i = 0; i < kKept; ++i) {
        keep.push_back(2 * i + 1);
    }
    KvsStream *stream = backend.stream_create();
    const double rate = bytes_per_second(backend, stream, 2 * sizeof(float) * kKept * kWidth,
                                         [&] { backend.compact_rows(stream, x.data(), kWidth, keep.data(), kKept); });
    backend.stream_destroy(stream);
    return rate;
}

} // namespace

namespace plugins {

extern const CheckGroup checks_products;
const CheckGroup checks_products{"products",
                                 {{"linear", check_linear, linear_bandwidth},
                                  {"linear_batch_invariance", check_batch_invariance},
                                  {"check_finite", check_finite_rows, check_finite_bandwidth},
                                  {"compact_rows", check_compaction, compaction_bandwidth}}};

} // namespace plugins

} // namespace kvscope
