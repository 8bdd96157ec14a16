#pragma once

#include "kernels/backend.h"

#include <cstddef>
#include <utility>

namespace kvscope {

/// Owns zeroed values on a device. Empty when memory was exhausted: check before use.
template <typename T>
class DeviceArray {
public:
    DeviceArray() = default;
    DeviceArray(const KvsBackend &backend, std::size_t count)
        : backend_(&backend), data_(static_cast<T *>(backend.alloc(count * sizeof(T))))
    {
    }
    DeviceArray(DeviceArray &&other) noexcept
        : backend_(other.backend_), data_(std::exchange(other.data_, nullptr))
    {
    }
    DeviceArray &operator=(DeviceArray &&other) noexcept
    {
        std::swap(backend_, other.backend_);
        std::swap(data_, other.data_);
        return *this;
    }
    ~DeviceArray()
    {
        if (data_) {
            backend_->release(data_);
        }
    }

    T *data() const { return data_; }
    bool is_empty() const { return data_ == nullptr; }

private:
    const KvsBackend *backend_ = nullptr;
    T *data_ = nullptr;
};

using DeviceBuffer = DeviceArray<float>;

} // namespace kvscope
