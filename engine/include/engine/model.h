#pragma once

#include "engine/checkpoint.h"
#include "types/result.h"
#include "types/sweep_spec.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

struct KvsBackend;

namespace kvscope {

struct DeviceOptions {
    std::string gpu; ///< index, UUID or the start of one; empty: the first
    ComputeType compute = ComputeType::Bf16;
};

/// The compute device a run uses.
struct Device {
    const KvsBackend *backend = nullptr;
    std::string name; ///< "cpu" or "cuda"
    std::string description;
    std::string uuid; ///< "GPU-…" as the driver names it; empty: it has none
    ComputeType compute = ComputeType::Fp32;
};
/// `which`: auto | cpu | cuda; auto is the GPU where one answers. Errors say what is missing.
Result<Device> open_device(const std::string &which, const DeviceOptions &options = {});

struct DeviceMemory {
    std::uint64_t free_bytes = 0;
    std::uint64_t total_bytes = 0;
};
/// Of a device with memory of its own; NotFound for the CPU.
Result<DeviceMemory> memory_of(const Device &device);

/// A shape that is built in, by name: r1-llama-8b (DeepSeek-R1-Distill-Llama-8B), r1-qwen-7b (-Qwen-7B). The error
/// lists them.
Result<ModelConfig> built_in_shape(const std::string &name);

struct ModelWeights;
class WeightSource;

/// Told how many bytes of the weights are read, many times a second, on the loading thread. False: loading ends as
/// Canceled.
using LoadProgress = std::function<bool(std::uint64_t num_bytes, std::uint64_t total_bytes)>;

/// A loaded model: config and immutable weights on a device. Shared between threads.
class Model {
public:
    static Result<std::shared_ptr<const Model>> load(const std::string &model_dir, const Device &device,
                                                     const LoadProgress &progress = {});
    /// Random weights of that shape, a function of the seed: for measuring speed without a checkpoint.
    static Result<std::shared_ptr<const Model>> randomize(const ModelConfig &config, std::uint64_t seed,
                                                          const Device &device);
    ~Model();

    const ModelConfig &config() const { return config_; }
    const Device &device() const { return device_; }
    const ModelWeights &weights() const { return *weights_; } ///< private to engine/src
    double load_seconds() const { return load_seconds_; }

private:
    Model();
    static Result<std::shared_ptr<const Model>> make(WeightSource &source, const ModelConfig &config,
                                                     const Device &device, std::chrono::steady_clock::time_point start);
    ModelConfig config_;
    Device device_;
    std::unique_ptr<const ModelWeights> weights_;
    double load_seconds_ = 0;
};

} // namespace kvscope
