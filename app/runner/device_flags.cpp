#include "device_flags.h"

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

CLI::IsMember kv_dtype_words()
{
    return CLI::IsMember({"bf16", "fp8"});
}

KvDType kv_dtype_of(const std::string &word)
{
    return word == "fp8" ? KvDType::Fp8 : KvDType::Compute;
}

void add_kv_dtype_option(CLI::App &command, KvDType &dtype)
{
    command
        .add_option_function<std::string>(
            "--kv-dtype", [&dtype](const std::string &word) { dtype = kv_dtype_of(word); },
            "How a GPU stores KV entries: bf16 (the compute type) or fp8 with scales")
        ->check(kv_dtype_words());
}

} // namespace kvscope
