// A small cache that lives through appends, attention and compressions on the device and on the CPU at once: outputs
// agree, and so do the entries that each compression drops.

#include "cache/keep_selector.h"
#include "cache/score_terms.h"
#include "checks/check.h"
#include "device/device_evictor.h"
#include "device/device_kv.h"
#include "device_memory.h"
#include "runtime/eviction.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace kvscope {

namespace {

struct TwinCase {
    KvsAttentionShape shape;
    KvsDType kv_dtype;
    int budget, buffer, num_tokens, num_splits;
};

constexpr int kLayers = 2;
constexpr std::uint64_t kSeed = 77;

/// What a run of both found.
struct TwinReport {
    double attention_error = 0;
    int num_dropped = 0, num_tied = 0, num_wrong = 0;
    std::string problem;
};

class Twin {
public:
    Twin(const CheckContext &context, const TwinCase &c, const Policy &policy)
        : test_(*context.device.backend), cpu_(*kvs_cpu_backend()),
          cpu_stream_(cpu_.stream_create(), cpu_.stream_destroy), c_(c), dtype_(compute_dtype(context.device)),
          cpu_ledger_(0), ledger_(0)
    {
        config_.num_layers = kLayers;
        config_.num_heads = c.shape.num_heads;
        config_.num_kv_heads = c.shape.num_kv_heads;
        config_.head_dim = c.shape.head_dim;
        settings_ = {&policy, complete_params(policy.info, {}), c.budget, c.buffer, SlotOrder::Position};
        width_ = (c.shape.num_heads + 2 * c.shape.num_kv_heads) * c.shape.head_dim;
        cpu_cache_.emplace(cpu_, make_kv_layout(config_, settings_), cpu_ledger_);
        layout_ = make_device_kv_layout(config_, settings_, dtype_, c.kv_dtype, c.num_tokens);
        kv_ = std::make_unique<DeviceKv>(test_.backend(), test_.stream(), layout_, ledger_);
        evictor_ = std::make_unique<DeviceEvictor>(test_.backend(), test_.stream(), layout_, settings_);
        qkv_ = {test_.backend(), static_cast<std::size_t>(width_) * 4};
        out_ = {test_.backend(), out_width() * 4};
        log_sum_ = {test_.backend(), static_cast<std::size_t>(c.shape.num_heads)};
        scratch_ = {test_.backend(), test_.ops().attention_scratch_bytes(&layout_.shape, 1, c.num_splits)};
        place_ = {test_.backend(), 3};
        has_parted_.assign(static_cast<std::size_t>(kLayers) * c.shape.num_kv_heads, false);
        // Cosine 1, sine 0: both sides store exactly what they are given.
        angles_.resize(static_cast<std::size_t>(c.num_tokens) * c.shape.head_dim, 0.0F);
        for (std::size_t i = 0; i < angles_.size(); ++i) {
            angles_[i] = i % c.shape.head_dim < static_cast<std::size_t>(c.shape.head_dim / 2) ? 1.0F : 0.0F;
        }
    }

    TwinReport run()
    {
        if (kv_->open(1) != 1 || !cpu_cache_->reserve(1)) {
            report_.problem = "out of memory";
            return report_;
        }
        const auto angles = test_.upload(angles_);
        int held = 0;
        for (int token = 0; token < c_.num_tokens && report_.problem.empty(); ++token) {
            for (int layer = 0; layer < kLayers; ++layer) {
                step(layer, token, held, angles.data());
            }
            cpu_cache_->advance(1);
            if (++held == settings_.capacity()) {
                compare_compression(held);
                held = c_.budget;
            }
        }
        return report_;
    }

private:
    std::size_t out_width() const { return static_cast<std::size_t>(c_.shape.num_heads) * c_.shape.head_dim; }

    /// Keys of a few families, so that some are near-duplicates of each other, as a model's are.
    std::vector<float> make_row(int layer, int token) const
    {
        auto row = device_noise(width_, 1000 + token * kLayers + layer, KVS_F32);
        const int d = c_.shape.head_dim, first = c_.shape.num_heads * d;
        const auto family =
            device_noise(static_cast<std::size_t>(c_.shape.num_kv_heads) * d, 50 + token * 7 % 13, KVS_F32);
        for (std::size_t i = 0; i < family.size(); ++i) {
            row[first + i] = row[first + i] * (0.3F + 0.1F * static_cast<float>(token % 9)) + family[i];
        }
        for (float &value : row) {
            value = dtype_ == KVS_F32 ? value : rounded_to_bf16(value);
        }
        return row;
    }

