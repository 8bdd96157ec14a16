// A cache as large as a real one on a device with its own memory: what it stores, attends to and drops, and the
// bandwidth of each. device_twin follows every policy over small awkward shapes.

#include "bandwidth.h"
#include "cache/keep_selector.h"
#include "cache/score_terms.h"
#include "checks/check.h"
#include "device/device_evictor.h"
#include "device/device_forward.h"
#include "device/device_kv.h"
#include "device_memory.h"

#include <algorithm>
#include <memory>
#include <numeric>

namespace kvscope {

namespace {

constexpr auto kNeedsDevice = "the CPU has no operations of its own memory";

/// R1-Distill-Llama-8B's heads, and a budget and buffer that it is measured with.
constexpr KvsAttentionShape kHeads{32, 8, 128};
constexpr int kBudget = 2500, kBriefBudget = 1000; // a compression's work grows with the square
constexpr int kBuffer = 128;
constexpr int kRowWidth = (kHeads.num_heads + 2 * kHeads.num_kv_heads) * kHeads.head_dim;

struct CacheSize {
    int num_layers, num_sequences, budget;
};

/// Sequences under R-KV whose slots are all filled with the same rows.
class LargeCache {
public:
    LargeCache(const CheckContext &context, const CacheSize &size)
        : test(*context.device.backend), dtype(compute_dtype(context.device)), num_slots(size.budget + kBuffer),
          ledger(0)
    {
        const Policy *policy = find_policy("r_kv");
        settings = {policy, complete_params(policy->info, {}), size.budget, kBuffer, SlotOrder::Position};
        ModelConfig config;
        config.num_layers = size.num_layers;
        config.num_heads = kHeads.num_heads;
        config.num_kv_heads = kHeads.num_kv_heads;
        config.head_dim = kHeads.head_dim;
        layout = make_device_kv_layout(config, settings, dtype, dtype, num_slots);
        kv = std::make_unique<DeviceKv>(test.backend(), test.stream(), layout, ledger);
        num_open_ = kv->open(size.num_sequences);
        angles = make_angles();
        angles_on_device = test.upload(angles);
        std::vector<std::int32_t> slots(num_slots);
        std::iota(slots.begin(), slots.end(), 0);
        slots_on_device = test.upload(slots);
        qkv = make_rows();
        const auto before = test.upload_as(dtype, qkv);
        qkv_on_device = test.upload_as(dtype, qkv);
        const std::size_t qkv_bytes = qkv.size() * (dtype == KVS_F32 ? 4 : 2);
        for (int s = 0; s < num_open_; ++s) {
            const auto sequence = test.upload(std::vector<std::int32_t>(num_slots, s));
            for (int layer = 0; layer < size.num_layers; ++layer) {
                // Queries are rotated where they lie.
                test.ops().copy(test.stream(), qkv_on_device.data(), before.data(), qkv_bytes);
                append(layer, sequence);
            }
            test.backend().stream_synchronize(test.stream());
        }
    }

    bool is_complete(int num_sequences) const { return num_open_ == num_sequences; }

    /// All slots of one sequence, as a prompt's rows are.
    void append(int layer, const DeviceArray<std::int32_t> &sequence) const
    {
        const KvsRows rows{num_slots, 1, sequence.data(), slots_on_device.data(), slots_on_device.data()};
        test.ops().rope_append(test.stream(), &layout.shape, layer, qkv_on_device.data(), nullptr,
                               angles_on_device.data(), &rows, &kv->pool(), num_slots - layout.window_size);
    }

    DeviceTest test;
    KvsDType dtype;
    int num_slots;
    CacheSettings settings;
    DeviceKvLayout layout;
    MemoryLedger ledger;
    std::unique_ptr<DeviceKv> kv;
    std::vector<float> angles; ///< [num_slots, head_dim]
    std::vector<float> qkv;    ///< [num_slots, kRowWidth], before RoPE
    DeviceArray<float> angles_on_device;
    DeviceArray<std::int32_t> slots_on_device;
    DeviceArray<char> qkv_on_device;

private:
    std::vector<float> make_angles() const
    {
        const int d = kHeads.head_dim;
        std::vector<float> table(static_cast<std::size_t>(num_slots) * d);
        for (std::size_t i = 0; i < table.size(); ++i) {
            const int column = static_cast<int>(i % d), pair = column % (d / 2);
            const double angle = static_cast<double>(i / d) * std::pow(10000.0, -2.0 * pair / d);
            table[i] = static_cast<float>(column < d / 2 ? std::cos(angle) : std::sin(angle));
        }
        return table;
    }

