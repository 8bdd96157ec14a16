#pragma once

#include "types/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

inline const std::string single_file_name = "model.safetensors";
inline const std::string index_file_name = "model.safetensors.index.json";

/// The files of a checkpoint and, if it is sharded, which of them holds each tensor.
struct ShardMap {
    std::vector<std::string> files;                ///< bare names, sorted, each once
    std::map<std::string, std::string> weight_map; ///< tensor → file; empty for a single file
};

/// `text` is a model.safetensors.index.json, `source` its path for errors (InvalidData). A pure function.
Result<ShardMap> parse_shard_map(std::string_view text, const std::string &source);
/// The one of a folder.
Result<ShardMap> load_shard_map(const std::string &model_dir);

} // namespace kvscope
