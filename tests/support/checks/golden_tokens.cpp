// Greedy tokens of the golden models, full and evicted, against those of the reference stack.

#include "checks/check.h"

#include "engine/generation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace kvscope {

namespace {

using Json = nlohmann::json;

struct EvictedCase {
    const char *fixture_name;
    const char *policy;
};
constexpr EvictedCase kEvictedCases[] = {{"rkv", "r_kv"}, {"snapkv", "snapkv"}, {"streamingllm", "streaming_llm"}};

Result<std::vector<std::int32_t>> greedy_tokens(const Model &model, const CacheSettings &cache,
                                                const std::vector<std::int32_t> &prompt, int num_tokens)
{
    GenerationOptions options;
    options.cache = cache;
    options.batch.batch = 1;
    options.sampling.temperature = 0;
    options.sampling.max_new_tokens = num_tokens;
    options.ignore_eos = true;
    SampleRequest request;
    request.prompt = prompt;
    std::vector<std::int32_t> tokens;
    GenerationCallbacks callbacks;
    callbacks.on_sample = [&tokens](GeneratedSample sample) { tokens = std::move(sample.tokens); };
    const Result<CellTiming> timing = generate(model, options, {request}, callbacks, std::stop_token());
    if (timing.has_error()) {
        return timing.error();
    }
    return tokens;
}

/// Empty: the tokens are equal.
std::string difference(const Result<std::vector<std::int32_t>> &tokens, const std::vector<std::int32_t> &expected)
{
    if (tokens.has_error()) {
        return tokens.error().message;
    }
    const auto [got, want] =
        std::mismatch(tokens.value().begin(), tokens.value().end(), expected.begin(), expected.end());
    if (got == tokens.value().end() && want == expected.end()) {
        return "";
    }
    return "token " + std::to_string(want - expected.begin()) + " of " + std::to_string(expected.size()) + " differs";
}

CacheSettings evicting(const char *policy_id, const Json &eviction)
{
    CacheSettings cache;
    cache.policy = find_policy(policy_id);
    ParamValues chosen;
    for (const ParamSpec &param : cache.policy->info.params) {
        if (const auto value = eviction.find(param.name); value != eviction.end()) {
            chosen[param.name] = value->get<double>();
        }
    }
    cache.params = complete_params(cache.policy->info, chosen);
    cache.retained = eviction.at("budget").get<int>();
    cache.buffer = eviction.at("buffer").get<int>();
    cache.slot_order = SlotOrder::Reference; // the fixture's tokens come from the authors' code
    return cache;
}

std::string check_model(const std::filesystem::path &dir, const Device &device)
{
    std::ifstream file(dir / "golden.json");
    const Json golden = Json::parse(file, nullptr, false);
    if (!golden.is_object() || !golden.contains("prompt")) {
        return "golden.json cannot be read";
    }
    const auto model = Model::load(dir.string(), device);
    if (model.has_error()) {
        return model.error().message;
    }
    const auto prompt = golden.at("prompt").get<std::vector<std::int32_t>>();
    CacheSettings full;
    full.policy = find_policy("full");
    const auto expected_full = golden.at("greedy_full").get<std::vector<std::int32_t>>();
    std::string problem =
        difference(greedy_tokens(*model.value(), full, prompt, static_cast<int>(expected_full.size())), expected_full);
    if (!problem.empty()) {
        return "full: " + problem;
    }
    for (const EvictedCase &evicted : kEvictedCases) {
        const auto expected = golden.at("greedy_evicted").at(evicted.fixture_name).get<std::vector<std::int32_t>>();
        problem = difference(greedy_tokens(*model.value(), evicting(evicted.policy, golden.at("eviction")), prompt,
                                           static_cast<int>(expected.size())),
                             expected);
        if (!problem.empty()) {
            return std::string(evicted.policy) + ": " + problem;
        }
    }
    return "";
}

CheckResult check_golden_models(const CheckContext &context)
{
    if (context.fixtures_dir.empty()) {
        return check_skipped("no --fixtures");
    }
    std::error_code error;
    int num_models = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(context.fixtures_dir, error)) {
        if (entry.path().filename() != "golden.json") {
            continue;
        }
        ++num_models;
        const std::filesystem::path dir = entry.path().parent_path();
        if (const std::string problem = check_model(dir, context.device); !problem.empty()) {
            return check_failed(dir.filename().string() + ": " + problem);
        }
    }
    return num_models > 0 ? check_passed(std::to_string(num_models) + " models, full and 3 policies each")
                          : check_failed("no golden.json below " + context.fixtures_dir);
}

} // namespace

namespace plugins {

extern const CheckGroup checks_golden_tokens;
const CheckGroup checks_golden_tokens{"golden_tokens", {{"greedy", check_golden_models}}};

} // namespace plugins

} // namespace kvscope
