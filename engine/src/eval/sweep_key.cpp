#include "eval/sweep_key.h"

#include "engine/sha256.h"
#include "engine/sweep.h"

#include <charconv>

namespace kvscope {

namespace {

/// Shortest text that reads back as the same number, in every locale.
std::string exact_text(double value)
{
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    (void)error; // 32 characters hold every double
    return std::string(text, end);
}

class KeyText {
public:
    void add(const std::string &name, const std::string &value) { text_ += name + "=" + value + "\n"; }
    void add(const std::string &name, double value) { add(name, exact_text(value)); }
    const std::string &text() const { return text_; }

private:
    std::string text_ = "kvscope-cell-v1\n";
};

} // namespace

std::string cell_key(const CellSpec &cell, const ModelRef &model, const ModelConfig &config,
                     const PromptFormat *prompts, const Dataset &dataset, const SweepSpec &spec)
{
    KeyText key;
    key.add("config", model.config_sha256);
    key.add("tokenizer", model.tokenizer_sha256);
    key.add("weights", model.weights_sha256);
    if (prompts != nullptr) {
        key.add("prompt", prompts->sha256(dataset.answer_kind()));
    } else {
        key.add("prompt_tokens", cell.prompt_tokens);
    }
    for (const std::int32_t eos : config.eos_ids) {
        key.add("eos", eos);
    }
    key.add("dataset", dataset.sha256);
    key.add("layout", dataset.layout);
    if (dataset.id != dataset.sha256.substr(0, 16)) { // columns, choice order or grader: not in the file
        key.add("dataset_id", dataset.id);
    }
    key.add("policy", cell.policy);
    for (const auto &[name, value] : cell.params) {
        key.add("param." + name, value);
    }
    key.add("budget", cell.budget.tokens);
    key.add("retained", cell.retained);
    key.add("buffer", cell.buffer);
    if (cell.kv_dtype == KvDType::Fp8) { // the default is not named: keys of sessions from before there was a choice
        key.add("kv_dtype", "fp8");
    }
    const bool greedy = spec.sampling.temperature == 0;
    key.add("temperature", spec.sampling.temperature);
    key.add("top_p", greedy ? 1 : spec.sampling.top_p);
    key.add("top_k", greedy ? 0 : spec.sampling.top_k);
    key.add("max_new_tokens", requested_new_tokens(spec));
    key.add("seed", std::to_string(spec.sampling.seed));
    return sha256_hex(key.text()).substr(0, 24);
}

} // namespace kvscope
