#pragma once

/* What every file of the module shares: streams, error keeping, launches and small conversions. */

#include "kernels/device.h"

#include <cublasLt.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <cuda_runtime.h>

#include <utility>

struct KvsStream {
    cudaStream_t stream = nullptr;
    cublasLtHandle_t blas = nullptr;
    void *workspace = nullptr;
};

struct KvsWeight {
    KvsDType dtype = KVS_BF16;
    int32_t out_features = 0;
    int32_t in_features = 0;
    void *data = nullptr; /* [out_features, in_features] */
};

namespace kvs::cuda {

constexpr size_t kWorkspaceBytes = size_t{64} << 20;

using bf16 = __nv_bfloat16;

/* Keeps the first failure; `what` says what was tried. True: no failure. */
bool keep_error(cudaError_t status, const char *what);
void keep_error_text(const char *text);
const char *last_error();

inline size_t dtype_bytes(KvsDType dtype)
{
    return dtype == KVS_F32 ? 4 : dtype == KVS_F8E4M3 ? 1 : 2;
}

/* Calls f with a value of the activation type. */
template <typename F>
void with_type(KvsDType dtype, F f)
{
    if (dtype == KVS_F32) {
        f(float{});
    } else {
        f(bf16{});
    }
}

/* Launches so that the kernel's start overlaps its predecessor's end. Every kernel therefore calls wait_for_predecessor
 * before it touches what others wrote or read. kBlocks > 1: in clusters of so many blocks. */
template <int kBlocks, typename... Params, typename... Args>
void launch_clusters(void (*kernel)(Params...), dim3 grid, dim3 block, size_t shared_bytes, KvsStream *stream,
                     Args &&...args)
{
    cudaLaunchConfig_t config{};
    config.gridDim = grid;
    config.blockDim = block;
    config.dynamicSmemBytes = shared_bytes;
    config.stream = stream->stream;
    cudaLaunchAttribute attributes[2]{};
    attributes[0].id = cudaLaunchAttributeProgrammaticStreamSerialization;
    attributes[0].val.programmaticStreamSerializationAllowed = 1;
    attributes[1].id = cudaLaunchAttributeClusterDimension;
    attributes[1].val.clusterDim = {kBlocks, 1, 1};
    config.attrs = attributes;
    config.numAttrs = kBlocks > 1 ? 2 : 1;
    keep_error(cudaLaunchKernelEx(&config, kernel, static_cast<Params>(std::forward<Args>(args))...),
               "a kernel launch");
}

template <typename... Params, typename... Args>
void launch(void (*kernel)(Params...), dim3 grid, dim3 block, size_t shared_bytes, KvsStream *stream, Args &&...args)
{
    launch_clusters<1>(kernel, grid, block, shared_bytes, stream, std::forward<Args>(args)...);
}

/* Allows more than 48 KB of shared memory; cheap enough to be said before every such launch. */
template <typename Kernel>
void allow_shared(Kernel *kernel, size_t shared_bytes)
{
    keep_error(
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes)),
        "reserving shared memory");
}

/* Of the chosen device. */
template <cudaDeviceAttr kAttribute>
int device_attribute()
{
    static const int value = [] {
        int device = 0, found = 0;
        cudaGetDevice(&device);
        cudaDeviceGetAttribute(&found, kAttribute, device);
        return found;
    }();
    return value;
}

/* Shared memory of one block; data-centre GPUs have more than twice of what others have. */
inline size_t largest_shared_bytes()
{
    return static_cast<size_t>(device_attribute<cudaDevAttrMaxSharedMemoryPerBlockOptin>());
}
inline int num_multiprocessors()
{
    return device_attribute<cudaDevAttrMultiProcessorCount>();
}

__device__ inline void wait_for_predecessor()
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    cudaGridDependencySynchronize();
#endif
}

/* Said near a kernel's end: blocks of the successor that come earlier take the places that are free then, which is not
 * evenly. */
__device__ inline void let_successor_start()
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    cudaTriggerProgrammaticLaunchCompletion();
#endif
}

__device__ inline float to_float(float x)
{
    return x;
}
__device__ inline float to_float(bf16 x)
{
    return __bfloat162float(x);
}
__device__ inline float to_float(__nv_fp8_e4m3 x)
{
    return static_cast<float>(x);
}

template <typename T>
__device__ inline T from_float(float x)
{
    return static_cast<T>(x);
}
template <>
__device__ inline bf16 from_float<bf16>(float x)
{
    return __float2bfloat16(x);
}

/* silu(gate) · up. */
template <typename T>
__device__ inline T silu_product(T gate, T up)
{
    const float g = to_float(gate);
    return from_float<T>(g / (1.0f + expf(-g)) * to_float(up));
}

__device__ inline float sum_of_warp(float value)
{
    for (int offset = 16; offset > 0; offset /= 2) {
        value += __shfl_xor_sync(0xffffffffu, value, offset);
    }
    return value;
}

__device__ inline float max_of_warp(float value)
{
    for (int offset = 16; offset > 0; offset /= 2) {
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, offset));
    }
    return value;
}

/* Over the block, in every thread, in an order fixed by the thread numbers. `partial`: shared, one float a warp. */
__device__ inline float sum_of_block(float value, float *partial)
{
    value = sum_of_warp(value);
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = value;
    }
    __syncthreads();
    float total = 0;
    for (unsigned warp = 0; warp < blockDim.x / 32; ++warp) {
        total += partial[warp];
    }
    __syncthreads();
    return total;
}

__device__ inline float max_of_block(float value, float *partial)
{
    value = max_of_warp(value);
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = value;
    }
    __syncthreads();
    float best = partial[0];
    for (unsigned warp = 1; warp < blockDim.x / 32; ++warp) {
        best = fmaxf(best, partial[warp]);
    }
    __syncthreads();
    return best;
}

/* Counter-based random numbers, bit for bit those of engine/counter_random.h. */
__host__ __device__ inline uint64_t mix64(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}
__host__ __device__ inline uint64_t random_bits(uint64_t key, uint64_t counter)
{
    return mix64(mix64(key) ^ mix64(~counter));
}
__host__ __device__ inline double random_unit(uint64_t key, uint64_t counter)
{
    return static_cast<double>(random_bits(key, counter) >> 11) * 0x1.0p-53;
}

/* Where an entry of the pool lies: K or V of one layer and KV head. */
struct SlotPlace {
    const KvsKvPool &pool;
    int num_layers, num_kv_heads, head_dim;

    /* Elements into the block. */
    __device__ size_t in_block(int layer, int values, int head, int slot) const
    {
        return ((static_cast<size_t>(layer * 2 + values) * num_kv_heads + head) * pool.block_size +
                slot % pool.block_size) *
               head_dim;
    }
    __device__ void *block(int sequence, int slot) const
    {
        return pool.blocks[static_cast<size_t>(sequence) * pool.max_blocks + slot / pool.block_size];
    }
    /* Index into positions, order and mass; budgeted sequences have one block. */
    __device__ size_t channel(int sequence, int layer, int head) const
    {
        return ((static_cast<size_t>(sequence) * num_layers + layer) * num_kv_heads + head) * pool.block_size;
    }
    __device__ size_t scale(int sequence, int layer, int values, int head) const
    {
        return ((static_cast<size_t>(sequence) * num_layers + layer) * 2 + values) * num_kv_heads * pool.block_size +
               static_cast<size_t>(head) * pool.block_size;
    }
};

} // namespace kvs::cuda
