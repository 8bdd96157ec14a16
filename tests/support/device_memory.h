#pragma once

#include "cache/device_buffer.h"
#include "checks/check.h"
#include "kernels/device.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace kvscope {

/// Moving test values to a device and back, in the types that it computes with.
class DeviceTest {
public:
    explicit DeviceTest(const KvsBackend &backend)
        : backend_(backend), ops_(*backend.device), stream_(backend.stream_create())
    {
    }
    DeviceTest(const DeviceTest &) = delete;
    DeviceTest &operator=(const DeviceTest &) = delete;
    ~DeviceTest()
    {
        backend_.stream_synchronize(stream_);
        backend_.stream_destroy(stream_);
    }

    const KvsBackend &backend() const { return backend_; }
    const KvsDeviceOps &ops() const { return ops_; }
    KvsStream *stream() const { return stream_; }

    template <typename T>
    DeviceArray<T> upload(const std::vector<T> &values) const
    {
        DeviceArray<T> array(backend_, values.size());
        write(array, values);
        return array;
    }
    template <typename T>
    void write(const DeviceArray<T> &to, const std::vector<T> &values) const
    {
        ops_.copy_to_device(stream_, to.data(), values.data(), values.size() * sizeof(T));
        backend_.stream_synchronize(stream_);
    }
    template <typename T>
    std::vector<T> download(const T *from, std::size_t count) const
    {
        std::vector<T> values(count);
        ops_.copy_to_host(stream_, values.data(), from, count * sizeof(T));
        backend_.stream_synchronize(stream_);
        return values;
    }

    /// Values in the compute type; bf16 values must already be rounded.
    DeviceArray<char> upload_as(KvsDType dtype, const std::vector<float> &values) const
    {
        return upload(bytes_as(dtype, values));
    }
    static std::vector<char> bytes_as(KvsDType dtype, const std::vector<float> &values)
    {
        std::vector<char> bytes;
        for (const float value : values) {
            char raw[4];
            std::memcpy(raw, &value, 4);
            bytes.insert(bytes.end(), dtype == KVS_F32 ? raw : raw + 2, raw + 4);
        }
        return bytes;
    }
    std::vector<float> download_as(KvsDType dtype, const void *from, std::size_t count) const
    {
        const std::size_t width = dtype == KVS_F32 ? 4 : 2;
        const auto bytes = download(static_cast<const char *>(from), count * width);
        std::vector<float> values(count, 0.0F);
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(reinterpret_cast<char *>(&values[i]) + 4 - width, bytes.data() + i * width, width);
        }
        return values;
    }

private:
    const KvsBackend &backend_;
    const KvsDeviceOps &ops_;
    KvsStream *stream_;
};

/// To the nearest bf16, ties to even.
inline float rounded_to_bf16(float value)
{
    std::uint32_t bits;
    std::memcpy(&bits, &value, 4);
    bits = (bits + 0x7fffU + (bits >> 16 & 1U)) & 0xffff0000U;
    std::memcpy(&value, &bits, 4);
    return value;
}

/// To the nearest e4m3 (3 bits of mantissa, exponent from −6), ties to even.
inline float rounded_to_fp8(float value)
{
    const int exponent = std::max(-6, value == 0 ? -6 : std::ilogb(value));
    const float quantum = std::ldexp(1.0F, exponent - 3);
    return std::nearbyint(value / quantum) * quantum;
}

/// Deterministic values in [−1, 1), rounded to what `dtype` holds.
inline std::vector<float> device_noise(std::size_t count, std::uint32_t seed, KvsDType dtype)
{
    std::vector<float> values(count);
    std::uint32_t state = seed * 2654435761U + 1;
    for (float &value : values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
        value = dtype == KVS_F32 ? value : rounded_to_bf16(value);
    }
    return values;
}

inline KvsDType compute_dtype(const Device &device)
{
    return device.compute == ComputeType::Fp32 ? KVS_F32 : KVS_BF16;
}

inline CheckResult judged(double worst, double allowed, const std::string &what)
{
    const std::string measured =
        "largest error " + std::to_string(worst * 1e6) + "e-6" + (what.empty() ? "" : ", " + what);
    return worst <= allowed ? check_passed(measured)
                            : check_failed(measured + ", allowed " + std::to_string(allowed * 1e6) + "e-6");
}

} // namespace kvscope
