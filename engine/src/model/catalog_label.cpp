#include "model/catalog_label.h"

#include <filesystem>
#include <string_view>

namespace kvscope {

std::string repository_label(const std::string &folder_name)
{
    constexpr std::string_view prefix = "models--";
    if (!folder_name.starts_with(prefix)) {
        return {};
    }
    std::string label = folder_name.substr(prefix.size());
    if (const auto split = label.find("--"); split != std::string::npos) {
        label.replace(split, 2, "/");
    }
    return label;
}

std::string model_label(const std::string &model_dir)
{
    namespace fs = std::filesystem;
    std::error_code code;
    fs::path path = fs::absolute(model_dir, code).lexically_normal();
    if (!path.has_filename()) {
        path = path.parent_path(); // "models/x/" names x
    }
    const fs::path snapshots = path.parent_path();
    if (snapshots.filename() == "snapshots") {
        if (std::string label = repository_label(snapshots.parent_path().filename().string()); !label.empty()) {
            return label;
        }
    }
    return path.filename().string();
}

ModelRef model_ref_of(const ModelConfig &config, const std::string &model_dir)
{
    ModelRef model;
    model.label = model_label(model_dir);
    model.dir = model_dir;
    model.architecture = config.architecture;
    model.num_layers = config.num_layers;
    model.num_heads = config.num_heads;
    model.num_kv_heads = config.num_kv_heads;
    model.head_dim = config.head_dim;
    model.kv_bytes_per_token = std::uint64_t{2} * sizeof(float) * static_cast<std::uint64_t>(config.num_layers) *
                               static_cast<std::uint64_t>(config.num_kv_heads) *
                               static_cast<std::uint64_t>(config.head_dim);
    return model;
}

} // namespace kvscope