    /// Keys of a few families, so that some are near-duplicates of others, as a model's are.
    std::vector<float> make_rows() const
    {
        constexpr int kFamilies = 53;
        const int first = kHeads.num_heads * kHeads.head_dim, width = kHeads.num_kv_heads * kHeads.head_dim;
        auto rows = device_noise(static_cast<std::size_t>(num_slots) * kRowWidth, 31, dtype);
        const auto families = device_noise(static_cast<std::size_t>(kFamilies) * width, 32, dtype);
        for (int r = 0; r < num_slots; ++r) {
            float *keys = rows.data() + static_cast<std::size_t>(r) * kRowWidth + first;
            const float *family = families.data() + static_cast<std::size_t>(r * 7 % kFamilies) * width;
            for (int i = 0; i < width; ++i) {
                const float key = keys[i] * (0.3F + 0.1F * static_cast<float>(r % 9)) + family[i];
                keys[i] = dtype == KVS_F32 ? key : rounded_to_bf16(key);
            }
        }
        return rows;
    }

    int num_open_ = 0;
};

/// K or V of a sequence in layer 0, [num_kv_heads, num_slots, head_dim].
std::vector<float> stored(const LargeCache &cache, int sequence, bool values)
{
    const std::size_t count = static_cast<std::size_t>(kHeads.num_kv_heads) * cache.num_slots * kHeads.head_dim;
    const std::size_t bytes = cache.dtype == KVS_F32 ? 4 : 2;
    return cache.test.download_as(cache.dtype,
                                  static_cast<char *>(cache.kv->slab(sequence)) + (values ? count * bytes : 0), count);
}

CheckResult check_rope_append(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    const LargeCache cache(context, {1, 2, kBudget});
    if (!cache.is_complete(2)) {
        return check_failed("out of memory");
    }
    const auto keys = stored(cache, 1, false), values = stored(cache, 1, true);
    const int d = kHeads.head_dim, half = d / 2;
    double worst = 0;
    for (int head = 0; head < kHeads.num_kv_heads; ++head) {
        for (int j = 0; j < cache.num_slots; ++j) {
            const float *k = cache.qkv.data() + static_cast<std::size_t>(j) * kRowWidth + (kHeads.num_heads + head) * d;
            const float *v = k + kHeads.num_kv_heads * d;
            const float *cosines = cache.angles.data() + static_cast<std::size_t>(j) * d, *sines = cosines + half;
            const std::size_t at = (static_cast<std::size_t>(head) * cache.num_slots + j) * d;
            if (!std::equal(v, v + d, values.begin() + static_cast<std::ptrdiff_t>(at))) {
                return check_failed("V of row " + std::to_string(j) + " was not stored as it is");
            }
            for (int i = 0; i < half; ++i) {
                const double a = static_cast<double>(k[i]) * cosines[i] - static_cast<double>(k[i + half]) * sines[i];
                const double b = static_cast<double>(k[i + half]) * cosines[i] + static_cast<double>(k[i]) * sines[i];
                worst = std::max({worst, std::abs(a - keys[at + i]), std::abs(b - keys[at + i + half])});
            }
        }
    }
    return judged(worst, cache.dtype == KVS_F32 ? 1e-6 : 8e-3, std::to_string(cache.num_slots) + " rows");
}

/// One new token a sequence attends to its full cache.
class Decode {
public:
    Decode(const LargeCache &cache, int num_rows)
        : cache_(cache), num_rows_(num_rows), num_splits_(DeviceForward::splits_for(kHeads, num_rows, cache.num_slots)),
          out(cache.test.backend(), std::size_t{4} * num_rows * kHeads.num_heads * kHeads.head_dim)
    {
        std::vector<std::int32_t> sequences(num_rows);
        std::iota(sequences.begin(), sequences.end(), 0);
        sequence_ = cache.test.upload(sequences);
        slot_ = cache.test.upload(std::vector<std::int32_t>(num_rows, cache.num_slots - 1));
        auto query = device_noise(kRowWidth, 33, cache.dtype);
        for (float &value : query) {
            value *= 8; // logits far enough apart that the softmax is not flat
        }
        for (int row = 0; row < num_rows; ++row) {
            queries.insert(queries.end(), query.begin(), query.end());
        }
        qkv_ = cache.test.upload_as(cache.dtype, queries);
        scratch_ = {cache.test.backend(),
                    cache.test.ops().attention_scratch_bytes(&cache.layout.shape, num_rows, num_splits_)};
    }