    /// What the device keeps of fp8 entries, for the CPU's side.
    void round_entries(std::vector<float> &row) const
    {
        const int d = c_.shape.head_dim;
        for (int head = c_.shape.num_heads; head < c_.shape.num_heads + 2 * c_.shape.num_kv_heads; ++head) {
            float *entry = row.data() + static_cast<std::size_t>(head) * d;
            float largest = 0;
            for (int i = 0; i < d; ++i) {
                largest = std::max(largest, std::abs(entry[i]));
            }
            const float scale = largest > 0 ? largest / 448 : 1;
            for (int i = 0; i < d; ++i) {
                entry[i] = rounded_to_fp8(entry[i] * (1 / scale)) * scale;
            }
        }
    }

    void step(int layer, int token, int held, const float *angles)
    {
        const auto row = make_row(layer, token);
        auto cpu_row = row;
        if (c_.kv_dtype == KVS_F8E4M3) {
            round_entries(cpu_row);
        }
        const KvsSequenceRows cpu_rows = cpu_cache_->rows(layer, 0, 0, 1, 0);
        std::vector<float> expected(out_width());
        cpu_.rope_append(cpu_stream_.get(), &c_.shape, cpu_row.data(), angles_.data(), &cpu_rows, 1);
        cpu_.attention(cpu_stream_.get(), &c_.shape, cpu_row.data(), expected.data(), &cpu_rows, 1);

        test_.write(qkv_, DeviceTest::bytes_as(dtype_, row));
        test_.write(place_, {0, held, token});
        const KvsRows rows{1, 0, place_.data(), place_.data() + 1, place_.data() + 2};
        test_.ops().rope_append(test_.stream(), &layout_.shape, layer, qkv_.data(), nullptr, angles, &rows,
                                &kv_->pool(), 0);
        test_.ops().attention(test_.stream(), &layout_.shape, layer, qkv_.data(), out_.data(), &rows, &kv_->pool(),
                              c_.num_splits, scratch_.data(), log_sum_.data());
        if (kv_->pool().mass) {
            test_.ops().attention_mass(test_.stream(), &layout_.shape, layer, qkv_.data(), log_sum_.data(), &rows,
                                       &kv_->pool());
        }
        const auto actual = test_.download_as(dtype_, out_.data(), out_width());
        const std::size_t group_width = out_width() / c_.shape.num_kv_heads;
        for (std::size_t i = 0; i < out_width(); ++i) {
            if (has_parted_[layer * c_.shape.num_kv_heads + static_cast<int>(i / group_width)]) {
                continue;
            }
            const double error = std::abs(static_cast<double>(actual[i]) - expected[i]);
            report_.attention_error = std::max(report_.attention_error, std::isnan(actual[i]) ? 1e9 : error);
        }
    }

    /// Entries that one side alone drops must be tied with the cut, within 1e-5 of the scores' range; such a head is
    /// not compared any more.
    void compare_head(int head, const std::vector<float> &scores, const std::vector<std::int32_t> &positions,
                      const std::vector<std::int32_t> &expected, const std::vector<std::int32_t> &actual)
    {
        std::vector<float> rivals, sorted;
        std::copy_if(scores.begin(), scores.end(), std::back_inserter(rivals), [](float s) { return s != kMustStay; });
        const auto [low, high] = std::minmax_element(rivals.begin(), rivals.end());
        const double tolerance = 1e-5 * (static_cast<double>(*high) - *low);
        sorted = scores;
        std::nth_element(sorted.begin(), sorted.begin() + c_.budget - 1, sorted.end(), std::greater<>());
        const double cut = sorted[c_.budget - 1];
        std::vector<std::int32_t> differing;
        std::set_symmetric_difference(expected.begin(), expected.end(), actual.begin(), actual.end(),
                                      std::back_inserter(differing));
        for (const std::int32_t position : differing) {
            const auto at = std::find(positions.begin(), positions.end(), position) - positions.begin();
            (std::abs(scores[at] - cut) <= tolerance ? report_.num_tied : report_.num_wrong) += 1;
        }
        report_.num_dropped += static_cast<int>(expected.size());
        has_parted_[head] = has_parted_[head] || !differing.empty();
    }

