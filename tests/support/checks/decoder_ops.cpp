// The decoder's row operations and attention against plain loops in double, over awkward shapes.

#include "bandwidth.h"
#include "checks/check.h"

#include "kernels/backend.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kvscope {

namespace {

/// Deterministic values in [−1, 1).
std::vector<float> noise(std::size_t count, std::uint32_t seed)
{
    std::vector<float> values(count);
    std::uint32_t state = seed * 2654435761U + 1;
    for (float &value : values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
    }
    return values;
}

using StreamPtr = std::unique_ptr<KvsStream, void (*)(KvsStream *)>;

StreamPtr open_stream(const KvsBackend &backend)
{
    return {backend.stream_create(), backend.stream_destroy};
}

CheckResult judge(double worst, double tolerance)
{
    const std::string measured = "largest error " + std::to_string(worst * 1e6) + "e-6";
    return worst <= tolerance ? check_passed(measured)
                              : check_failed(measured + ", allowed " + std::to_string(tolerance * 1e6) + "e-6");
}

struct AttentionCase {
    KvsAttentionShape shape;
    int block_size;
    int kv_len;
    int num_rows;
};

/// The slots of one sequence in one layer, in blocks, with the attention mass beside them.
struct Slots {
    std::vector<std::vector<float>> blocks;
    std::vector<float *> pointers;
    KvsSequenceRows rows{};

    explicit Slots(const AttentionCase &c)
    {
        const std::size_t floats = static_cast<std::size_t>(c.shape.num_kv_heads) * c.block_size * c.shape.head_dim;
        const int num_blocks = (c.kv_len + c.num_rows + c.block_size - 1) / c.block_size;
        for (int b = 0; b < num_blocks; ++b) {
            blocks.push_back(noise(2 * floats, 100 + static_cast<std::uint32_t>(b)));
        }
        for (auto &block : blocks) {
            pointers.push_back(block.data());
        }
        rows.kv = {pointers.data(), 0, static_cast<std::int64_t>(floats), c.block_size};
        rows.num_rows = c.num_rows;
        rows.kv_len = c.kv_len;
    }

