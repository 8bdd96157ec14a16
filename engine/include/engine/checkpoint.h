#pragma once

#include "types/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvscope {

/// Llama-3 RoPE frequency scaling.
struct RopeScaling {
    double factor = 1;
    double low_freq_factor = 1;
    double high_freq_factor = 4;
    int original_max_position_embeddings = 8192;
};

/// `config.json`, both the old layout (rope_theta, rope_scaling) and transformers 5's (rope_parameters), range-checked.
struct ModelConfig {
    std::string architecture; ///< "LlamaForCausalLM"
    int num_layers = 0;
    int hidden_size = 0;
    int intermediate_size = 0;
    int num_heads = 0;
    int num_kv_heads = 0;
    int head_dim = 0;
    int vocab_size = 0;
    int max_position_embeddings = 0;
    double rms_norm_eps = 1e-6;
    double rope_theta = 10000;
    std::optional<RopeScaling> rope_scaling;
    bool tie_word_embeddings = false;
    bool qkv_bias = false;             ///< the family decides (Qwen2: true), or `attention_bias`
    std::vector<std::int32_t> eos_ids; ///< generation_config.json, else config.json; one or several
};
Result<ModelConfig> load_model_config(const std::string &model_dir);

enum class TensorDType { F32, F16, BF16 };

/// Where one tensor lies in a checkpoint.
struct TensorInfo {
    std::string name;
    TensorDType dtype = TensorDType::F32;
    std::vector<std::int64_t> shape;
    int shard = 0;            ///< index into Checkpoint::files
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t num_bytes = 0;
};

/// The validated table of contents of a Hugging Face folder's safetensors (single or sharded). Headers are read and
/// checked completely on open (spans, overlaps, holes, 64-bit arithmetic, duplicate keys, shard names); data is read
/// with pread, large pieces by several threads.
class Checkpoint {
public:
    static Result<Checkpoint> open(const std::string &model_dir);

    const std::vector<std::string> &files() const { return files_; }
    const std::vector<TensorInfo> &tensors() const { return tensors_; } ///< sorted by name
    const TensorInfo *find(std::string_view name) const;                ///< nullptr: absent
    std::uint64_t total_bytes() const;

    /// Called after each piece of a tensor was read, with its bytes, on the thread that asked for it. False: the read
    /// ends as Canceled.
    void report_reads_to(std::function<bool(std::uint64_t num_bytes)> report) { report_ = std::move(report); }

    /// The tensor of that name, after checking that its shape is `shape`; errors name both shapes.
    Result<const TensorInfo *> require(std::string_view name, const std::vector<std::int64_t> &shape) const;
    /// Bytes [offset, offset + to.size()) of the tensor. Errors name file, tensor and offset.
    Status read_piece(const TensorInfo &tensor, std::uint64_t offset, std::span<std::byte> to) const;
    /// The tensor's bytes as stored. Errors name file, tensor and offset.
    Result<std::vector<std::byte>> read(const TensorInfo &tensor) const;
    /// The tensor converted to fp32, checked as by require(), to memory for all elements of the shape. Several threads
    /// read and convert: memory that nobody has touched yet is best, since they share the cost of the first touch.
    Status read_f32(std::string_view name, const std::vector<std::int64_t> &shape, float *to) const;
    Result<std::vector<float>> read_f32(std::string_view name, const std::vector<std::int64_t> &shape) const;

private:
    Status report_read(std::uint64_t num_bytes) const;

    std::vector<std::string> files_;
    std::vector<TensorInfo> tensors_;
    std::function<bool(std::uint64_t)> report_;
    /// Tensors of other dtypes than TensorDType: name → "file: dtype". They are an error only when somebody asks for
    /// them.
    std::map<std::string, std::string> unsupported_;
};

} // namespace kvscope
