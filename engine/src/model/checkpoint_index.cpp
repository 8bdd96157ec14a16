#include "model/checkpoint_index.h"

#include "model/checkpoint_file.h"
#include "model/json_read.h"

#include <set>
#include <utility>

namespace kvscope {
namespace {

constexpr std::uint64_t max_index_bytes = 64 << 20;
constexpr std::size_t max_shards = 4096;

bool is_shard_name(std::string_view name)
{
    return name.size() <= 255 && name.ends_with(".safetensors") && !name.starts_with('.') &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

} // namespace

Result<ShardMap> parse_shard_map(std::string_view text, const std::string &source)
{
    const auto invalid = [&](const std::string &problem) {
        return make_error(ErrorCode::InvalidData, source + ": " + problem);
    };
    auto parsed = parse_strict_json(text, source, {.max_depth = 8, .max_values = 1'000'000});
    if (parsed.has_error()) {
        return std::move(parsed).error();
    }
    const nlohmann::json &root = parsed.value();
    if (!root.is_object() || !root.contains("weight_map") || !root["weight_map"].is_object() ||
        root["weight_map"].empty()) {
        return invalid("\"weight_map\" must be an object that names a file for each tensor");
    }
    ShardMap shards;
    std::set<std::string> files;
    for (const auto &[tensor, value] : root["weight_map"].items()) {
        if (!value.is_string()) {
            return invalid("weight_map of tensor " + in_quotes(tensor) + " must be a file name");
        }
        const auto &name = value.get_ref<const std::string &>();
        if (!is_shard_name(name)) {
            return invalid("weight_map of tensor " + in_quotes(tensor) + " is " + in_quotes(name) +
                           "; only a bare name ending in .safetensors, in the same folder, is allowed");
        }
        files.insert(name);
        shards.weight_map.emplace(tensor, name);
    }
    if (files.size() > max_shards) {
        return invalid(std::to_string(files.size()) + " files, at most " + std::to_string(max_shards) + " are allowed");
    }
    shards.files.assign(files.begin(), files.end());
    return shards;
}

Result<ShardMap> load_shard_map(const std::string &model_dir)
{
    auto file = CheckpointFile::open(model_dir, index_file_name);
    if (file.has_error()) {
        return std::move(file).error();
    }
    auto text = file.value().read_all(max_index_bytes);
    if (text.has_error()) {
        return std::move(text).error();
    }
    return parse_shard_map(text.value(), file.value().path());
}

} // namespace kvscope
