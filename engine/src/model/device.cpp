#include "kernels/device.h"
#include "engine/backend_module.h"
#include "engine/model.h"

namespace kvscope {

namespace {

std::string describe(const KvsBackend &backend)
{
    char text[320];
    backend.describe(text, sizeof text);
    return text;
}

std::string uuid_of(const KvsBackend &backend)
{
    char text[64] = "";
    if (backend.device != nullptr) {
        backend.device->uuid(text, sizeof text);
    }
    return text;
}

Device cpu_device()
{
    Device device;
    device.backend = kvs_cpu_backend();
    device.name = device.backend->name;
    device.description = describe(*device.backend);
    return device;
}

} // namespace

Result<Device> open_device(const std::string &which, const DeviceOptions &options)
{
    if (which == "cpu") {
        return cpu_device();
    }
    if (which != "auto" && which != "cuda") {
        return make_error(ErrorCode::InvalidArgument, "Unknown device '" + which + "'; use auto, cpu or cuda.");
    }
    const auto module = load_backend_module("cuda", options.gpu);
    if (module.has_error()) {
        if (which == "auto" && options.gpu.empty()) {
            return cpu_device();
        }
        return make_error(ErrorCode::Device, module.error().message + " Use --device cpu.");
    }
    Device device;
    device.backend = module.value();
    device.name = device.backend->name;
    device.compute = options.compute;
    device.uuid = uuid_of(*device.backend);
    device.description = describe(*device.backend) + (options.compute == ComputeType::Fp32 ? ", fp32" : ", bf16");
    return device;
}

Result<DeviceMemory> memory_of(const Device &device)
{
    if (device.backend->device == nullptr) {
        return make_error(ErrorCode::NotFound, "The CPU has no memory of its own.");
    }
    std::size_t free_bytes = 0;
    std::size_t total_bytes = 0;
    device.backend->device->memory_info(&free_bytes, &total_bytes);
    return DeviceMemory{free_bytes, total_bytes};
}

} // namespace kvscope
