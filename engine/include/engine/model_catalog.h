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
    std::string origin;             ///< "bundled", "Hugging Face cache", "folder"
    std::string problem;            ///< empty: usable
    std::uint64_t weight_bytes = 0; ///< on disk
    std::string architecture;
    std::string dtype;    ///< of most of the weights: "BF16", "F16", "F32"; empty: not known
    std::string missing;  ///< what a complete folder has besides: "1 of 4 shards"; empty: complete
    std::string revision; ///< Hugging Face cache: the snapshot's commit
    std::string refs;     ///< branches and tags that point to it: "main, v2"
    std::uint64_t num_parameters = 0;
};

/// Memory that the weights take: on the CPU they are held as fp32, on a GPU as bf16.
constexpr std::uint64_t host_weight_bytes(std::uint64_t num_parameters)
{
    return 4 * num_parameters;
}
constexpr std::uint64_t device_weight_bytes(std::uint64_t num_parameters)
{
    return 2 * num_parameters;
}
/// Memory that a new program can have without swapping (Linux: MemAvailable); 0: not known.
std::uint64_t free_host_bytes();

/// One folder as find_models would list it, with `origin` "folder".
FoundModel look_at_folder(const std::string &model_dir);

/// Bundled models (under `resource_dir`/models), the Hugging Face cache (HF_HUB_CACHE, else $HF_HOME/hub, else
/// ~/.cache/huggingface/hub) with every revision, and `folders`: each a model folder or one whose subfolders are.
std::vector<FoundModel> find_models(const std::string &resource_dir, const std::vector<std::string> &folders = {});

} // namespace kvscope
