#include "runtime/sampler.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace kvscope;

class TestSampler : public QObject {
    Q_OBJECT

private slots:
    void temperature_zero_takes_the_first_of_the_highest()
    {
        Sampler sampler;
        QCOMPARE(sampler.draw(std::vector<float>{1, 5, 5, 2}, {.temperature = 0}, 7, 0), 1);
    }

    void frequencies_follow_the_softmax()
    {
        const std::vector<float> logits{0.0f, 1.0f, 2.0f, -1.0f};
        const auto counts = draw_many(logits, {.temperature = 0.7, .top_p = 1.0});
        double total = 0;
        for (const float logit : logits) {
            total += std::exp(logit / 0.7);
        }
        for (std::size_t id = 0; id < logits.size(); ++id) {
            const double p = std::exp(logits[id] / 0.7) / total;
            // Five standard deviations of a binomial share.
            QVERIFY(std::abs(counts.at(int(id)) / double(kDraws) - p) < 5 * std::sqrt(p * (1 - p) / kDraws));
        }
    }

    void top_p_keeps_the_smallest_set_that_reaches_it()
    {
        const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
        QCOMPARE(ids(draw_many(logits, {.temperature = 1, .top_p = 0.79})), (std::set<int>{0, 1}));
        QCOMPARE(ids(draw_many(logits, {.temperature = 1, .top_p = 0.81})), (std::set<int>{0, 1, 2}));
        QCOMPARE(ids(draw_many(logits, {.temperature = 1, .top_p = 0.0001})), (std::set<int>{0}));
    }

    void top_k_bounds_the_candidates()
    {
        std::vector<float> logits(100);
        for (int i = 0; i < 100; ++i) {
            logits[i] = 0.01f * float(i);
        }
        const auto drawn = ids(draw_many(logits, {.temperature = 1, .top_p = 1, .top_k = 3}));
        QCOMPARE(drawn, (std::set<int>{97, 98, 99}));
    }

    void a_flat_distribution_reaches_beyond_the_first_candidates()
    {
        QCOMPARE(ids(draw_many(std::vector<float>(200, 1.0f), {.temperature = 1, .top_p = 1})).size(), std::size_t(200));
    }

    void a_draw_depends_on_seed_and_step_only()
    {
        std::vector<float> logits(64, 0.0f);
        Sampler fresh, used;
        for (int step = 0; step < 50; ++step) {
            used.draw(logits, {.temperature = 1}, 99, step);
        }
        for (int step = 0; step < 50; ++step) {
            QCOMPARE(fresh.draw(logits, {.temperature = 1}, 3, step), used.draw(logits, {.temperature = 1}, 3, step));
        }
    }

private:
    static constexpr int kDraws = 40000;

    static std::map<int, int> draw_many(const std::vector<float> &logits, const SamplingParams &params)
    {
        Sampler sampler;
        std::map<int, int> counts;
        for (int step = 0; step < kDraws; ++step) {
            ++counts[sampler.draw(logits, params, 1, step)];
        }
        return counts;
    }

    static std::set<int> ids(const std::map<int, int> &counts)
    {
        std::set<int> keys;
        for (const auto &[id, count] : counts) {
            keys.insert(id);
        }
        return keys;
    }
};

QTEST_GUILESS_MAIN(TestSampler)
#include "tst_sampler.moc"
