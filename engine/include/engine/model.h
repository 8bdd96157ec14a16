#pragma once

#include "engine/checkpoint.h"
#include "types/result.h"

#include <memory>
#include <string>

struct KvsBackend;

namespace kvscope {

/// The compute device a run uses.
struct Device {
    const KvsBackend *backend = nullptr;
    std::string name; ///< "cpu" or "cuda"
    std::string description;
};
/// `which`: auto | cpu | cuda. Errors say what is missing.
Result<Device> open_device(const std::string &which);

struct ModelWeights;

/// A loaded model: config and immutable weights on a device. Shared between threads.
class Model {
public:
    static Result<std::shared_ptr<const Model>> load(const std::string &model_dir, const Device &device);
    ~Model();

    const ModelConfig &config() const { return config_; }
    const Device &device() const { return device_; }
    const ModelWeights &weights() const { return *weights_; } ///< private to engine/src
    double load_seconds() const { return load_seconds_; }

private:
    Model();
    ModelConfig config_;
    Device device_;
    std::unique_ptr<const ModelWeights> weights_;
    double load_seconds_ = 0;
};

} // namespace kvscope
