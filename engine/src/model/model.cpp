#include "engine/model.h"

#include "kernels/device.h"
#include "model/weights.h"

#include <algorithm>
#include <cstdlib>

namespace kvscope {

namespace {

KvsDType weight_dtype(const Device &device)
{
    return device.compute == ComputeType::Fp32 ? KVS_F32 : KVS_BF16;
}

/// A config.json with fewer layers than the checkpoint would run, and answer nonsense.
Status check_layers(const Checkpoint &checkpoint, const ModelConfig &config)
{
    const std::string prefix = "model.layers.";
    for (const TensorInfo &tensor : checkpoint.tensors()) {
        if (tensor.name.starts_with(prefix) && std::atoi(tensor.name.c_str() + prefix.size()) >= config.num_layers) {
            return make_error(ErrorCode::InvalidData,
                              checkpoint.files()[static_cast<std::size_t>(tensor.shard)] + ": tensor \"" + tensor.name +
                                  "\" belongs to a layer that config.json does not have (num_hidden_layers is " +
                                  std::to_string(config.num_layers) + ")");
        }
    }
    return Done{};
}

} // namespace

Model::Model() = default;
Model::~Model() = default;

Result<std::shared_ptr<const Model>> Model::load(const std::string &model_dir, const Device &device,
                                                 const LoadProgress &progress)
{
    const auto start = std::chrono::steady_clock::now();
    const auto config = load_model_config(model_dir);
    if (config.has_error()) {
        return config.error();
    }
    auto checkpoint = Checkpoint::open(model_dir);
    if (checkpoint.has_error()) {
        return checkpoint.error();
    }
    if (progress) {
        const std::uint64_t total = checkpoint.value().total_bytes();
        checkpoint.value().report_reads_to(
            [&progress, total, done = std::uint64_t{0}](std::uint64_t num_bytes) mutable {
                done = std::min(done + num_bytes, total); // a tied embedding may be read twice
                return progress(done, total);
            });
    }
    if (const Status status = check_layers(checkpoint.value(), config.value()); status.has_error()) {
        return status.error();
    }
    const auto source = device.backend->device
                            ? device_weights(checkpoint.value(), *device.backend, weight_dtype(device))
                            : host_weights(checkpoint.value(), *device.backend);
    return make(*source, config.value(), device, start);
}

Result<std::shared_ptr<const Model>> Model::randomize(const ModelConfig &config, std::uint64_t seed,
                                                      const Device &device)
{
    const auto source = random_weights(seed, *device.backend, weight_dtype(device));
    return make(*source, config, device, std::chrono::steady_clock::now());
}

Result<std::shared_ptr<const Model>> Model::make(WeightSource &source, const ModelConfig &config, const Device &device,
                                                 std::chrono::steady_clock::time_point start)
{
    auto weights = load_weights(source, config);
    if (weights.has_error()) {
        return weights.error();
    }
    const char *failure = device.backend->device ? device.backend->device->last_error() : nullptr;
    if (failure) {
        return make_error(ErrorCode::Device, failure);
    }
    std::shared_ptr<Model> model(new Model);
    model->config_ = config;
    model->device_ = device;
    model->weights_ = std::move(weights).value();
    model->load_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::shared_ptr<const Model>(std::move(model));
}

} // namespace kvscope
