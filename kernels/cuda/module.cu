#include "common.cuh"
#include "ops.h"

#include <cstdio>

namespace kvs::cuda {

namespace {

char description[300] = "CUDA device";

void describe(char *text, size_t capacity)
{
    std::snprintf(text, capacity, "%s", description);
}

constexpr KvsDeviceOps kDeviceOps = {
    .uuid = uuid,
    .memory_info = memory_info,
    .pinned_alloc = pinned_alloc,
    .pinned_release = pinned_release,
    .copy_to_device = copy_to_device,
    .copy_to_host = copy_to_host,
    .copy = copy,
    .event_create = event_create,
    .event_destroy = event_destroy,
    .event_record = event_record,
    .event_synchronize = event_synchronize,
    .event_elapsed_ms = event_elapsed_ms,
    .graph_begin = graph_begin,
    .graph_end = graph_end,
    .graph_launch = graph_launch,
    .graph_destroy = graph_destroy,
    .last_error = last_error,
    .weight_alloc = weight_alloc,
    .weight_write = weight_write,
    .weight_randomize = weight_randomize,
    .linear_prepare = linear_prepare,
    .linear = linear,
    .gated_linear_serves = gated_linear_serves,
    .gated_linear = gated_linear,
    .embed = embed,
    .add_rms_norm = add_rms_norm,
    .rope_append = rope_append,
    .attention_scratch_bytes = attention_scratch_bytes,
    .attention = attention,
    .attention_mass = attention_mass,
    .silu_mul = silu_mul,
    .sample = sample,
    .set_row = set_row,
    .set_prompt_rows = set_prompt_rows,
    .compress_scratch_bytes = compress_scratch_bytes,
    .compress = compress,
    .score = score,
    .read_all = read_all,
};

} // namespace

} // namespace kvs::cuda

extern "C" __attribute__((visibility("default"))) const KvsBackend *
kvs_backend_entry(uint32_t abi_version, const char *which, char *reason, size_t capacity)
{
    using namespace kvs::cuda;
    if (abi_version != KVS_ABI_VERSION) {
        std::snprintf(reason, capacity,
                      "The CUDA module speaks version %u of the backend interface, the program version %u.",
                      KVS_ABI_VERSION, abi_version);
        return nullptr;
    }
    const char *name = choose_device(which, reason, capacity);
    if (!name) {
        return nullptr;
    }
    int driver = 0;
    cudaDriverGetVersion(&driver);
    std::snprintf(description, sizeof description, "%s, CUDA %d.%d, driver for CUDA %d.%d", name, CUDART_VERSION / 1000,
                  CUDART_VERSION % 1000 / 10, driver / 1000, driver % 1000 / 10);
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
        b.weight_destroy = weight_destroy;
        b.weight_bytes = weight_bytes;
        b.device = &kDeviceOps;
        return b;
    }();
    return &backend;
}
