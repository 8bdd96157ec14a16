#include "model/catalog_files.h"

#include "model/checkpoint_file.h"
#include "model/checkpoint_index.h"

#include <filesystem>
#include <vector>

namespace kvscope {
namespace {

namespace fs = std::filesystem;

/// Links followed: a snapshot's link to a blob that is not there yet is no file.
bool is_there(const std::string &model_dir, const std::string &name)
{
    std::error_code code;
    return fs::is_regular_file(fs::path(model_dir) / name, code);
}

std::string missing_weights(const std::string &model_dir)
{
    if (has_checkpoint_file(model_dir, single_file_name)) {
        return is_there(model_dir, single_file_name) ? std::string() : single_file_name;
    }
    if (!has_checkpoint_file(model_dir, index_file_name)) {
        return "the weights (no " + single_file_name + " and no index of shards)";
    }
    const Result<ShardMap> shards = load_shard_map(model_dir);
    if (shards.has_error()) {
        return is_there(model_dir, index_file_name) ? std::string() : index_file_name;
    }
    std::size_t num_missing = 0;
    for (const std::string &name : shards.value().files) {
        num_missing += is_there(model_dir, name) ? 0 : 1;
    }
    return num_missing == 0
               ? std::string()
               : std::to_string(num_missing) + " of " + std::to_string(shards.value().files.size()) + " shards";
}

} // namespace

void find_missing_files(const std::string &model_dir, FoundModel &model)
{
    std::vector<std::string> missing;
    for (const char *name : {"config.json", "tokenizer.json"}) {
        if (!is_there(model_dir, name)) {
            missing.emplace_back(name);
        }
    }
    if (std::string weights = missing_weights(model_dir); !weights.empty()) {
        missing.push_back(std::move(weights));
    }
    for (const std::string &name : missing) {
        model.missing += (model.missing.empty() ? "" : ", ") + name;
    }
}

} // namespace kvscope
