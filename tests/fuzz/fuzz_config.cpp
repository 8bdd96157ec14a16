#include "model/checkpoint_index.h"
#include "model/config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope;

/// Input: a first byte that picks the file, then its text: config.json, generation_config.json or the index of shards.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    if (data[0] % 3 == 0) {
        const auto parsed = parse_model_config(text, "config.json");
        if (parsed.has_value()) {
            const ModelConfig &config = parsed.value();
            if (config.num_heads % config.num_kv_heads != 0 || config.head_dim < 2 || config.head_dim % 2 != 0 ||
                !(config.rope_theta > 0) || !(config.rms_norm_eps > 0)) {
                std::abort();
            }
        }
    } else if (data[0] % 3 == 1) {
        const auto parsed = parse_generation_eos(text, "generation_config.json", 1000);
        if (parsed.has_value()) {
            for (const std::int32_t id : parsed.value()) {
                if (id < 0 || id >= 1000) {
                    std::abort();
                }
            }
        }
    } else {
        const auto parsed = parse_shard_map(text, "model.safetensors.index.json");
        if (parsed.has_value()) {
            for (const std::string &name : parsed.value().files) {
                if (name.find('/') != std::string::npos || name == "..") {
                    std::abort();
                }
            }
        }
    }
    return 0;
}
