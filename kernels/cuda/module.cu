#include "ops.h"

#include <cstdio>

namespace kvs::cuda {

namespace {

void describe(char *text, size_t capacity)
{
    cudaDeviceProp properties;
    if (cudaGetDeviceProperties(&properties, 0) != cudaSuccess) {
        std::snprintf(text, capacity, "CUDA device");
        return;
    }
    std::snprintf(text, capacity, "%s, compute capability %d.%d", properties.name, properties.major, properties.minor);
}

/* Managed memory: the host reads and writes it too, which is what the checks of single operations need. */
void *allocate(size_t num_bytes)
{
    void *memory = nullptr;
    if (cudaMallocManaged(&memory, num_bytes ? num_bytes : 1) != cudaSuccess ||
        cudaMemset(memory, 0, num_bytes) != cudaSuccess || cudaDeviceSynchronize() != cudaSuccess) {
        cudaFree(memory);
        return nullptr;
    }
    return memory;
}

void release(void *memory) { cudaFree(memory); }

KvsStream *stream_create()
{
    cudaStream_t stream = nullptr;
    return cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking) == cudaSuccess
               ? reinterpret_cast<KvsStream *>(stream)
               : nullptr;
}

void stream_destroy(KvsStream *stream) { cudaStreamDestroy(native(stream)); }
void stream_synchronize(KvsStream *stream) { cudaStreamSynchronize(native(stream)); }

} // namespace

} // namespace kvs::cuda

extern "C" __attribute__((visibility("default"))) const KvsBackend *kvs_backend_entry(uint32_t abi_version, char *reason,
                                                                                     size_t capacity)
{
    using namespace kvs::cuda;
    if (abi_version != KVS_ABI_VERSION) {
        std::snprintf(reason, capacity, "The CUDA module speaks version %u of the backend interface, the program version %u.",
                      KVS_ABI_VERSION, abi_version);
        return nullptr;
    }
    int num_devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&num_devices);
    if (status != cudaSuccess || num_devices == 0) {
        std::snprintf(reason, capacity, "No CUDA device can be used: %s.",
                      status != cudaSuccess ? cudaGetErrorString(status) : "none is present");
        return nullptr;
    }
    static const KvsBackend backend = [] {
        KvsBackend b{};
        b.abi_version = KVS_ABI_VERSION;
        b.name = "cuda";
        b.describe = describe;
        b.alloc = allocate;
        b.release = release;
        b.stream_create = stream_create;
        b.stream_destroy = stream_destroy;
        b.stream_synchronize = stream_synchronize;
        b.add_rms_norm = add_rms_norm;
        return b;
    }();
    return &backend;
}
