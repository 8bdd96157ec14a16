#pragma once

#include "kernels/backend.h"

#include <cstddef>
#include <utility>

namespace kvscope {

/// Owns zeroed floats on a device. Empty when memory was exhausted: check before use.
class DeviceBuffer {
public:
    DeviceBuffer() = default;
    DeviceBuffer(const KvsBackend &backend, std::size_t num_floats)
        : backend_(&backend), data_(static_cast<float *>(backend.alloc(num_floats * sizeof(float))))
    {
    }
    DeviceBuffer(DeviceBuffer &&other) noexcept
        : backend_(other.backend_), data_(std::exchange(other.data_, nullptr))
    {
    }
    DeviceBuffer &operator=(DeviceBuffer &&other) noexcept
    {
        std::swap(backend_, other.backend_);
        std::swap(data_, other.data_);
        return *this;
    }
    ~DeviceBuffer()
    {
        if (data_) {
            backend_->release(data_);
        }
    }

    float *data() const { return data_; }
    bool is_empty() const { return data_ == nullptr; }

private:
    const KvsBackend *backend_ = nullptr;
    float *data_ = nullptr;
};

} // namespace kvscope
