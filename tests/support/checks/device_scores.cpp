// Eviction scores of a device against those of the authors' code, the long cases included, in the device's compute
// type.

#include "checks/check.h"
#include "device/device_evictor.h"
#include "device/device_kv.h"
#include "device_memory.h"
#include "golden_eviction.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace kvscope {

namespace {

/// A pool of one layer that holds a golden case's keys and window queries.
class GoldenPool {
public:
    GoldenPool(const CheckContext &context, const test::GoldenEviction &c)
        : test_(*context.device.backend), c_(c), dtype_(compute_dtype(context.device)), ledger_(0)
    {
        ModelConfig config;
        config.num_layers = 1;
        config.num_heads = c.num_heads;
        config.num_kv_heads = c.num_kv_heads;
        config.head_dim = c.head_dim;
        const Policy *policy = find_policy(c.policy);
        settings_ = {
            policy,
            complete_params(policy->info, {{"window_size", double(c.window_size)}, {"mix_lambda", c.mix_lambda}}),
            c.budget, std::max(1, c.kv_len - c.budget), SlotOrder::Position};
        layout_ = make_device_kv_layout(config, settings_, dtype_, dtype_, c.kv_len);
        kv_ = std::make_unique<DeviceKv>(test_.backend(), test_.stream(), layout_, ledger_);
        evictor_ = std::make_unique<DeviceEvictor>(test_.backend(), test_.stream(), layout_, settings_);
    }

    bool fill()
    {
        if (kv_->open(1) != 1) {
            return false;
        }
        const int d = c_.head_dim, width = (c_.num_heads + 2 * c_.num_kv_heads) * d;
        std::vector<float> qkv(static_cast<std::size_t>(c_.kv_len) * width, 0.0F),
            angles(static_cast<std::size_t>(c_.kv_len) * d, 0.0F);
        std::vector<std::int32_t> sequences(c_.kv_len, 0), slots(c_.kv_len);
        for (int j = 0; j < c_.kv_len; ++j) {
            slots[j] = j;
            std::fill_n(angles.begin() + static_cast<std::ptrdiff_t>(j) * d, d / 2, 1.0F);
            float *row = qkv.data() + static_cast<std::size_t>(j) * width;
            const int i = j - (c_.kv_len - c_.window_size);
            for (int head = 0; i >= 0 && head < c_.num_heads; ++head) {
                std::copy_n(c_.queries.data() + (static_cast<std::size_t>(head) * c_.window_size + i) * d, d,
                            row + head * d);
            }
            for (int head = 0; head < c_.num_kv_heads; ++head) {
                std::copy_n(c_.keys.data() + (static_cast<std::size_t>(head) * c_.kv_len + j) * d, d,
                            row + (c_.num_heads + head) * d);
            }
        }
        const auto rows_qkv = test_.upload_as(dtype_, qkv);
        const auto cos_sin = test_.upload(angles);
        const auto sequence = test_.upload(sequences), slot = test_.upload(slots);
        const KvsRows rows{c_.kv_len, 1, sequence.data(), slot.data(), slot.data()};
        test_.ops().rope_append(test_.stream(), &layout_.shape, 0, rows_qkv.data(), nullptr, cos_sin.data(), &rows,
                                &kv_->pool(), c_.kv_len - c_.window_size);
        test_.backend().stream_synchronize(test_.stream());
        return true;
    }

    /// [num_kv_heads, kv_len].
    std::vector<float> scores()
    {
        const ScoreTerms t = settings_.terms();
        const KvsScoreTerms terms{
            t.attention,   t.redundancy,           t.norm,      t.mass,    t.recency, t.random, t.window_size,
            t.pool_kernel, t.similarity_threshold, t.num_first, t.num_last};
        const DeviceArray<char> scratch(test_.backend(),
                                        test_.ops().compress_scratch_bytes(&layout_.shape, &terms, c_.kv_len, 1));
        const DeviceBuffer scores(test_.backend(), static_cast<std::size_t>(c_.num_kv_heads) * c_.kv_len);
        test_.ops().score(test_.stream(), &layout_.shape, &terms, &kv_->pool(), 0, 1, c_.kv_len, c_.budget,
                          scratch.data(), scores.data());
        return test_.download(scores.data(), static_cast<std::size_t>(c_.num_kv_heads) * c_.kv_len);
    }

