// The draw of a device with its own memory against the CPU's sampler.

#include "bandwidth.h"
#include "checks/check.h"
#include "device_memory.h"
#include "runtime/sampler.h"

#include <cmath>

namespace kvscope {

namespace {

constexpr auto kNeedsDevice = "the CPU has no operations of its own memory";
constexpr int kStep = 5;
constexpr int kFew = 8, kMany = 64; // rows: a device may draw few in another way than many
constexpr int kLargeVocab = 152064;
constexpr int kVeryFew = 2; // rows, for a brief run
constexpr int kUnsure = 1, kTies = 2;

/// Logits of a model that is sure, of one that is not, with ties and with few candidates.
std::vector<float> sample_logits(int vocab, int kind)
{
    auto logits = device_noise(vocab, 20 + kind, KVS_F32);
    for (int i = 0; i < vocab; ++i) {
        const float u = logits[i];
        logits[i] = kind == 0         ? 30 * u * u * u
                    : kind == kUnsure ? 3 * u
                    : kind == kTies   ? std::floor(4 * u)
                                      : (i % 97 == 5 ? 20 + u : u);
    }
    return logits;
}

/// One token a row at step 5; logits: [rows, vocab], a row a seed.
std::vector<std::int32_t> drawn_tokens(const DeviceTest &test, const std::vector<float> &logits,
                                       const SamplingParams &params, const std::vector<std::uint64_t> &seeds)
{
    const int num_rows = static_cast<int>(seeds.size());
    const auto device_logits = test.upload(logits);
    const auto device_seeds = test.upload(seeds);
    const auto sequences = test.upload(std::vector<std::int32_t>(num_rows, 0)),
               steps = test.upload(std::vector<std::int32_t>(num_rows, kStep));
    const DeviceArray<std::int32_t> ids(test.backend(), num_rows), results(test.backend(), num_rows);
    const KvsBatchState state{num_rows, sequences.data(), ids.data(),          nullptr,
                              nullptr,  steps.data(),     device_seeds.data(), results.data()};
    const KvsSampling sampling{static_cast<float>(params.temperature), static_cast<float>(params.top_p), params.top_k};
    test.ops().sample(test.stream(), &sampling, device_logits.data(), static_cast<int>(logits.size()) / num_rows,
                      &state);
    return test.download(results.data(), num_rows);
}

struct DrawCases {
    std::vector<int> vocab_sizes;
    std::vector<int> kinds = {0, kUnsure, kTies, 3};
    std::vector<int> row_counts = {kFew, kMany};
};

CheckResult check_draws(const CheckContext &context, const DrawCases &cases)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    Sampler sampler;
    int num_drawn = 0, num_different = 0;
    for (const int vocab : cases.vocab_sizes) {
        for (const int kind : cases.kinds) {
            for (const SamplingParams &params :
                 {SamplingParams{0, 1, 0, 0, 0}, {0.6, 0.95, 0, 0, 0}, {1, 1, 0, 0, 0}, {0.8, 0.9, 40, 0, 0}}) {
                const auto one = sample_logits(vocab, kind);
                for (const int num_rows : cases.row_counts) {
                    std::vector<float> logits;
                    std::vector<std::uint64_t> seeds;
                    for (int row = 0; row < num_rows; ++row) {
                        logits.insert(logits.end(), one.begin(), one.end());
                        seeds.push_back(900 + row);
                    }
                    const auto drawn = drawn_tokens(test, logits, params, seeds);
                    for (int row = 0; row < num_rows; ++row) {
                        ++num_drawn;
                        num_different += drawn[row] != sampler.draw(one, params, seeds[row], kStep) ? 1 : 0;
                    }
                }
            }
        }
    }
    // A draw that falls on the boundary between two tokens may go either way: sums differ in the seventh digit.
    const std::string measured =
        std::to_string(num_different) + " of " + std::to_string(num_drawn) + " draws differ from the CPU's";
    return num_different <= num_drawn / 1000 ? check_passed(measured) : check_failed(measured + ", allowed 1 in 1000");
}

CheckResult check_tokens(const CheckContext &context)
{
    return check_draws(context, context.is_brief ? DrawCases{{7, 512}, {kUnsure}, {kVeryFew, kMany}}
                                                 : DrawCases{{7, 512, 32003}});
}

CheckResult check_large_vocabulary(const CheckContext &context)
{
    return check_draws(context,
                       context.is_brief ? DrawCases{{kLargeVocab}, {kTies}, {kVeryFew}} : DrawCases{{kLargeVocab}});
}

CheckResult check_invalid_logits(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const DeviceTest test(*context.device.backend);
    for (const int num_rows : {kFew, kMany}) {
        constexpr int kVocab = 1000;
        std::vector<float> logits(static_cast<std::size_t>(num_rows) * kVocab, 0.5F);
        std::vector<std::uint64_t> seeds;
        for (int row = 0; row < num_rows; ++row) { // one is sound, one has NaN at its end, one −∞ at its begin
            float *mine = logits.data() + static_cast<std::size_t>(row) * kVocab;
            mine[kVocab - 1] = row % 3 == 1 ? std::nanf("") : mine[kVocab - 1];
            mine[0] = row % 3 == 2 ? -INFINITY : mine[0];
            seeds.push_back(row);
        }
        const auto drawn = drawn_tokens(test, logits, {0.6, 0.95, 0, 0, 0}, seeds);
        for (int row = 0; row < num_rows; ++row) {
            if ((drawn[row] == -1) != (row % 3 != 0)) {
                return check_failed("row " + std::to_string(row) + " of " + std::to_string(num_rows) +
                                    (row % 3 != 0 ? ", with NaN or an infinite logit, was drawn from"
                                                  : ", which is sound, was not drawn from"));
            }
        }
    }
    return check_passed();
}

constexpr int kLargeRows = 256;

/// The logits are read once; whatever more a draw reads is its cost.
double sample_bandwidth(const CheckContext &context)
{
    const DeviceTest test(*context.device.backend);
    constexpr int kVocab = 128256;
    const auto logits = test.upload(device_noise(std::size_t{kLargeRows} * kVocab, 8, KVS_F32));
    const auto sequences = test.upload(std::vector<std::int32_t>(kLargeRows, 0));
    const auto steps = test.upload(std::vector<std::int32_t>(kLargeRows, kStep));
    const auto seeds = test.upload(std::vector<std::uint64_t>(kLargeRows, 9));
    const DeviceArray<std::int32_t> ids(test.backend(), kLargeRows), results(test.backend(), kLargeRows);
    const KvsBatchState state{kLargeRows, sequences.data(), ids.data(),   nullptr,
                              nullptr,    steps.data(),     seeds.data(), results.data()};
    const KvsSampling sampling{0.6F, 0.95F, 0};
    return bytes_per_second(test.backend(), test.stream(), sizeof(float) * std::uint64_t{kLargeRows} * kVocab,
                            [&] { test.ops().sample(test.stream(), &sampling, logits.data(), kVocab, &state); });
}

} // namespace

namespace plugins {

extern const CheckGroup checks_device_draw;
const CheckGroup checks_device_draw{"device_draw",
                                    {{"tokens", check_tokens, sample_bandwidth},
                                     {"large_vocabulary", check_large_vocabulary},
                                     {"invalid_logits", check_invalid_logits}}};

} // namespace plugins

} // namespace kvscope
