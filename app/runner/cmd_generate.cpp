#include "command.h"
#include "device_flags.h"
#include "json_text.h"
#include "sweep_options.h"
#include "token_ids.h"

#include "common/exit_codes.h"
#include "engine/generation.h"
#include "engine/sweep.h"
#include "engine/tokenizer.h"

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

namespace kvscope {

namespace {

using KeepLogits = GenerationOptions::KeepLogits;

struct GenerateOptions {
    std::string model_dir;
    std::string prompt;
    std::vector<std::string> prompt_ids;
    CLI::Option *ids_option = nullptr;
    std::string policy = "r_kv";
    std::string budget = "full";
    int buffer = 16;
    std::string slot_order = "reference";
    PolicyOptions policy_options;
    SamplingParams sampling;
    bool ignore_eos = false;
    std::string logits;
    DeviceFlags device;
    KvDType kv_dtype = KvDType::Compute;
    int num_threads = 0;
    bool as_json = false;
};

Result<CacheSettings> cache_settings(const GenerateOptions &options)
{
    const Result<std::vector<KvBudget>> budgets = parse_budgets(options.budget);
    if (budgets.has_error()) {
        return budgets.error();
    }
    if (budgets.value().size() != 1) {
        return make_error(ErrorCode::InvalidArgument, "--kv-budget takes one budget here");
    }
    const bool is_full = budgets.value().front().is_full();
    const Policy *policy = find_policy(options.policy);
    if (policy == nullptr) {
        return make_error(ErrorCode::InvalidArgument,
                          "eviction policy \"" + options.policy + "\" is not known (see `policies`)");
    }
    // A script that compares policies gives all of them the same options: say what has no effect, and go on.
    if (const Status used = options.policy_options.check_used({options.policy}); used.has_error()) {
        std::fprintf(stderr, "warning: %s: it is ignored\n", used.error().message.c_str());
    }
    CacheSettings settings;
    settings.policy = is_full ? find_policy("full") : policy;
    if (settings.policy->info.evicts) {
        settings.params = complete_params(policy->info, options.policy_options.choose({options.policy}).front().params);
        settings.retained = budgets.value().front().tokens;
        settings.buffer = options.buffer;
        settings.slot_order = options.slot_order == "position" ? SlotOrder::Position : SlotOrder::Reference;
    }
    if (const Status status = validate_cache_settings(settings); status.has_error()) {
        return status.error();
    }
    return settings;
}

Result<SampleRequest> make_request(const GenerateOptions &options, const Tokenizer &tokenizer,
                                   const ModelConfig &config)
{
    SampleRequest request;
    if (options.ids_option->count() > 0) {
        Result<std::vector<std::int32_t>> ids = parse_token_ids("--prompt-ids", options.prompt_ids);
        if (ids.has_error()) {
            return ids.error();
        }
        request.prompt = std::move(ids).value();
    } else {
        request.prompt = tokenizer.encode(options.prompt, true);
    }
    request.seed = sample_seed(options.sampling.seed, "", "", 0);
    request.max_new_tokens = options.sampling.max_new_tokens;
    if (request.prompt.empty()) {
        return make_error(ErrorCode::InvalidArgument, "the prompt has no tokens");
    }
    if (const Status status = check_token_ids(request.prompt, config.vocab_size); status.has_error()) {
        return status.error();
    }
    const std::int64_t total = static_cast<std::int64_t>(request.prompt.size()) + options.sampling.max_new_tokens;
    if (total > config.max_position_embeddings) {
        return make_error(ErrorCode::InvalidArgument,
                          "prompt and new tokens come to " + std::to_string(total) + ", more than the model's " +
                              std::to_string(config.max_position_embeddings) + " positions");
    }
    return request;
}

Result<GeneratedSample> generate_one(const GenerateOptions &options, const Model &model, const CacheSettings &cache,
                                     SampleRequest request)
{
    static const std::map<std::string, KeepLogits> kKeep{
        {"", KeepLogits::None}, {"first", KeepLogits::First}, {"last", KeepLogits::Last}, {"all", KeepLogits::All}};
    GenerationOptions generation;
    generation.cache = cache;
    generation.kv_dtype = options.kv_dtype;
    generation.batch.batch = 1;
    generation.sampling = options.sampling;
    generation.ignore_eos = options.ignore_eos;
    generation.keep_logits = kKeep.at(options.logits);
    generation.num_threads = options.num_threads;
    GeneratedSample generated;
    GenerationCallbacks callbacks;
    callbacks.on_sample = [&generated](GeneratedSample sample) { generated = std::move(sample); };
    std::vector<SampleRequest> requests;
    requests.push_back(std::move(request));
    const Result<CellTiming> timing = generate(model, generation, std::move(requests), callbacks, std::stop_token());
    if (timing.has_error()) {
        return timing.error();
    }
    return generated;
}

void print_generation(const GenerateOptions &options, const std::vector<std::int32_t> &prompt,
                      const GeneratedSample &generated, const std::string &text)
{
    if (!options.as_json) {
        print_line(text);
        return;
    }
    nlohmann::json json = {{"prompt_ids", prompt}, {"tokens", generated.tokens}, {"text", text}};
    if (!options.logits.empty()) {
        json["logits"] = generated.logits;
    }
    print_line(to_line(json));
}

int run(const GenerateOptions &options)
{
    const Result<CacheSettings> cache = cache_settings(options);
    if (cache.has_error()) {
        return report_error(cache.error(), options.as_json);
    }
    const Result<Tokenizer> tokenizer = Tokenizer::load(options.model_dir);
    if (tokenizer.has_error()) {
        return report_error(tokenizer.error(), options.as_json);
    }
    const Result<Device> device = options.device.open();
    if (device.has_error()) {
        return report_error(device.error(), options.as_json);
    }
    const auto model = Model::load(options.model_dir, device.value());
    if (model.has_error()) {
        return report_error(model.error(), options.as_json);
    }
    const Result<SampleRequest> request = make_request(options, tokenizer.value(), model.value()->config());
    if (request.has_error()) {
        return report_error(request.error(), options.as_json);
    }
    const Result<GeneratedSample> generated = generate_one(options, *model.value(), cache.value(), request.value());
    if (generated.has_error()) {
        return report_error(generated.error(), options.as_json);
    }
    print_generation(options, request.value().prompt, generated.value(),
                     tokenizer.value().decode(generated.value().tokens, true));
    return generated.value().finish == FinishReason::Invalid ? kExitFailed : kExitComplete;
}

void add_options(CLI::App &command, GenerateOptions &options)
{
    command.add_option("--model", options.model_dir, "Model folder in Hugging Face layout")
        ->required()
        ->type_name("DIR");
    CLI::Option_group *input = command.add_option_group("Prompt", "One of");
    input
        ->add_option("--prompt", options.prompt,
                     "Raw text: no chat template is applied; the tokenizer adds its own special tokens")
        ->type_name("TEXT");
    options.ids_option =
        input->add_option("--prompt-ids", options.prompt_ids, "The prompt's ids as they are: 1,2,3")->type_name("IDS");
    input->require_option(1);
    command.add_option("--max-new-tokens", options.sampling.max_new_tokens, "Tokens to generate at most")
        ->required()
        ->check(CLI::Range(1, 1 << 24));
    command.add_option("--temperature", options.sampling.temperature, "0 is greedy")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    command.add_option("--top-p", options.sampling.top_p, "Nucleus sampling")
        ->check(CLI::Range(1e-9, 1.0))
        ->capture_default_str();
    command.add_option("--top-k", options.sampling.top_k, "Draw from the K likeliest tokens; 0: off")
        ->check(CLI::Range(0, 1000000000));
    command.add_option("--seed", options.sampling.seed, "Equal seeds give equal samples")
        ->check(whole_number())
        ->capture_default_str();
    command.add_option("--policy", options.policy, "Eviction policy, used when a budget is given")
        ->type_name("ID")
        ->capture_default_str();
    command.add_option("--kv-budget", options.budget, "Entries kept per layer and KV head, or full")
        ->capture_default_str();
    command.add_option("--buffer", options.buffer, "Entries beyond the budget before a compression fires")
        ->capture_default_str();
    command
        .add_option("--slot-order", options.slot_order,
                    "How kept entries lie: by position, as sweeps have it, or as the R-KV authors' code leaves them, "
                    "which is the "
                    "default here so that tokens can be compared with it")
        ->check(CLI::IsMember({"position", "reference"}))
        ->capture_default_str();
    options.policy_options.add_to(command);
    command.add_flag("--ignore-eos", options.ignore_eos, "Go on after end-of-sequence");
    command
        .add_option("--logits", options.logits, "Also give logits; first: those that the first new token is drawn from")
        ->check(CLI::IsMember({"first", "last", "all"}))
        ->type_name("first|last|all");
    options.device.add_to(command);
    add_kv_dtype_option(command, options.kv_dtype);
    command.add_option("--threads", options.num_threads, "CPU threads; 0: one per core")->check(CLI::Range(0, 4096));
    command.add_flag("--json", options.as_json,
                     R"(Print {"prompt_ids":[…],"tokens":[…],"text":"…"} and, if asked for, "logits")");
}

} // namespace

void add_generate_command(CLI::App &app, Action &action)
{
    CLI::App *command = app.add_subcommand("generate", "Generate from one prompt");
    const auto options = std::make_shared<GenerateOptions>();
    options->sampling.temperature = 0;
    add_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  kvscope-runner generate --model resources/models/tiny-r1-llama --prompt 'What is' --max-new-tokens 20\n"
        "  kvscope-runner generate --model DIR --prompt-ids 1,2,3 --max-new-tokens 8 --policy r_kv \\\n"
        "      --kv-budget 32 --buffer 16 --window-size 8 --logits first --json");
    command->callback([options, &action] { action = [options] { return run(*options); }; });
}

} // namespace kvscope
