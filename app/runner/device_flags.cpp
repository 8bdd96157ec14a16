#include "device_flags.h"

#include <map>

namespace kvscope {

void DeviceFlags::add_to(CLI::App &command)
{
    command.add_option("--device", device, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->capture_default_str();
    command.add_option("--gpu", gpu, "Which GPU: its index, its UUID or the start of one")->type_name("ID");
    command.add_option("--compute", compute, "Arithmetic on a GPU; sums are fp32 in either")
        ->check(CLI::IsMember({"bf16", "fp32"}))
        ->capture_default_str();
}

void add_kv_dtype_option(CLI::App &command, KvDType &dtype)
{
    const std::map<std::string, KvDType> names{{"bf16", KvDType::Compute}, {"fp8", KvDType::Fp8}};
    command.add_option("--kv-dtype", dtype, "How a GPU stores KV entries: bf16 (the compute type) or fp8 with scales")
        ->transform(CLI::CheckedTransformer(names))
        ->type_name("bf16|fp8");
}

} // namespace kvscope
