#include "model/config_rope.h"

#include "model/json_read.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kvscope {
namespace {

constexpr double max_theta = 1e12;
constexpr int max_positions = 1 << 27;
constexpr std::array<std::string_view, 8> known_keys{"type",
                                                     "rope_type",
                                                     "rope_theta",
                                                     "factor",
                                                     "low_freq_factor",
                                                     "high_freq_factor",
                                                     "original_max_position_embeddings",
                                                     "partial_rotary_factor"};

RopeScaling read_llama3(ConfigReader &block)
{
    RopeScaling scaling;
    scaling.factor = block.real("factor", 0, 1e6);
    scaling.low_freq_factor = block.real("low_freq_factor", 0, 1e6);
    scaling.high_freq_factor = block.real("high_freq_factor", 0, 1e6);
    scaling.original_max_position_embeddings = block.integer("original_max_position_embeddings", 1, max_positions);
    if (scaling.factor < 1) {
        block.refuse("factor", "at least 1 is allowed");
    }
    if (scaling.high_freq_factor <= scaling.low_freq_factor) {
        block.refuse("high_freq_factor", "it must be above low_freq_factor");
    }
    return scaling;
}

void read_block(const nlohmann::json &object, ConfigReader &block, ModelConfig &result)
{
    for (const auto &[key, value] : object.items()) {
        if (!value.is_null() && std::ranges::find(known_keys, key) == known_keys.end()) {
            block.refuse(key.c_str(), "this rotary setting is not supported");
        }
    }
    const std::string old_name = block.text("type", "default");
    const std::string type = block.text("rope_type", old_name);
    if (block.has("type") && type != old_name) {
        block.refuse("type", "it contradicts rope_type " + in_quotes(type));
    }
    if (type != "default" && type != "llama3") {
        block.refuse(block.has("rope_type") ? "rope_type" : "type", "\"default\" and \"llama3\" are supported");
    }
    if (block.real("partial_rotary_factor", 0, 1, 1.0) != 1.0) {
        block.refuse("partial_rotary_factor", "only 1, rotation of the whole head, is supported");
    }
    result.rope_theta = block.real("rope_theta", 0, max_theta, result.rope_theta);
    if (type == "llama3") {
        result.rope_scaling = read_llama3(block);
    }
}

} // namespace

void read_rope(const nlohmann::json &config, const std::string &source, ConfigReader &root, ModelConfig &result)
{
    result.rope_theta = root.real("rope_theta", 0, max_theta, 10000.0);
    const nlohmann::json *parameters = root.find("rope_parameters");
    const nlohmann::json *scaling = root.find("rope_scaling");
    if (parameters != nullptr && scaling != nullptr && *parameters != *scaling) {
        root.refuse("rope_scaling", "rope_parameters is there too and differs; only one can hold");
    }
    const char *field = parameters != nullptr ? "rope_parameters" : "rope_scaling";
    if (root.problem() || !root.has(field)) {
        return;
    }
    const nlohmann::json &object = config.at(field);
    if (!object.is_object()) {
        root.refuse(field, "an object or null is allowed");
        return;
    }
    ConfigReader block(object, source, std::string(field) + ".");
    read_block(object, block, result);
    root.refuse_other(block);
}

} // namespace kvscope
