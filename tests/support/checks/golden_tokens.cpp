// Greedy tokens of the golden models, full and evicted, against those of the reference stack.

#include "checks/check.h"

#include "engine/generation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
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

Result<GeneratedSample> greedy_sample(const Model &model, const CacheSettings &cache,
                                      const std::vector<std::int32_t> &prompt, int num_tokens,
                                      GenerationOptions::KeepLogits keep = GenerationOptions::KeepLogits::None)
{
    GenerationOptions options;
    options.cache = cache;
    options.batch.batch = 1;
    options.sampling.temperature = 0;
    options.sampling.max_new_tokens = num_tokens;
    options.ignore_eos = true;
    options.keep_logits = keep;
    SampleRequest request;
    request.prompt = prompt;
    GeneratedSample generated;
    GenerationCallbacks callbacks;
    callbacks.on_sample = [&generated](GeneratedSample sample) { generated = std::move(sample); };
    const Result<CellTiming> timing = generate(model, options, {request}, callbacks, std::stop_token());
    if (timing.has_error()) {
        return timing.error();
    }
    return generated;
}

Result<std::vector<std::int32_t>> greedy_tokens(const Model &model, const CacheSettings &cache,
                                                const std::vector<std::int32_t> &prompt, int num_tokens)
{
    auto sample = greedy_sample(model, cache, prompt, num_tokens);
    if (sample.has_error()) {
        return sample.error();
    }
    return std::move(sample).value().tokens;
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

/// What bf16 may add to a logit, in standard deviations of a row: see the fixture's README.
constexpr double kBf16Bound = 0.1;

double deviation_of(const std::vector<float> &row)
{
    double sum = 0, squares = 0;
    for (const float value : row) {
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    const auto n = static_cast<double>(row.size());
    return std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
}

/// bf16 against the CPU's fp32 on the full cache: first logits within the bound, and equal greedy tokens up to the
/// first step where the two best logits of fp32 are closer than twice the bound.
std::string check_bf16(const std::filesystem::path &dir, const Model &model, const std::vector<std::int32_t> &prompt,
                       int num_tokens, std::string &measured)
{
    const auto exact = Model::load(dir.string(), open_device("cpu").value());
    if (exact.has_error()) {
        return exact.error().message;
    }
    CacheSettings full;
    full.policy = find_policy("full");
    using Keep = GenerationOptions::KeepLogits;
    const auto expected = greedy_sample(*exact.value(), full, prompt, num_tokens, Keep::All);
    const auto actual = greedy_sample(model, full, prompt, num_tokens, Keep::First);
    if (expected.has_error() || actual.has_error()) {
        return expected.has_error() ? expected.error().message : actual.error().message;
    }
    const auto &row = expected.value().logits.front();
    double worst = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        worst = std::max(worst,
                         std::abs(static_cast<double>(row[i]) - actual.value().logits.front()[i]) / deviation_of(row));
    }
    std::size_t step = 0;
    while (step < expected.value().tokens.size() && expected.value().tokens[step] == actual.value().tokens[step]) {
        ++step;
    }
    measured += " " + dir.filename().string() + " " + std::to_string(worst) + " deviations, " + std::to_string(step) +
                " equal tokens;";
    if (worst > kBf16Bound) {
        return "first logits differ by " + std::to_string(worst) + " deviations";
    }
    if (step < expected.value().tokens.size()) {
        auto logits = expected.value().logits[step];
        std::nth_element(logits.begin(), logits.begin() + 1, logits.end(), std::greater<>());
        if (logits[0] - logits[1] > 2 * kBf16Bound * deviation_of(logits)) {
            return "token " + std::to_string(step) + " differs though its margin is wide";
        }
    }
    return "";
}

/// The first of them, for a brief run.
std::vector<std::int32_t> expected_tokens(const Json &tokens, bool is_brief)
{
    constexpr std::size_t kBriefTokens = 4;
    auto expected = tokens.get<std::vector<std::int32_t>>();
    expected.resize(is_brief ? std::min(kBriefTokens, expected.size()) : expected.size());
    return expected;
}

std::string check_model(const std::filesystem::path &dir, const CheckContext &context, std::string &measured)
{
    std::ifstream file(dir / "golden.json");
    const Json golden = Json::parse(file, nullptr, false);
    if (!golden.is_object() || !golden.contains("prompt")) {
        return "golden.json cannot be read";
    }
    const auto model = Model::load(dir.string(), context.device);
    if (model.has_error()) {
        return model.error().message;
    }
    const auto prompt = golden.at("prompt").get<std::vector<std::int32_t>>();
    const auto expected_full = expected_tokens(golden.at("greedy_full"), context.is_brief);
    if (context.device.compute == ComputeType::Bf16) {
        return check_bf16(dir, *model.value(), prompt, static_cast<int>(expected_full.size()), measured);
    }
    CacheSettings full;
    full.policy = find_policy("full");
    std::string problem =
        difference(greedy_tokens(*model.value(), full, prompt, static_cast<int>(expected_full.size())), expected_full);
    if (!problem.empty()) {
        return "full: " + problem;
    }
    for (const EvictedCase &evicted : kEvictedCases) {
        const auto expected = expected_tokens(golden.at("greedy_evicted").at(evicted.fixture_name), context.is_brief);
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
    std::string measured;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(context.fixtures_dir, error)) {
        if (entry.path().filename() != "golden.json") {
            continue;
        }
        ++num_models;
        const std::filesystem::path dir = entry.path().parent_path();
        if (const std::string problem = check_model(dir, context, measured); !problem.empty()) {
            return check_failed(dir.filename().string() + ": " + problem);
        }
    }
    return num_models > 0
               ? check_passed(std::to_string(num_models) +
                              (measured.empty() ? " models, full and 3 policies each" : " models in bf16:" + measured))
               : check_failed("no golden.json below " + context.fixtures_dir);
}

} // namespace

namespace plugins {

extern const CheckGroup checks_golden_tokens;
const CheckGroup checks_golden_tokens{"golden_tokens", {{"greedy", check_golden_models}}};

} // namespace plugins

} // namespace kvscope
