#include "cache/keep_selector.h"
#include "cache/score_terms.h"
#include "golden_eviction.h"
#include "kernels/backend.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace kvscope;

namespace {

/// Runs one policy on the arrays of a golden case, through the CPU backend.
class GoldenOps : public ScoreOps {
public:
    GoldenOps(const test::GoldenEviction &c, int kv_head)
        : case_(c), keys_(c.keys.data() + static_cast<std::size_t>(kv_head) * c.kv_len * c.head_dim),
          queries_(c.queries.data() +
                   static_cast<std::size_t>(kv_head) * (c.num_heads / c.num_kv_heads) * c.window_size * c.head_dim),
          stream_(backend_.stream_create(), backend_.stream_destroy)
    {
    }
    void window_attention(int window_size, int pool_kernel, std::span<float> pooled) const override
    {
        backend_.window_attention(stream_.get(), keys_, queries_, case_.num_heads / case_.num_kv_heads,
                                  window_size, case_.head_dim, case_.kv_len, pool_kernel, pooled.data());
    }
    void key_redundancy(float threshold, std::span<float> redundancy) const override
    {
        backend_.key_redundancy(stream_.get(), keys_, case_.head_dim, case_.kv_len, threshold, redundancy.data());
    }
    void key_norms(std::span<float>) const override {}

private:
    const test::GoldenEviction &case_;
    const float *keys_;
    const float *queries_;
    const KvsBackend &backend_ = *kvs_cpu_backend();
    std::unique_ptr<KvsStream, void (*)(KvsStream *)> stream_;
};

std::vector<std::int32_t> sorted_keep(std::span<const float> scores, int budget)
{
    return select_keep_list(scores, budget, SlotOrder::Position);
}

double range_of(std::span<const float> values)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
}

double worst_difference(std::span<const float> a, std::span<const float> b)
{
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        worst = std::max(worst, std::abs(static_cast<double>(a[i]) - b[i]));
    }
    return worst;
}

} // namespace

class TestGoldenEviction : public QObject {
    Q_OBJECT

private slots:
    void scores_and_kept_slots_match_the_reference_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i) {
            QTest::newRow(cases()[i].name.c_str()) << static_cast<int>(i);
        }
    }

    void scores_and_kept_slots_match_the_reference()
    {
        QFETCH(int, index);
        const test::GoldenEviction &c = cases()[index];
        const Policy *policy = find_policy(c.policy);
        QVERIFY(policy);
        const ParamValues params = complete_params(
            policy->info, {{"window_size", double(c.window_size)}, {"mix_lambda", c.mix_lambda}});
        const ScoreTerms terms = policy->terms(params, c.budget);
        const int past = c.kv_len - c.window_size;
        int num_exceptions = 0;
        for (int head = 0; head < c.num_kv_heads; ++head) {
            const GoldenOps ops(c, head);
            const ScoreInput input{.shape = {.kv_len = c.kv_len,
                                             .group = c.num_heads / c.num_kv_heads,
                                             .head_dim = c.head_dim},
                                   .ops = &ops,
                                   .positions = {},
                                   .attention_mass = {}};
            std::vector<float> scores(c.kv_len);
            score_entries(input, terms, scores);
            const std::span<const float> expected(c.score.data() + static_cast<std::size_t>(head) * past, past);
            const std::span<const float> actual(scores.data(), past);
            const double range = range_of(expected), tolerance = 1e-5 * range;
            const double worst = worst_difference(actual, expected);
            QVERIFY2(worst <= tolerance, qPrintable(QString("head %1: scores differ by %2 of their range")
                                                        .arg(head)
                                                        .arg(worst / range)));
            num_exceptions += check_kept(c, head, expected, sorted_keep(scores, c.budget), tolerance);
        }
        if (num_exceptions > 0) {
            qInfo("%s: %d kept slots differ, all within 1e-5 of the range at the cut", c.name.c_str(), num_exceptions);
        }
    }

private:
    static const std::vector<test::GoldenEviction> &cases()
    {
        static const auto all = [] {
            const std::string folder = KVSCOPE_TEST_DATA "/golden/";
            auto list = test::load_golden_eviction(folder + "eviction_scores.json");
            list.push_back(test::load_golden_eviction_long(folder + "eviction_long_gqa4.safetensors"));
            list.push_back(test::load_golden_eviction_long(folder + "eviction_long_gqa7.safetensors"));
            return list;
        }();
        return all;
    }

    /// Slots that only one side keeps must be tied with the cut; returns how many there are.
    static int check_kept(const test::GoldenEviction &c, int head, std::span<const float> expected_scores,
                          const std::vector<std::int32_t> &keep, double tolerance)
    {
        const std::vector<std::int32_t> golden(c.keep[head].begin(), c.keep[head].end());
        std::vector<std::int32_t> differing;
        std::set_symmetric_difference(keep.begin(), keep.end(), golden.begin(), golden.end(),
                                      std::back_inserter(differing));
        std::vector<float> sorted(expected_scores.begin(), expected_scores.end());
        const int from_past = c.budget - c.window_size;
        std::nth_element(sorted.begin(), sorted.begin() + from_past - 1, sorted.end(), std::greater<>());
        const double cut = sorted[from_past - 1];
        for (const std::int32_t slot : differing) {
            const bool is_tied = slot < std::ssize(expected_scores) && std::abs(expected_scores[slot] - cut) <= tolerance;
            if (!is_tied) {
                QTest::qFail(qPrintable(QString("head %1: slot %2 is kept by one side only and is no tie")
                                            .arg(head)
                                            .arg(slot)),
                             __FILE__, __LINE__);
            }
        }
        return static_cast<int>(differing.size());
    }
};

QTEST_GUILESS_MAIN(TestGoldenEviction)
#include "tst_golden_eviction.moc"
