#include "eval/random_sweep.h"

#include "engine/counter_random.h"
#include "engine/model.h"
#include "engine/model_catalog.h"
#include "engine/sha256.h"
#include "model/catalog_label.h"

#include <algorithm>
#include <filesystem>

namespace kvscope {

namespace {

/// `full` has no budget that says how long a prompt should be.
constexpr int kPromptTokensOfFullAlone = 1024;
/// Steps that the sustained phase has at least: its interval comes from windows of them.
constexpr int kFewestSteps = 256;
/// A batch of a multiple of this runs faster on tensor cores than one of a few rows more.
constexpr std::uint64_t kGoodMultiple = 8;

std::uint64_t num_parameters(const ModelConfig &config)
{
    const auto hidden = static_cast<std::uint64_t>(config.hidden_size);
    const auto heads = static_cast<std::uint64_t>(config.num_heads) * 2 + 2 * config.num_kv_heads;
    const std::uint64_t layer =
        hidden * heads * config.head_dim + 3 * hidden * static_cast<std::uint64_t>(config.intermediate_size);
    const std::uint64_t tables = hidden * config.vocab_size * (config.tie_word_embeddings ? 1 : 2);
    return static_cast<std::uint64_t>(config.num_layers) * layer + tables;
}

/// Everything of the shape that a sample depends on.
std::string shape_text(const ModelConfig &c)
{
    std::string text = "kvscope-shape-v1 " + c.architecture;
    for (const int number :
         {c.num_layers, c.hidden_size, c.intermediate_size, c.num_heads, c.num_kv_heads, c.head_dim, c.vocab_size,
          c.max_position_embeddings, c.tie_word_embeddings ? 1 : 0, c.qkv_bias ? 1 : 0}) {
        text += " " + std::to_string(number);
    }
    text += " " + std::to_string(c.rms_norm_eps) + " " + std::to_string(c.rope_theta);
    if (c.rope_scaling) {
        text += " " + std::to_string(c.rope_scaling->factor) + " " + std::to_string(c.rope_scaling->low_freq_factor) +
                " " + std::to_string(c.rope_scaling->high_freq_factor) + " " +
                std::to_string(c.rope_scaling->original_max_position_embeddings);
    }
    return text;
}

} // namespace

Result<ModelConfig> random_model_config(const std::string &name_or_dir)
{
    Result<ModelConfig> shape = built_in_shape(name_or_dir);
    if (shape.has_value()) {
        return shape;
    }
    std::error_code error;
    if (std::filesystem::exists(name_or_dir, error)) {
        return load_model_config(name_or_dir);
    }
    return make_error(ErrorCode::NotFound, name_or_dir + ": there is no such folder with a config.json. " +
                                               built_in_shape(model_label(name_or_dir)).error().message);
}

Result<ModelRef> random_model(const std::string &name_or_dir, const ModelConfig &config, std::uint64_t seed)
{
    const std::string text = shape_text(config);
    ModelRef model = model_ref_of(config, name_or_dir);
    model.weight_bytes = device_weight_bytes(num_parameters(config));
    model.config_sha256 = sha256_hex(text);
    model.weights_sha256 = sha256_hex("kvscope-random-weights-v1 " + std::to_string(seed));
    const std::string tokenizer = (std::filesystem::path(name_or_dir) / "tokenizer.json").string();
    std::error_code error;
    if (std::filesystem::is_regular_file(tokenizer, error)) {
        Result<std::string> hash = sha256_hex_of_file(tokenizer);
        if (hash.has_error()) {
            return hash.error();
        }
        model.tokenizer_sha256 = std::move(hash).value();
    }
    model.id = sha256_hex(model.config_sha256 + "\n" + model.tokenizer_sha256 + "\n" + model.weights_sha256 + "\n")
                   .substr(0, 16);
    return model;
}

Dataset random_prompts()
{
    Dataset dataset;
    dataset.label = "random tokens";
    dataset.layout = "random";
    dataset.grader = "none";
    dataset.sha256 = sha256_hex("kvscope-random-prompts-v1");
    dataset.id = dataset.sha256.substr(0, 16);
    Problem problem;
    problem.id = "random";
    problem.text = "Random tokens drawn from the seed; each cell says how many.";
    dataset.problems.push_back(std::move(problem));
    return dataset;
}

int random_prompt_tokens(const SweepSpec &spec, const CellSpec &cell)
{
    if (spec.prompt_tokens > 0) {
        return spec.prompt_tokens;
    }
    if (cell.retained > 0) {
        return cell.retained + 1;
    }
    int largest = 0;
    for (const KvBudget &budget : spec.budgets) {
        const int trigger_part = spec.budget_meaning == BudgetMeaning::Trigger ? spec.buffer : 0;
        largest = std::max(largest, budget.tokens - trigger_part);
    }
    return largest > 0 ? largest + 1 : kPromptTokensOfFullAlone;
}

int random_num_samples(const SweepSpec &spec, const CellSpec &cell)
{
    if (spec.batch.kind == BatchPolicy::Kind::Fixed) {
        return spec.batch.batch;
    }
    const std::uint64_t fitting = spec.batch.kv_memory_bytes / std::max<std::uint64_t>(cell.kv_bytes_per_sequence, 1);
    const std::uint64_t count = std::clamp<std::uint64_t>(fitting, 1, 1 << 16);
    return static_cast<int>(count >= 8 * kGoodMultiple ? count / kGoodMultiple * kGoodMultiple : count);
}

int requested_new_tokens(const SweepSpec &spec)
{
    if (spec.sampling.max_new_tokens > 0 || !spec.random_weights) {
        return spec.sampling.max_new_tokens;
    }
    // Whole turns of buffer and compression, so that their mean is that of a long generation; the first token comes
    // from the prompt.
    const int turns = std::max(2, (kFewestSteps + spec.buffer - 1) / std::max(spec.buffer, 1));
    return turns * spec.buffer + 1;
}

Prompt random_prompt(const SweepSpec &spec, const CellSpec &cell, const ModelConfig &config)
{
    Prompt prompt;
    prompt.text = "random tokens, seed " + std::to_string(spec.sampling.seed) + ", " +
                  std::to_string(cell.prompt_tokens) + " of " + std::to_string(config.vocab_size);
    prompt.sha256 = sha256_hex(prompt.text);
    for (int i = 0; i < cell.prompt_tokens; ++i) {
        prompt.tokens.push_back(static_cast<std::int32_t>(
            random_bits(spec.sampling.seed, static_cast<std::uint64_t>(i)) % static_cast<unsigned>(config.vocab_size)));
    }
    return prompt;
}

} // namespace kvscope
