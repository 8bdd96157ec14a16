#include "engine/model.h"

namespace kvscope {

namespace {

/// config.json of deepseek-ai/DeepSeek-R1-Distill-Llama-8B.
ModelConfig r1_llama_8b()
{
    ModelConfig config;
    config.architecture = "LlamaForCausalLM";
    config.num_layers = 32;
    config.hidden_size = 4096;
    config.intermediate_size = 14336;
    config.num_heads = 32;
    config.num_kv_heads = 8;
    config.head_dim = 128;
    config.vocab_size = 128256;
    config.max_position_embeddings = 131072;
    config.rms_norm_eps = 1e-5;
    config.rope_theta = 500000;
    config.rope_scaling = RopeScaling{8, 1, 4, 8192};
    config.eos_ids = {128001};
    return config;
}

/// config.json of deepseek-ai/DeepSeek-R1-Distill-Qwen-7B.
ModelConfig r1_qwen_7b()
{
    ModelConfig config;
    config.architecture = "Qwen2ForCausalLM";
    config.num_layers = 28;
    config.hidden_size = 3584;
    config.intermediate_size = 18944;
    config.num_heads = 28;
    config.num_kv_heads = 4;
    config.head_dim = 128;
    config.vocab_size = 152064;
    config.max_position_embeddings = 131072;
    config.rms_norm_eps = 1e-6;
    config.rope_theta = 10000;
    config.qkv_bias = true;
    config.eos_ids = {151643};
    return config;
}

} // namespace

Result<ModelConfig> built_in_shape(const std::string &name)
{
    if (name == "r1-llama-8b") {
        return r1_llama_8b();
    }
    if (name == "r1-qwen-7b") {
        return r1_qwen_7b();
    }
    return make_error(ErrorCode::NotFound, "There is no built-in shape '" + name + "'; use r1-llama-8b or r1-qwen-7b.");
}

} // namespace kvscope
