// A sample's tokens and evictions do not depend on who runs beside it, in which row, or when.

#include "checks/check.h"
#include "mixed_requests.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace kvscope {

namespace {

constexpr auto kModel = "llama-hd64-gqa2";
constexpr int kBatch = 3;

using Samples = std::map<std::int64_t, GeneratedSample>;

Result<Samples> generate_all(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests)
{
    Samples samples;
    GenerationCallbacks callbacks;
    callbacks.on_sample = [&samples](GeneratedSample sample) { samples[sample.tag] = std::move(sample); };
    const auto timing = generate(model, options, std::move(requests), callbacks, {});
    if (timing.has_error()) {
        return timing.error();
    }
    return samples;
}

bool are_equal(const GeneratedSample &a, const GeneratedSample &b)
{
    return a.tokens == b.tokens && std::equal(a.evictions.begin(), a.evictions.end(), b.evictions.begin(),
                                              b.evictions.end(), [](const EvictionEvent &x, const EvictionEvent &y) {
                                                  return x.step == y.step && x.kv_len == y.kv_len &&
                                                         x.dropped_positions == y.dropped_positions;
                                              });
}

std::vector<SampleRequest> requests_of(const CheckContext &context)
{
    auto requests = test::mixed_requests();
    if (context.is_brief) { // more than the batch has rows, and over soon
        requests.resize(kBatch + 1);
        for (SampleRequest &request : requests) {
            request.max_new_tokens = 1 + static_cast<int>(request.tag) % 2;
        }
    }
    return requests;
}

/// Empty: the same samples come out when the requests come in the opposite order.
std::string difference(const Model &model, const GenerationOptions &options, std::vector<SampleRequest> requests)
{
    const auto forward = generate_all(model, options, requests);
    std::reverse(requests.begin(), requests.end());
    const auto backward = generate_all(model, options, requests);
    if (forward.has_error() || backward.has_error()) {
        return forward.has_error() ? forward.error().message : backward.error().message;
    }
    for (const auto &[tag, sample] : forward.value()) {
        const auto found = backward.value().find(tag);
        if (found == backward.value().end() || !are_equal(sample, found->second)) {
            return "sample " + std::to_string(tag) + " depends on its batch mates";
        }
    }
    return forward.value().size() == requests.size() ? "" : "samples are missing";
}

CheckResult check_order(const CheckContext &context)
{
    if (context.fixtures_dir.empty()) {
        return check_skipped("no --fixtures");
    }
    const auto model = Model::load((std::filesystem::path(context.fixtures_dir) / kModel).string(), context.device);
    if (model.has_error()) {
        return check_failed(model.error().message +
                            ". --fixtures is the folder with the golden models: tests/data/golden");
    }
    std::vector<KvDType> stored{KvDType::Compute};
    if (context.device.compute == ComputeType::Bf16) {
        stored.push_back(KvDType::Fp8);
    }
    const auto requests = requests_of(context);
    int num_runs = 0;
    for (const Policy *policy : policies()) {
        if (context.is_brief && policy->info.id != "r_kv") {
            continue;
        }
        for (const KvDType kv_dtype : stored) {
            GenerationOptions options = test::mixed_options(*policy, kBatch);
            options.kv_dtype = kv_dtype;
            if (const std::string problem = difference(*model.value(), options, requests); !problem.empty()) {
                return check_failed(policy->info.id + (kv_dtype == KvDType::Fp8 ? ", fp8: " : ": ") + problem);
            }
            ++num_runs;
        }
    }
    return check_passed(std::to_string(requests.size()) + " samples in two orders, batch " + std::to_string(kBatch) +
                        ", " + std::to_string(num_runs) + " settings");
}

} // namespace

namespace plugins {

extern const CheckGroup checks_batch_mates;
const CheckGroup checks_batch_mates{"batch_mates", {{"order", check_order}}};

} // namespace plugins

} // namespace kvscope
