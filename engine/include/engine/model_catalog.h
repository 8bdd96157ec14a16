#pragma once

#include "types/result.h"
#include "types/sweep_plan.h"

#include <string>
#include <vector>

namespace kvscope {

/// Identity and size of a model folder from its headers; reads no weights beyond what the hashes need.
Result<ModelRef> inspect_model(const std::string &model_dir);

/// A model folder found on this machine. Incomplete or unsupported ones are listed with the reason.
struct FoundModel {
    std::string dir;
    std::string label;
    std::string origin; ///< "bundled", "Hugging Face cache"
    std::string problem; ///< empty: usable
    std::uint64_t weight_bytes = 0;
    std::string architecture;
};

/// Bundled models (under `resource_dir`/models) and the Hugging Face cache (HF_HUB_CACHE, else $HF_HOME/hub, else
/// ~/.cache/huggingface/hub).
std::vector<FoundModel> find_models(const std::string &resource_dir);

} // namespace kvscope