    void run() const
    {
        const KvsRows rows{num_rows_, 0, sequence_.data(), slot_.data(), slot_.data()};
        cache_.test.ops().attention(cache_.test.stream(), &cache_.layout.shape, 0, qkv_.data(), out.data(), &rows,
                                    &cache_.kv->pool(), num_splits_, scratch_.data(), nullptr);
    }

private:
    const LargeCache &cache_;
    int num_rows_, num_splits_;
    DeviceArray<std::int32_t> sequence_, slot_;
    DeviceArray<char> qkv_, scratch_;

public:
    DeviceArray<char> out;      ///< [num_rows, num_heads, head_dim]
    std::vector<float> queries; ///< [num_rows, kRowWidth]
};

/// What one query head gets, in double.
std::vector<double> attended(const float *q, const float *keys, const float *values, int num_slots)
{
    const int d = kHeads.head_dim;
    std::vector<double> p(num_slots), sum(d);
    double top = -1e300, total = 0;
    for (int j = 0; j < num_slots; ++j) {
        const float *k = keys + static_cast<std::size_t>(j) * d;
        p[j] = std::inner_product(q, q + d, k, 0.0) / std::sqrt(static_cast<double>(d));
        top = std::max(top, p[j]);
    }
    for (int j = 0; j < num_slots; ++j) {
        p[j] = std::exp(p[j] - top);
        total += p[j];
        for (int i = 0; i < d; ++i) {
            sum[i] += p[j] * values[static_cast<std::size_t>(j) * d + i];
        }
    }
    for (double &value : sum) {
        value /= total;
    }
    return sum;
}

CheckResult check_attention(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    constexpr int kRows = 9;
    const LargeCache cache(context, {1, kRows, kBudget});
    if (!cache.is_complete(kRows)) {
        return check_failed("out of memory");
    }
    const Decode decode(cache, kRows);
    decode.run();
    const int d = kHeads.head_dim, group = kHeads.num_heads / kHeads.num_kv_heads;
    const std::size_t width = static_cast<std::size_t>(kHeads.num_heads) * d;
    const auto out = cache.test.download_as(cache.dtype, decode.out.data(), kRows * width);
    for (int row = 1; row < kRows; ++row) {
        if (!std::equal(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(width), out.data() + row * width)) {
            return check_failed("row " + std::to_string(row) + " differs from row 0, which has the same inputs");
        }
    }
    const auto keys = stored(cache, 0, false), values = stored(cache, 0, true);
    double worst = 0;
    for (int head = 0; head < kHeads.num_heads; ++head) {
        const std::size_t of_head = static_cast<std::size_t>(head / group) * cache.num_slots * d;
        const auto expected = attended(decode.queries.data() + static_cast<std::size_t>(head) * d,
                                       keys.data() + of_head, values.data() + of_head, cache.num_slots);
        for (int i = 0; i < d; ++i) {
            worst = std::max(worst, std::abs(expected[i] - out[static_cast<std::size_t>(head) * d + i]));
        }
    }
    return judged(worst, cache.dtype == KVS_F32 ? 3e-5 : 5e-3, std::to_string(cache.num_slots) + " entries");
}

/// Positions that are not among the best of `scores` [num_kv_heads, n].
std::vector<std::vector<std::int32_t>> lowest(const LargeCache &cache, const std::vector<float> &scores)
{
    const ScoreTerms terms = cache.settings.terms();
    std::vector<std::vector<std::int32_t>> lists;
    for (int head = 0; head < kHeads.num_kv_heads; ++head) {
        std::vector<float> of_head(scores.begin() + static_cast<std::ptrdiff_t>(head) * cache.num_slots,
                                   scores.begin() + static_cast<std::ptrdiff_t>(head + 1) * cache.num_slots);
        std::fill_n(of_head.begin(), terms.num_first, kMustStay);
        std::fill_n(of_head.rbegin(), terms.num_last, kMustStay);
        const auto kept = select_keep_list(of_head, cache.settings.retained, SlotOrder::Position);
        std::vector<std::int32_t> all(cache.num_slots);
        std::iota(all.begin(), all.end(), 0);
        lists.emplace_back();
        std::set_difference(all.begin(), all.end(), kept.begin(), kept.end(), std::back_inserter(lists.back()));
    }
    return lists;
}

KvsScoreTerms device_terms(const ScoreTerms &t)
{
    return {t.attention,   t.redundancy,           t.norm,      t.mass,    t.recency, t.random, t.window_size,
            t.pool_kernel, t.similarity_threshold, t.num_first, t.num_last};
}

CheckResult check_compress(const CheckContext &context)
{
    if (!context.device.backend->device) {
        return check_skipped(kNeedsDevice);
    }
    // The scores are asked for on another sequence of the same contents: scoring leaves notes for the next compression.
    const LargeCache cache(context, {1, 2, context.is_brief ? kBriefBudget : kBudget});
    if (!cache.is_complete(2)) {
        return check_failed("out of memory");
    }
    const DeviceTest &test = cache.test;
    const KvsScoreTerms terms = device_terms(cache.settings.terms());
    const std::size_t count = static_cast<std::size_t>(kHeads.num_kv_heads) * cache.num_slots;
    const DeviceBuffer scores(test.backend(), count);
    const DeviceArray<char> scratch(test.backend(),
                                    test.ops().compress_scratch_bytes(&cache.layout.shape, &terms, cache.num_slots, 1));
    test.ops().score(test.stream(), &cache.layout.shape, &terms, &cache.kv->pool(), 1, 1, cache.num_slots,
                     cache.settings.retained, scratch.data(), scores.data());
    const auto expected = lowest(cache, test.download(scores.data(), count));
    DeviceEvictor evictor(test.backend(), test.stream(), cache.layout, cache.settings);
    const DueSequence due{0, 0, 1, true};
    if (!evictor.compress(cache.kv->pool(), cache.kv->pool(), {&due, 1}, cache.num_slots, nullptr, 0)) {
        return check_failed("out of memory");
    }
    test.backend().stream_synchronize(test.stream());
    const std::string measured = std::to_string(kBuffer) + " of " + std::to_string(cache.num_slots) + " entries a head";
    return evictor.dropped(0, 0) == expected ? check_passed(measured)
                                             : check_failed(measured + ": what is dropped are not the lowest scores");
}

std::uint64_t row_bytes(const LargeCache &cache, int num_heads)
{
    return std::uint64_t{cache.dtype == KVS_F32 ? 4U : 2U} * num_heads * kHeads.head_dim;
}

/// Q, K and V are read and written.
double rope_append_bandwidth(const CheckContext &context)
{
    constexpr int kRows = 8192;
    const LargeCache cache(context, {1, 1, kRows - kBuffer});
    if (!cache.is_complete(1)) {
        return 0;
    }
    const auto sequence = cache.test.upload(std::vector<std::int32_t>(kRows, 0));
    return bytes_per_second(cache.test.backend(), cache.test.stream(),
                            2 * kRows * row_bytes(cache, kHeads.num_heads + 2 * kHeads.num_kv_heads),
                            [&] { cache.append(0, sequence); });
}

/// K and V of every sequence are read once.
double attention_bandwidth(const CheckContext &context)
{
    constexpr int kRows = 256;
    const LargeCache cache(context, {1, kRows, kBudget});
    if (!cache.is_complete(kRows)) {
        return 0;
    }
    const Decode decode(cache, kRows);
    return bytes_per_second(cache.test.backend(), cache.test.stream(),
                            std::uint64_t{kRows} * cache.num_slots * row_bytes(cache, 2 * kHeads.num_kv_heads),
                            [&] { decode.run(); });
}

/// Keys are read once; of K and V what lies beyond the budget is read and written. Every round finds as many new
/// entries as one of a run does: what the last compression found is put back before it.
double compress_bandwidth(const CheckContext &context)
{
    constexpr int kLayers = 32;
    const LargeCache cache(context, {kLayers, 1, kBudget});
    if (!cache.is_complete(1)) {
        return 0;
    }
    const DeviceTest &test = cache.test;
    const KvsKvPool &pool = cache.kv->pool();
    DeviceEvictor evictor(test.backend(), test.stream(), cache.layout, cache.settings);
    const DueSequence due{0, 0, 1, false};
    const auto compress = [&] { evictor.compress(pool, pool, {&due, 1}, cache.num_slots, nullptr, 0); };
    compress();
    const std::size_t heads = std::size_t{kLayers} * kHeads.num_kv_heads;
    auto found = test.download(pool.nearest, heads * cache.num_slots);
    for (std::size_t head = 0; head < heads; ++head) {
        std::fill_n(found.begin() + static_cast<std::ptrdiff_t>(head * cache.num_slots + kBudget), kBuffer, 0);
    }
    const auto found_on_device = test.upload(found);
    const std::uint64_t entries = cache.num_slots + std::uint64_t{4} * kBuffer;
    return bytes_per_second(test.backend(), test.stream(), heads * entries * row_bytes(cache, 1), [&] {
        test.ops().copy(test.stream(), pool.nearest, found_on_device.data(), found.size() * sizeof found[0]);
        compress();
    });
}

} // namespace

namespace plugins {

extern const CheckGroup checks_device_cache;
const CheckGroup checks_device_cache{"device_cache",
                                     {{"rope_append", check_rope_append, rope_append_bandwidth},
                                      {"attention", check_attention, attention_bandwidth},
                                      {"compress", check_compress, compress_bandwidth}}};

} // namespace plugins

} // namespace kvscope
