// Memory, weights, streams, events and graphs of the emulated device.

#include "emulated/emulated_device.h"

#include "emulated/emulated_stream.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <utility>

namespace kvscope {

namespace emulated {

namespace {

using Clock = std::chrono::steady_clock;

std::size_t bytes_left = std::numeric_limits<std::size_t>::max();

struct Allocation {
    void *memory = nullptr;
    std::size_t num_bytes = 0;
};
std::map<void *, Allocation> allocations; ///< by the aligned address

/// Pages that nobody touches cost nothing: calloc does not write to large ones.
void *allocate(std::size_t num_bytes)
{
    constexpr std::size_t kAlignment = 64;
    if (num_bytes > bytes_left) {
        return nullptr;
    }
    void *memory = std::calloc(num_bytes + kAlignment, 1);
    if (!memory) {
        return nullptr;
    }
    bytes_left -= num_bytes;
    void *aligned = memory;
    std::size_t space = num_bytes + kAlignment;
    std::align(kAlignment, num_bytes, aligned, space);
    allocations[aligned] = {memory, num_bytes};
    return aligned;
}

void release(void *memory)
{
    if (memory) {
        const auto found = allocations.find(memory);
        bytes_left += found->second.num_bytes;
        std::free(found->second.memory);
        allocations.erase(found);
    }
}

KvsStream *stream_create()
{
    if (bytes_left < kEmulatedStreamBytes) {
        return nullptr;
    }
    bytes_left -= kEmulatedStreamBytes;
    return reinterpret_cast<KvsStream *>(new Stream{kvs_cpu_backend()->stream_create()});
}

void stream_destroy(KvsStream *stream)
{
    if (stream) {
        bytes_left += kEmulatedStreamBytes;
        kvs_cpu_backend()->stream_destroy(stream_of(stream).cpu);
        delete &stream_of(stream);
    }
}

/// A copy must stay within one allocation: a GPU's driver refuses others.
bool is_inside(const void *from, std::size_t num_bytes)
{
    const auto *begin = static_cast<const char *>(from);
    auto after = allocations.upper_bound(const_cast<void *>(from));
    if (after == allocations.begin()) {
        return false;
    }
    const auto &[address, allocation] = *std::prev(after);
    return begin + num_bytes <= static_cast<const char *>(address) + allocation.num_bytes;
}

const char *first_error = nullptr;

void copy_if(bool is_valid, KvsStream *stream, void *to, const void *from, std::size_t num_bytes)
{
    if (!is_valid) {
        first_error = "A copy reaches beyond the device's memory.";
        return;
    }
    enqueue(stream, [=] { std::memmove(to, from, num_bytes); });
}

void copy_to_device(KvsStream *stream, void *to, const void *from, std::size_t num_bytes)
{
    copy_if(is_inside(to, num_bytes), stream, to, from, num_bytes);
}

void copy_to_host(KvsStream *stream, void *to, const void *from, std::size_t num_bytes)
{
    copy_if(is_inside(from, num_bytes), stream, to, from, num_bytes);
}

void copy(KvsStream *stream, void *to, const void *from, std::size_t num_bytes)
{
    copy_if(is_inside(to, num_bytes) && is_inside(from, num_bytes), stream, to, from, num_bytes);
}

Clock::time_point &time_of(KvsEvent *event)
{
    return *reinterpret_cast<Clock::time_point *>(event);
}

void add_frame(KvsDeviceOps &ops)
{
    ops.uuid = [](char *text, std::size_t) { *text = 0; };
    ops.memory_info = [](std::size_t *free_bytes, std::size_t *total_bytes) {
        *free_bytes = bytes_left;
        *total_bytes = bytes_left;
    };
    ops.pinned_alloc = [](std::size_t num_bytes) { return std::calloc(num_bytes, 1); };
    ops.pinned_release = std::free;
    ops.copy_to_device = copy_to_device;
    ops.copy_to_host = copy_to_host;
    ops.copy = copy;
    ops.event_create = [] { return reinterpret_cast<KvsEvent *>(new Clock::time_point); };
    ops.event_destroy = [](KvsEvent *event) { delete &time_of(event); };
    ops.event_record = [](KvsEvent *event, KvsStream *) { time_of(event) = Clock::now(); };
    ops.event_synchronize = [](KvsEvent *) {};
    ops.event_elapsed_ms = [](KvsEvent *from, KvsEvent *to) {
        return std::chrono::duration<float, std::milli>(time_of(to) - time_of(from)).count();
    };
    ops.graph_begin = [](KvsStream *stream) { stream_of(stream).graph = new std::vector<Work>; };
    ops.graph_end = [](KvsStream *stream) {
        return reinterpret_cast<KvsGraph *>(std::exchange(stream_of(stream).graph, nullptr));
    };
    ops.graph_launch = [](KvsGraph *graph, KvsStream *) {
        for (const Work &work : *reinterpret_cast<std::vector<Work> *>(graph)) {
            work();
        }
    };
    ops.graph_destroy = [](KvsGraph *graph) { delete reinterpret_cast<std::vector<Work> *>(graph); };
    ops.last_error = [] { return first_error; };
}

} // namespace

} // namespace emulated

Device open_emulated_device()
{
    static const KvsDeviceOps ops = [] {
        KvsDeviceOps table{};
        emulated::add_frame(table);
        emulated::add_decoder_operations(table);
        emulated::add_eviction_operations(table);
        return table;
    }();
    static const KvsBackend backend = [] {
        KvsBackend table{};
        table.abi_version = KVS_ABI_VERSION;
        table.name = "emulated";
        table.describe = [](char *text, std::size_t capacity) { std::snprintf(text, capacity, "%s", "emulated"); };
        table.alloc = emulated::allocate;
        table.release = emulated::release;
        table.stream_create = emulated::stream_create;
        table.stream_destroy = emulated::stream_destroy;
        table.stream_synchronize = [](KvsStream *) {};
        table.weight_destroy = emulated::weight_destroy;
        table.weight_bytes = emulated::weight_bytes;
        table.device = &ops;
        return table;
    }();
    return {&backend, backend.name, "emulated, fp32", "", ComputeType::Fp32};
}

void set_emulated_memory(std::size_t num_bytes)
{
    emulated::bytes_left = num_bytes;
}

std::size_t emulated_bytes_left()
{
    return emulated::bytes_left;
}

} // namespace kvscope