    void compare_compression(int held)
    {
        std::vector<std::vector<float>> scores;
        std::vector<std::vector<std::int32_t>> positions;
        for (int layer = 0; layer < kLayers; ++layer) {
            for (int head = 0; head < c_.shape.num_kv_heads; ++head) {
                scores.push_back(
                    score_head(*cpu_cache_, settings_, config_, cpu_, cpu_stream_.get(), kSeed, layer, head));
                const auto held_positions = cpu_cache_->positions(layer, head);
                positions.emplace_back(held_positions.begin(), held_positions.end());
            }
        }
        EvictionEvent event;
        compress(*cpu_cache_, settings_, config_, cpu_, cpu_stream_.get(), kSeed, &event);
        const DueSequence due{0, 0, kSeed, true};
        if (!evictor_->compress(kv_->pool(), kv_->pool(), {&due, 1}, held, nullptr, 0)) {
            report_.problem = "out of memory for a compression";
            return;
        }
        test_.backend().stream_synchronize(test_.stream());
        const auto dropped = evictor_->dropped(0, 0);
        for (std::size_t head = 0; head < dropped.size(); ++head) {
            if (!has_parted_[head]) {
                compare_head(static_cast<int>(head), scores[head], positions[head], event.dropped_positions[head],
                             dropped[head]);
            }
        }
    }

    DeviceTest test_;
    const KvsBackend &cpu_;
    std::unique_ptr<KvsStream, void (*)(KvsStream *)> cpu_stream_;
    TwinCase c_;
    KvsDType dtype_;
    ModelConfig config_;
    CacheSettings settings_;
    int width_ = 0;
    MemoryLedger cpu_ledger_, ledger_;
    std::optional<KvCache> cpu_cache_;
    DeviceKvLayout layout_;
    std::unique_ptr<DeviceKv> kv_;
    std::unique_ptr<DeviceEvictor> evictor_;
    DeviceArray<char> qkv_, out_, scratch_;
    DeviceArray<float> log_sum_;
    DeviceArray<std::int32_t> place_; ///< sequence, slot, position
    std::vector<float> angles_;
    std::vector<bool> has_parted_;
    TwinReport report_;
};

/// Every way of attention and of scores, with caches so small that few steps fill them.
std::vector<TwinCase> brief_cases(KvsDType dtype)
{
    return {{{3, 1, 64}, dtype, 20, 4, 32, 1},
            {{8, 2, 128}, dtype == KVS_BF16 ? KVS_F8E4M3 : dtype, 24, 6, 40, 3},
            {{6, 2, 80}, dtype, 16, 5, 30, 1}};
}

std::vector<TwinCase> twin_cases(KvsDType dtype)
{
    std::vector<TwinCase> cases{{{3, 1, 64}, dtype, 40, 8, 120, 1}, {{8, 2, 128}, dtype, 100, 16, 180, 3},
                                {{7, 1, 128}, dtype, 33, 5, 90, 2}, {{8, 1, 64}, dtype, 64, 16, 150, 7},
                                {{4, 4, 128}, dtype, 24, 1, 40, 1}, {{6, 2, 80}, dtype, 30, 10, 80, 1}};
    if (dtype == KVS_BF16) {
        cases.push_back({{8, 2, 128}, KVS_F8E4M3, 100, 16, 180, 2});
        cases.push_back({{3, 1, 64}, KVS_F8E4M3, 40, 8, 120, 1});
    }
    return cases;
}

CheckResult check_policies(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped("the CPU is what devices are compared with");
    }
    const KvsDType dtype = compute_dtype(context.device);
    double worst = 0;
    std::string differing;
    for (const Policy *policy : policies()) {
        if (!policy->info.evicts) {
            continue;
        }
        int num_dropped = 0, num_tied = 0, num_wrong = 0;
        for (const TwinCase &c : context.is_brief ? brief_cases(dtype) : twin_cases(dtype)) {
            const TwinReport report = Twin(context, c, *policy).run();
            if (!report.problem.empty()) {
                return check_failed(policy->info.id + ": " + report.problem);
            }
            worst = std::max(worst, report.attention_error);
            num_dropped += report.num_dropped;
            num_tied += report.num_tied;
            num_wrong += report.num_wrong;
        }
        differing += (differing.empty() ? "" : ", ") + policy->info.id + " " + std::to_string(num_tied) + "+" +
                     std::to_string(num_wrong) + "/" + std::to_string(num_dropped);
        if (num_wrong > 0) {
            return check_failed("dropped entries that differ, tied + wrong: " + differing);
        }
    }
    // Probabilities are bf16 on tensor cores: 2^-9 of values of order 1.
    return judged(worst, dtype == KVS_F32 ? 1e-5 : 2e-2, "dropped entries that differ, tied + wrong: " + differing);
}

} // namespace

namespace plugins {

extern const CheckGroup checks_device_twin;
const CheckGroup checks_device_twin{"device_twin", {{"policies", check_policies}}};

} // namespace plugins

} // namespace kvscope
