#include "manifest.h"

#include "json_text.h"
#include "token_ids.h"

#include "common/build_info.h"
#include "engine/checkpoint.h"

#include <charconv>

namespace kvscope {

namespace {

std::string number(double value)
{
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string eos_ids(const std::string &model_dir)
{
    const Result<ModelConfig> config = load_model_config(model_dir);
    return config.has_value() ? join_token_ids(config.value().eos_ids) : std::string();
}

void describe_model(const ModelRef &model, Manifest &manifest)
{
    const std::string prefix = "model." + model.id + ".";
    manifest[prefix + "label"] = model.label;
    manifest[prefix + "config_sha256"] = model.config_sha256;
    manifest[prefix + "tokenizer_sha256"] = model.tokenizer_sha256;
    manifest[prefix + "template_sha256"] = model.template_sha256;
    manifest[prefix + "weights_sha256"] = model.weights_sha256;
}

void describe_prompts(const ModelRef &model, const PromptFormat &format, int max_new_tokens, Manifest &manifest)
{
    const std::string prefix = "model." + model.id + ".";
    manifest[prefix + "instruction"] = format.instruction();
    manifest[prefix + "prompt_format_sha256"] = format.sha256();
    manifest[prefix + "letter_instruction"] = format.instruction(AnswerKind::Letter);
    manifest[prefix + "letter_prompt_format_sha256"] = format.sha256(AnswerKind::Letter);
    // As the plan gives it to a sample: what was asked for, bounded by the context, which the prompt is part of.
    manifest[prefix + "max_new_tokens"] = std::to_string(format.max_new_tokens(max_new_tokens, 0)) +
                                          (max_new_tokens > 0 ? " if the context leaves them" : " less the prompt");
    manifest[prefix + "eos_ids"] = eos_ids(model.dir);
}

void describe_random_weights(const SweepSpec &spec, Manifest &manifest)
{
    if (!spec.random_weights) {
        return;
    }
    manifest["random_weights"] = std::to_string(*spec.random_weights);
    manifest["accuracy"] = "not measured: random weights";
    if (spec.dataset_files.empty()) {
        manifest["prompts"] = spec.prompt_tokens > 0 ? std::to_string(spec.prompt_tokens) + " random tokens"
                                                     : "random tokens, one more than a cell retains";
        manifest["new_tokens"] = std::to_string(requested_new_tokens(spec));
    }
}

std::string kv_dtype_names(const std::vector<KvDType> &kv_dtypes)
{
    std::string names;
    for (const KvDType kv_dtype : kv_dtypes) {
        names += (names.empty() ? "" : ", ") + std::string(name_of(kv_dtype));
    }
    return names;
}

} // namespace

const char *compute_name(ComputeType compute)
{
    return compute == ComputeType::Fp32 ? "fp32" : "bf16";
}

std::string batch_label(const BatchPolicy &batch)
{
    return batch.kind == BatchPolicy::Kind::Fixed ? "batch " + std::to_string(batch.batch)
                                                  : "fill " + std::to_string(batch.kv_memory_bytes) + " bytes";
}

void describe_gpu(const Device &device, const Result<GpuMonitor> &monitor, Manifest &manifest)
{
    manifest["device.uuid"] = device.uuid;
    if (monitor.has_error()) {
        manifest["device.telemetry"] = "not recorded: " + monitor.error().message;
        return;
    }
    manifest["device.gpu_name"] = monitor.value().gpu();
    manifest["device.driver"] = monitor.value().driver();
}

Manifest make_manifest(const SweepSpec &spec, const ExpandedSweep &sweep, const Device &device, int num_threads)
{
    Manifest manifest;
    for (std::size_t m = 0; m < sweep.plan.models.size(); ++m) {
        describe_model(sweep.plan.models[m], manifest);
        if (sweep.prompts[m] != nullptr) {
            describe_prompts(sweep.plan.models[m], *sweep.prompts[m], requested_new_tokens(spec), manifest);
        }
    }
    describe_random_weights(spec, manifest);
    for (const DatasetRef &dataset : sweep.plan.datasets) {
        manifest["dataset." + dataset.id + ".label"] = dataset.label;
        manifest["dataset." + dataset.id + ".sha256"] = dataset.sha256;
        manifest["dataset." + dataset.id + ".layout"] = dataset.layout;
        manifest["dataset." + dataset.id + ".grader"] = dataset.grader;
        if (const auto columns = spec.column_maps.find(dataset.file); columns != spec.column_maps.end()) {
            manifest["dataset." + dataset.id + ".columns"] = format_column_map(columns->second);
        }
        if (dataset.grader == "choice") {
            manifest["dataset." + dataset.id + ".choice_seed"] = std::to_string(spec.choice_seed);
        }
    }
    manifest["sampling.temperature"] = number(spec.sampling.temperature);
    manifest["sampling.top_p"] = number(spec.sampling.top_p);
    manifest["sampling.top_k"] = std::to_string(spec.sampling.top_k);
    manifest["sampling.max_new_tokens"] = std::to_string(spec.sampling.max_new_tokens);
    manifest["sampling.seed"] = std::to_string(spec.sampling.seed);
    manifest["budget_meaning"] = spec.budget_meaning == BudgetMeaning::Retained ? "retained" : "trigger";
    manifest["batch_policy"] = batch_label(spec.batch);
    manifest["device.backend"] = device.name;
    manifest["device.description"] = device.description;
    manifest["device.compute"] = compute_name(device.compute);
    if (!spec.gpu.empty()) {
        manifest["device.gpu"] = spec.gpu;
    }
    manifest["kv_dtype"] = kv_dtype_names(spec.kv_dtypes);
    manifest["threads"] = std::to_string(num_threads);
    manifest["build.version"] = KVSCOPE_VERSION;
    manifest["build.compiler"] = KVSCOPE_COMPILER;
    manifest["build.type"] = KVSCOPE_BUILD_TYPE;
    return manifest;
}

} // namespace kvscope
