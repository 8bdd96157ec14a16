#include "common.cuh"
#include "ops.h"

#include <new>

namespace kvs::cuda {

namespace {

template <typename To>
__device__ To converted(KvsDType dtype, const void *from, size_t i)
{
    switch (dtype) {
    case KVS_F32:
        return from_float<To>(static_cast<const float *>(from)[i]);
    case KVS_F16:
        return from_float<To>(__half2float(static_cast<const __half *>(from)[i]));
    default:
        return from_float<To>(__bfloat162float(static_cast<const bf16 *>(from)[i]));
    }
}

template <typename To>
__global__ void convert(KvsDType dtype, const void *from, To *to, size_t count)
{
    wait_for_predecessor();
    const size_t stride = static_cast<size_t>(gridDim.x) * blockDim.x;
    for (size_t i = static_cast<size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
        to[i] = converted<To>(dtype, from, i);
    }
}

/* Box and Muller; one pair of draws a number keeps it a function of its index. */
template <typename To>
__global__ void fill_normal(To *to, size_t count, uint64_t seed, float deviation)
{
    wait_for_predecessor();
    const size_t stride = static_cast<size_t>(gridDim.x) * blockDim.x;
    for (size_t i = static_cast<size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
        const uint64_t bits = random_bits(seed, i);
        const float radius = (static_cast<float>(bits >> 40) + 1.0f) * 0x1.0p-24f;
        const float angle = static_cast<float>(bits & 0xffffffu) * 0x1.0p-24f;
        to[i] = from_float<To>(deviation * sqrtf(-2.0f * logf(radius)) * cospif(2.0f * angle));
    }
}

constexpr int kThreads = 256;
constexpr int kBlocks = 1024;

} // namespace

KvsWeight *weight_alloc(KvsDType dtype, int32_t out_features, int32_t in_features)
{
    auto *weight = new (std::nothrow) KvsWeight{dtype, out_features, in_features, nullptr};
    if (weight && cudaMalloc(&weight->data, weight_bytes(weight)) != cudaSuccess) {
        cudaGetLastError(); /* out of memory is an answer, not a fault */
        delete weight;
        return nullptr;
    }
    return weight;
}

void weight_destroy(KvsWeight *weight)
{
    if (weight) {
        cudaFree(weight->data);
        delete weight;
    }
}

size_t weight_bytes(const KvsWeight *weight)
{
    return static_cast<size_t>(weight->out_features) * weight->in_features * dtype_bytes(weight->dtype);
}

void weight_write(KvsStream *stream, KvsWeight *weight, int32_t first_row, int32_t num_rows, KvsDType dtype,
                  const void *host)
{
    const size_t count = static_cast<size_t>(num_rows) * weight->in_features;
    const size_t num_bytes = count * dtype_bytes(dtype);
    auto *to = static_cast<char *>(weight->data) +
               static_cast<size_t>(first_row) * weight->in_features * dtype_bytes(weight->dtype);
    if (dtype == weight->dtype) {
        copy_to_device(stream, to, host, num_bytes);
    } else {
        /* In pieces through the workspace, so that no second copy of a large tensor is needed. */
        const size_t piece = kWorkspaceBytes / dtype_bytes(dtype);
        for (size_t done = 0; done < count; done += piece) {
            const size_t n = count - done < piece ? count - done : piece;
            copy_to_device(stream, stream->workspace, static_cast<const char *>(host) + done * dtype_bytes(dtype),
                           n * dtype_bytes(dtype));
            with_type(weight->dtype, [&](auto type) {
                using T = decltype(type);
                launch(convert<T>, dim3(kBlocks), dim3(kThreads), 0, stream, dtype,
                       static_cast<const void *>(stream->workspace), reinterpret_cast<T *>(to) + done, n);
            });
        }
    }
}

void weight_randomize(KvsStream *stream, KvsWeight *weight, uint64_t seed, float deviation)
{
    const size_t count = static_cast<size_t>(weight->out_features) * weight->in_features;
    with_type(weight->dtype, [&](auto type) {
        using T = decltype(type);
        launch(fill_normal<T>, dim3(kBlocks), dim3(kThreads), 0, stream, static_cast<T *>(weight->data), count, seed,
               deviation);
    });
}

} // namespace kvs::cuda
