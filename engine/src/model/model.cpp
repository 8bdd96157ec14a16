#include "engine/model.h"

#include "engine/backend_module.h"
#include "model/weights.h"

#include <chrono>

namespace kvscope {

Result<Device> open_device(const std::string &which)
{
    if (which == "cuda") {
        const auto backend = load_backend_module(which);
        return make_error(ErrorCode::Device, backend.has_error()
                                                 ? backend.error().message + " Use --device cpu."
                                                 : "The CUDA module of this version has single operations only and cannot "
                                                   "run a model. Use --device cpu.");
    }
    if (which != "auto" && which != "cpu") {
        return make_error(ErrorCode::InvalidArgument, "Unknown device '" + which + "'; use auto, cpu or cuda.");
    }
    Device device;
    device.backend = kvs_cpu_backend();
    device.name = device.backend->name;
    char text[256];
    device.backend->describe(text, sizeof text);
    device.description = text;
    return device;
}

Model::Model() = default;
Model::~Model() = default;

Result<std::shared_ptr<const Model>> Model::load(const std::string &model_dir, const Device &device)
{
    const auto start = std::chrono::steady_clock::now();
    auto config = load_model_config(model_dir);
    if (config.has_error()) {
        return config.error();
    }
    auto checkpoint = Checkpoint::open(model_dir);
    if (checkpoint.has_error()) {
        return checkpoint.error();
    }
    auto weights = load_weights(checkpoint.value(), config.value(), *device.backend);
    if (weights.has_error()) {
        return weights.error();
    }
    std::shared_ptr<Model> model(new Model);
    model->config_ = std::move(config).value();
    model->device_ = device;
    model->weights_ = std::move(weights).value();
    model->load_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::shared_ptr<const Model>(std::move(model));
}

} // namespace kvscope
