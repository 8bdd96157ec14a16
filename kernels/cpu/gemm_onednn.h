#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace kvs {

/// One weight in the packed layout that oneDNN's 16-row product wants. Immutable; any number of threads may run it.
class OneDnnProduct {
public:
    /// W [out_features, in_features] fp32. Throws dnnl::error or std::bad_alloc.
    OneDnnProduct(const float *weight, int32_t out_features, int32_t in_features);
    ~OneDnnProduct();

    /// y [16, out] = x [16, in] · Wᵀ.
    void run_tile(const float *x, float *y) const;
    std::size_t num_bytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kvs