    const float *at(const AttentionCase &c, bool values, int head, int slot) const
    {
        return blocks[slot / c.block_size].data() + (values ? rows.kv.v_offset : 0) +
               (static_cast<std::size_t>(head) * c.block_size + slot % c.block_size) * c.shape.head_dim;
    }
};

std::vector<double> softmax_of_head(const AttentionCase &c, const Slots &slots, const float *q, int kv_head, int kv_len)
{
    std::vector<double> p(kv_len);
    double top = -1e300, total = 0;
    for (int j = 0; j < kv_len; ++j) {
        const float *k = slots.at(c, false, kv_head, j);
        for (int i = 0; i < c.shape.head_dim; ++i) {
            p[j] += static_cast<double>(q[i]) * k[i] / std::sqrt(static_cast<double>(c.shape.head_dim));
        }
        top = std::max(top, p[j]);
    }
    for (double &value : p) {
        value = std::exp(value - top);
        total += value;
    }
    for (double &value : p) {
        value /= total;
    }
    return p;
}

double attention_error(const KvsBackend &backend, const AttentionCase &c)
{
    const int d = c.shape.head_dim, group = c.shape.num_heads / c.shape.num_kv_heads;
    const int width = (c.shape.num_heads + 2 * c.shape.num_kv_heads) * d;
    Slots slots(c);
    auto qkv = noise(static_cast<std::size_t>(c.num_rows) * width, 7);
    for (float &value : qkv) {
        value *= 4; // logits far enough apart that the softmax is not flat
    }
    const int total = c.kv_len + c.num_rows;
    std::vector<float> mass(static_cast<std::size_t>(c.shape.num_kv_heads) * total, 0.0F);
    slots.rows.attention_mass = mass.data();
    slots.rows.mass_stride = total;
    std::vector<float> out(static_cast<std::size_t>(c.num_rows) * c.shape.num_heads * d);
    backend.attention(open_stream(backend).get(), &c.shape, qkv.data(), out.data(), &slots.rows, 1);

    double worst = 0;
    std::vector<double> expected_mass(mass.size(), 0.0);
    for (int r = 0; r < c.num_rows; ++r) {
        for (int head = 0; head < c.shape.num_heads; ++head) {
            const auto p = softmax_of_head(c, slots, qkv.data() + static_cast<std::size_t>(r) * width + head * d,
                                           head / group, c.kv_len + r + 1);
            for (int i = 0; i < d; ++i) {
                double sum = 0;
                for (std::size_t j = 0; j < p.size(); ++j) {
                    sum += p[j] * slots.at(c, true, head / group, static_cast<int>(j))[i];
                }
                worst = std::max(worst, std::abs(sum - out[(static_cast<std::size_t>(r) * c.shape.num_heads + head) * d + i]));
            }
            for (std::size_t j = 0; j < p.size(); ++j) {
                expected_mass[static_cast<std::size_t>(head / group) * total + j] += p[j];
            }
        }
    }
    for (std::size_t i = 0; i < mass.size(); ++i) {
        worst = std::max(worst, std::abs(expected_mass[i] - mass[i]) / (c.num_rows * group));
    }
    return worst;
}

CheckResult check_attention(const CheckContext &context)
{
    if (context.device.name != "cpu") {
        return check_skipped("needs host memory");
    }
    double worst = 0;
    for (const AttentionCase &c : {AttentionCase{{4, 2, 64}, 200, 0, 1}, {{4, 2, 64}, 64, 63, 1}, {{4, 2, 64}, 64, 64, 3},
                                   {{7, 1, 128}, 144, 129, 1}, {{8, 8, 64}, 32, 95, 20}, {{6, 2, 80}, 48, 100, 2},
                                   {{3, 1, 36}, 16, 33, 5}, {{32, 8, 128}, 600, 555, 1}}) {
        worst = std::max(worst, attention_error(*context.device.backend, c));
    }
    return judge(worst, 4e-6);
}

CheckResult check_rope_append(const CheckContext &context)
{
    if (context.device.name != "cpu") {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    const AttentionCase c{{4, 2, 64}, 24, 20, 9}; // the new rows cross from one block into the next
    const int d = 64, width = 8 * d, first_position = 1000, window = 4;
    Slots slots(c);
    const auto qkv = noise(static_cast<std::size_t>(c.num_rows) * width, 3);
    const auto angles = noise(static_cast<std::size_t>(first_position + c.num_rows) * d, 4);
    std::vector<float> ring(static_cast<std::size_t>(4) * window * d, 0.0F);
    slots.rows.first_position = first_position;
    slots.rows.query_ring = ring.data();
    slots.rows.window_size = window;
    slots.rows.observe_from = first_position + c.num_rows - window;
    auto rotated = qkv;
    backend.rope_append(open_stream(backend).get(), &c.shape, rotated.data(), angles.data(), &slots.rows, 1);

    double worst = 0;
    for (int r = 0; r < c.num_rows; ++r) {
        const float *cosines = angles.data() + static_cast<std::size_t>(first_position + r) * d, *sines = cosines + d / 2;
        for (int head = 0; head < 6; ++head) {
            const float *x = qkv.data() + static_cast<std::size_t>(r) * width + head * d;
            const float *y = head < 4 ? rotated.data() + static_cast<std::size_t>(r) * width + head * d
                                      : slots.at(c, false, head - 4, c.kv_len + r);
            const float *seen = head < 4 && r >= c.num_rows - window
                                    ? ring.data() + (head * window + (first_position + r) % window) * d
                                    : y;
            for (int i = 0; i < d / 2; ++i) {
                const double a = static_cast<double>(x[i]) * cosines[i] - static_cast<double>(x[i + d / 2]) * sines[i];
                const double b = static_cast<double>(x[i + d / 2]) * cosines[i] + static_cast<double>(x[i]) * sines[i];
                worst = std::max({worst, std::abs(a - y[i]), std::abs(b - y[i + d / 2]), std::abs(a - seen[i]),
                                  std::abs(b - seen[i + d / 2])});
            }
        }
        for (int head = 0; head < 2; ++head) {
            const float *v = qkv.data() + static_cast<std::size_t>(r) * width + (6 + head) * d;
            if (!std::equal(v, v + d, slots.at(c, true, head, c.kv_len + r))) {
                return check_failed("V of row " + std::to_string(r) + " was not stored as it is");
            }
        }
    }
    return judge(worst, 1e-6);
}

CheckResult check_add_rms_norm(const CheckContext &context)
{
    if (context.device.name != "cpu") {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    double worst = 0;
    for (const int width : {1, 15, 256, 4099}) {
        const int num_rows = 3;
        const auto residual = noise(static_cast<std::size_t>(num_rows) * width, 8);
        const auto weight = noise(width, 9);
        const auto before = noise(residual.size(), 10);
        auto x = before;
        std::vector<float> y(x.size());
        backend.add_rms_norm(open_stream(backend).get(), x.data(), residual.data(), weight.data(), 1e-5F, y.data(),
                             num_rows, width);
        for (int r = 0; r < num_rows; ++r) {
            const std::size_t row = static_cast<std::size_t>(r) * width;
            double squares = 0;
            for (int i = 0; i < width; ++i) {
                const double sum = static_cast<double>(before[row + i]) + residual[row + i];
                squares += sum * sum;
                worst = std::max(worst, std::abs(sum - x[row + i]));
            }
            const double scale = 1 / std::sqrt(squares / width + 1e-5);
            for (int i = 0; i < width; ++i) {
                const double sum = static_cast<double>(before[row + i]) + residual[row + i];
                worst = std::max(worst, std::abs(sum * scale * weight[i] - y[row + i]));
            }
        }
    }
    return judge(worst, 2e-6);
}

CheckResult check_silu_mul(const CheckContext &context)
{
    if (context.device.name != "cpu") {
        return check_skipped("needs host memory");
    }
    const KvsBackend &backend = *context.device.backend;
    const int width = 301;
    auto gate_up = noise(2 * width, 11);
    for (int i = 0; i < width; ++i) {
        gate_up[i] *= 120; // far into both tails
    }
    std::vector<float> y(width);
    backend.silu_mul(open_stream(backend).get(), gate_up.data(), y.data(), 1, width);
    double worst = 0;
    for (int i = 0; i < width; ++i) {
        const double gate = gate_up[i], expected = gate / (1 + std::exp(-gate)) * gate_up[width + i];
        worst = std::max(worst, std::abs(expected - y[i]) / std::max(1.0, std::abs(expected)));
    }
    return judge(worst, 1e-6);
}

/// One new token attends to a long cache: K and V of all heads are read once.
double attention_bandwidth(const CheckContext &context)
{
    const AttentionCase c{{32, 8, 128}, 8192, 8191, 1};
    Slots slots(c);
    const auto qkv = noise(static_cast<std::size_t>(c.shape.num_heads + 2 * c.shape.num_kv_heads) * c.shape.head_dim, 7);
    std::vector<float> out(static_cast<std::size_t>(c.shape.num_heads) * c.shape.head_dim);
    const KvsBackend &backend = *context.device.backend;
    const StreamPtr stream = open_stream(backend);
    const std::uint64_t num_bytes = std::uint64_t{2} * sizeof(float) * 8192 * 8 * 128;
    return bytes_per_second(backend, stream.get(), num_bytes, [&] {
        backend.attention(stream.get(), &c.shape, qkv.data(), out.data(), &slots.rows, 1);
    });
}

constexpr int kLargeRows = 1024;
constexpr int kLargeWidth = 4096;
constexpr std::uint64_t kLargeBytes = std::uint64_t{sizeof(float)} * kLargeRows * kLargeWidth;

/// x and residual are read, x and y written.
double norm_bandwidth(const CheckContext &context)
{
    const auto residual = noise(std::size_t{kLargeRows} * kLargeWidth, 8);
    const auto weight = noise(kLargeWidth, 9);
    std::vector<float> x(residual.size());
    std::vector<float> y(residual.size());
    const KvsBackend &backend = *context.device.backend;
    const StreamPtr stream = open_stream(backend);
    return bytes_per_second(backend, stream.get(), 4 * kLargeBytes, [&] {
        backend.add_rms_norm(stream.get(), x.data(), residual.data(), weight.data(), 1e-5F, y.data(), kLargeRows,
                             kLargeWidth);
    });
}

double silu_bandwidth(const CheckContext &context)
{
    const auto gate_up = noise(std::size_t{2} * kLargeRows * kLargeWidth, 11);
    std::vector<float> y(std::size_t{kLargeRows} * kLargeWidth);
    const KvsBackend &backend = *context.device.backend;
    const StreamPtr stream = open_stream(backend);
    return bytes_per_second(backend, stream.get(), 3 * kLargeBytes, [&] {
        backend.silu_mul(stream.get(), gate_up.data(), y.data(), kLargeRows, kLargeWidth);
    });
}

} // namespace

namespace plugins {

extern const CheckGroup checks_decoder_ops;
const CheckGroup checks_decoder_ops{"decoder_ops",
                                    {{"attention", check_attention, attention_bandwidth},
                                     {"rope_append", check_rope_append},
                                     {"add_rms_norm", check_add_rms_norm, norm_bandwidth},
                                     {"silu_mul", check_silu_mul, silu_bandwidth}}};

} // namespace plugins

} // namespace kvscope