    std::vector<std::vector<std::int32_t>> dropped()
    {
        const DueSequence due{0, 0, 1, true};
        evictor_->compress(kv_->pool(), kv_->pool(), {&due, 1}, c_.kv_len, nullptr, 0);
        test_.backend().stream_synchronize(test_.stream());
        return evictor_->dropped(0, 0);
    }

private:
    DeviceTest test_;
    const test::GoldenEviction &c_;
    KvsDType dtype_;
    MemoryLedger ledger_;
    CacheSettings settings_;
    DeviceKvLayout layout_;
    std::unique_ptr<DeviceKv> kv_;
    std::unique_ptr<DeviceEvictor> evictor_;
};

struct Tally {
    double worst = 0; ///< difference of scores over their range
    int num_kept = 0, num_tied = 0, num_wrong = 0;
};

void compare(const CheckContext &context, const test::GoldenEviction &c, Tally &tally)
{
    GoldenPool pool(context, c);
    if (!pool.fill()) {
        tally.worst = 1e9;
        return;
    }
    const auto scores = pool.scores();
    const auto dropped = pool.dropped();
    const int past = c.kv_len - c.window_size;
    for (int head = 0; head < c.num_kv_heads; ++head) {
        const float *expected = c.score.data() + static_cast<std::size_t>(head) * past;
        const auto [low, high] = std::minmax_element(expected, expected + past);
        const double range = static_cast<double>(*high) - *low;
        for (int j = 0; j < past; ++j) {
            tally.worst = std::max(
                tally.worst,
                std::abs(static_cast<double>(scores[static_cast<std::size_t>(head) * c.kv_len + j]) - expected[j]) /
                    range);
        }
        std::vector<float> sorted(expected, expected + past);
        const int from_past = c.budget - c.window_size;
        std::nth_element(sorted.begin(), sorted.begin() + from_past - 1, sorted.end(), std::greater<>());
        const double cut = sorted[from_past - 1];
        const std::set<int> golden(c.keep[head].begin(), c.keep[head].end());
        tally.num_kept += c.budget;
        for (const std::int32_t slot : dropped[head]) {
            if (golden.contains(slot)) {
                (slot < past && std::abs(expected[slot] - cut) <= 1e-5 * range ? tally.num_tied : tally.num_wrong) += 1;
            }
        }
    }
}

CheckResult check_golden_scores(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped("engine/tst_golden_eviction checks the CPU");
    }
    if (context.fixtures_dir.empty()) {
        return check_skipped("no --fixtures");
    }
    const std::filesystem::path folder = context.fixtures_dir;
    Tally tally;
    int num_cases = 0;
    // The short cases hold fp32 keys, which a bf16 cache cannot; the long ones are bf16.
    if (context.device.compute == ComputeType::Fp32) {
        for (const auto &c : test::load_golden_eviction((folder / "eviction_scores.json").string())) {
            compare(context, c, tally);
            ++num_cases;
        }
    }
    for (const char *name : {"eviction_long_gqa4.safetensors", "eviction_long_gqa7.safetensors"}) {
        compare(context, test::load_golden_eviction_long((folder / name).string()), tally);
        ++num_cases;
    }
    const std::string measured = std::to_string(num_cases) + " cases, scores differ by " +
                                 std::to_string(tally.worst * 1e6) + "e-6 of their range, kept " +
                                 std::to_string(tally.num_kept) + ", tied at the cut " +
                                 std::to_string(tally.num_tied) + ", wrong " + std::to_string(tally.num_wrong);
    return tally.worst <= 1e-5 && tally.num_wrong == 0 ? check_passed(measured) : check_failed(measured);
}

} // namespace

namespace plugins {

extern const CheckGroup checks_device_scores;
const CheckGroup checks_device_scores{"device_scores", {{"golden", check_golden_scores}}};

} // namespace plugins

} // namespace kvscope
