#pragma once

#include "engine/model.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace kvscope {

/// Loaded models of a run. On the CPU all stay resident, as cells alternate between them; on a device with its own
/// memory only the one in use does, so that `fill memory` means the same for each.
class ModelCache {
public:
    /// `random_weights`: the seed of weights that take the place of a checkpoint's.
    explicit ModelCache(Device device, std::optional<std::uint64_t> random_weights = std::nullopt)
        : device_(std::move(device)), random_weights_(random_weights)
    {
    }

    Result<std::shared_ptr<const Model>> get(const std::string &model_dir, const ModelConfig &config,
                                             const LoadProgress &progress = {})
    {
        if (const auto found = models_.find(model_dir); found != models_.end()) {
            return found->second;
        }
        if (device_.name != "cpu") {
            models_.clear();
        }
        Result<std::shared_ptr<const Model>> loaded = random_weights_
                                                          ? Model::randomize(config, *random_weights_, device_)
                                                          : Model::load(model_dir, device_, progress);
        if (loaded.has_value()) {
            models_.emplace(model_dir, loaded.value());
        }
        return loaded;
    }

private:
    Device device_;
    std::optional<std::uint64_t> random_weights_;
    std::map<std::string, std::shared_ptr<const Model>> models_;
};

} // namespace kvscope
