#include "common.cuh"
#include "ops.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace kvs::cuda {

namespace {

std::mutex error_mutex;
char error_text[256];
bool has_error = false;
cudaDeviceProp chosen;

/* "GPU-1234abcd-…" as the driver's tools print it. */
void print_uuid(const cudaUUID_t &uuid, char *text, size_t capacity)
{
    const auto *b = reinterpret_cast<const unsigned char *>(uuid.bytes);
    std::snprintf(text, capacity, "GPU-%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
                  b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* −1: no device matches. */
int find_device(const char *which, int num_devices)
{
    if (!which || !*which) {
        return 0;
    }
    char *end = nullptr;
    const long index = std::strtol(which, &end, 10);
    if (*end == 0) {
        return index >= 0 && index < num_devices ? static_cast<int>(index) : -1;
    }
    for (int device = 0; device < num_devices; ++device) {
        cudaDeviceProp properties;
        char uuid[64];
        if (cudaGetDeviceProperties(&properties, device) == cudaSuccess) {
            print_uuid(properties.uuid, uuid, sizeof uuid);
            if (std::strncmp(uuid, which, std::strlen(which)) == 0) {
                return device;
            }
        }
    }
    return -1;
}

/* "There is no GPU '3'. There are: 0 NVIDIA H100 (GPU-1234abcd-…); 1 …" as far as it fits. */
void list_devices(const char *which, int num_devices, char *text, size_t capacity)
{
    size_t length = std::snprintf(text, capacity, "There is no GPU '%.40s'. There are:", which);
    for (int device = 0; device < num_devices && length < capacity; ++device) {
        cudaDeviceProp properties;
        if (cudaGetDeviceProperties(&properties, device) != cudaSuccess) {
            continue;
        }
        char uuid[64];
        print_uuid(properties.uuid, uuid, sizeof uuid);
        length += std::snprintf(text + length, capacity - length, "%s %d %s (%s)", device > 0 ? ";" : "", device,
                                properties.name, uuid);
    }
    if (length + 1 < capacity) {
        std::snprintf(text + length, capacity - length, ".");
    }
}

__global__ void read_everything(const uint4 *from, size_t count, float *sink)
{
    wait_for_predecessor();
    constexpr int kInFlight = 4;
    const size_t stride = static_cast<size_t>(gridDim.x) * blockDim.x;
    uint32_t sum = 0;
    size_t i = static_cast<size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    for (; i + (kInFlight - 1) * stride < count; i += kInFlight * stride) {
        uint4 values[kInFlight];
#pragma unroll
        for (int k = 0; k < kInFlight; ++k) {
            values[k] = __ldcs(from + i + k * stride);
        }
#pragma unroll
        for (int k = 0; k < kInFlight; ++k) {
            sum += values[k].x ^ values[k].y ^ values[k].z ^ values[k].w;
        }
    }
    for (; i < count; i += stride) {
        const uint4 value = __ldcs(from + i);
        sum += value.x ^ value.y ^ value.z ^ value.w;
    }
    if (sum == 0x12345678u) {
        *sink = 1; /* keeps the loads */
    }
}

} // namespace

void keep_error_text(const char *text)
{
    const std::lock_guard lock(error_mutex);
    if (!has_error) {
        std::snprintf(error_text, sizeof error_text, "%s", text);
        has_error = true;
    }
}

bool keep_error(cudaError_t status, const char *what)
{
    if (status == cudaSuccess) {
        return true;
    }
    char text[256];
    std::snprintf(text, sizeof text, "The GPU failed in %s: %s.", what, cudaGetErrorString(status));
    keep_error_text(text);
    return false;
}

const char *last_error()
{
    keep_error(cudaPeekAtLastError(), "an earlier operation");
    const std::lock_guard lock(error_mutex);
    return has_error ? error_text : nullptr;
}

const char *choose_device(const char *which, char *reason, size_t capacity)
{
    int num_devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&num_devices);
    if (status == cudaErrorInsufficientDriver) {
        std::snprintf(reason, capacity, "No NVIDIA driver was found, or it is older than CUDA %d.%d needs.",
                      CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
        return nullptr;
    }
    if (status != cudaSuccess || num_devices == 0) {
        std::snprintf(reason, capacity, "No CUDA device can be used: %s.",
                      status != cudaSuccess ? cudaGetErrorString(status) : "none is present");
        return nullptr;
    }
    const int device = find_device(which, num_devices);
    if (device < 0) {
        list_devices(which, num_devices, reason, capacity);
        return nullptr;
    }
    if (cudaSetDevice(device) != cudaSuccess || cudaGetDeviceProperties(&chosen, device) != cudaSuccess) {
        std::snprintf(reason, capacity, "GPU %d does not answer: %s.", device, cudaGetErrorString(cudaGetLastError()));
        return nullptr;
    }
    return chosen.name;
}

void uuid(char *text, size_t capacity)
{
    print_uuid(chosen.uuid, text, capacity);
}

void *allocate(size_t num_bytes)
{
    void *memory = nullptr;
    if (cudaMalloc(&memory, num_bytes ? num_bytes : 1) != cudaSuccess) {
        cudaGetLastError(); /* out of memory is an answer, not a fault */
        return nullptr;
    }
    /* On the default stream, which other streams do not wait for. */
    keep_error(cudaMemset(memory, 0, num_bytes), "clearing memory");
    keep_error(cudaStreamSynchronize(nullptr), "clearing memory");
    return memory;
}

void release(void *memory)
{
    cudaFree(memory);
}

KvsStream *stream_create()
{
    auto *stream = new (std::nothrow) KvsStream;
    if (stream && cudaStreamCreateWithFlags(&stream->stream, cudaStreamNonBlocking) == cudaSuccess &&
        cublasLtCreate(&stream->blas) == CUBLAS_STATUS_SUCCESS &&
        cudaMalloc(&stream->workspace, kWorkspaceBytes) == cudaSuccess) {
        return stream;
    }
    stream_destroy(stream);
    cudaGetLastError(); /* out of memory is an answer, not a fault */
    return nullptr;
}

void stream_destroy(KvsStream *stream)
{
    if (!stream) {
        return;
    }
    cudaFree(stream->workspace);
    if (stream->blas) {
        cublasLtDestroy(stream->blas);
    }
    if (stream->stream) {
        cudaStreamDestroy(stream->stream);
    }
    delete stream;
}

void stream_synchronize(KvsStream *stream)
{
    keep_error(cudaStreamSynchronize(stream->stream), "a step");
}

void memory_info(size_t *free_bytes, size_t *total_bytes)
{
    keep_error(cudaMemGetInfo(free_bytes, total_bytes), "asking for free memory");
}

void *pinned_alloc(size_t num_bytes)
{
    void *memory = nullptr;
    if (cudaHostAlloc(&memory, num_bytes, cudaHostAllocMapped | cudaHostAllocPortable) != cudaSuccess) {
        cudaGetLastError(); /* out of memory is an answer, not a fault */
        return nullptr;
    }
    return memory;
}

void pinned_release(void *memory)
{
    cudaFreeHost(memory);
}

void copy_to_device(KvsStream *stream, void *to, const void *from_host, size_t num_bytes)
{
    keep_error(cudaMemcpyAsync(to, from_host, num_bytes, cudaMemcpyHostToDevice, stream->stream),
               "a copy to the device");
}

void copy_to_host(KvsStream *stream, void *to_host, const void *from, size_t num_bytes)
{
    keep_error(cudaMemcpyAsync(to_host, from, num_bytes, cudaMemcpyDeviceToHost, stream->stream), "a copy to the host");
}

void copy(KvsStream *stream, void *to, const void *from, size_t num_bytes)
{
    keep_error(cudaMemcpyAsync(to, from, num_bytes, cudaMemcpyDeviceToDevice, stream->stream), "a copy on the device");
}

KvsEvent *event_create()
{
    cudaEvent_t event = nullptr;
    return cudaEventCreate(&event) == cudaSuccess ? reinterpret_cast<KvsEvent *>(event) : nullptr;
}

void event_destroy(KvsEvent *event)
{
    cudaEventDestroy(reinterpret_cast<cudaEvent_t>(event));
}

void event_record(KvsEvent *event, KvsStream *stream)
{
    keep_error(cudaEventRecord(reinterpret_cast<cudaEvent_t>(event), stream->stream), "recording an event");
}

void event_synchronize(KvsEvent *event)
{
    keep_error(cudaEventSynchronize(reinterpret_cast<cudaEvent_t>(event)), "a step");
}

float event_elapsed_ms(KvsEvent *from, KvsEvent *to)
{
    float ms = 0;
    keep_error(cudaEventElapsedTime(&ms, reinterpret_cast<cudaEvent_t>(from), reinterpret_cast<cudaEvent_t>(to)),
               "timing");
    return ms;
}

void graph_begin(KvsStream *stream)
{
    keep_error(cudaStreamBeginCapture(stream->stream, cudaStreamCaptureModeThreadLocal), "starting a graph");
}

KvsGraph *graph_end(KvsStream *stream)
{
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t executable = nullptr;
    if (keep_error(cudaStreamEndCapture(stream->stream, &graph), "recording a graph")) {
        keep_error(cudaGraphInstantiate(&executable, graph, 0), "building a graph");
        cudaGraphDestroy(graph);
    }
    return reinterpret_cast<KvsGraph *>(executable);
}

void graph_launch(KvsGraph *graph, KvsStream *stream)
{
    keep_error(cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(graph), stream->stream), "starting a step");
}

void graph_destroy(KvsGraph *graph)
{
    cudaGraphExecDestroy(reinterpret_cast<cudaGraphExec_t>(graph));
}

void read_all(KvsStream *stream, const void *from, size_t num_bytes, float *sink)
{
    int device = 0, num_multiprocessors = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&num_multiprocessors, cudaDevAttrMultiProcessorCount, device);
    launch(read_everything, dim3(num_multiprocessors * 4), dim3(512), 0, stream, static_cast<const uint4 *>(from),
           num_bytes / sizeof(uint4), sink);
}

} // namespace kvs::cuda
