#include "engine/generation.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace kvscope;

/// Whole models against transformers: logits at three prompt positions, greedy tokens in full and under eviction.
class TestGoldenModels : public QObject {
    Q_OBJECT

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("folder");
        for (const char *name : {"llama-hd64-gqa2", "qwen2-hd64-tied", "llama-hd128-sharded"}) {
            QTest::newRow(name) << QString(name);
        }
    }

    void init()
    {
        QFETCH_GLOBAL(QString, folder);
        const std::string dir = KVSCOPE_TEST_DATA "/golden/" + folder.toStdString();
        auto device = open_device("cpu");
        auto model = Model::load(dir, device.value());
        QVERIFY2(model.has_value(), model.has_error() ? model.error().message.c_str() : "");
        model_ = model.value();
        std::ifstream stream(dir + "/golden.json");
        golden_ = nlohmann::json::parse(stream);
        prompt_ = golden_.at("prompt").get<std::vector<std::int32_t>>();
    }

    void logits_are_within_1e_4_of_their_standard_deviation()
    {
        const std::size_t n = prompt_.size();
        compare_logits("logits_first", 1);
        compare_logits("logits_mid", n / 2 + 1);
        compare_logits("logits_last", n);
    }

    void greedy_tokens_are_equal_in_full()
    {
        QCOMPARE(greedy("full", 48, 1).tokens, golden_.at("greedy_full").get<std::vector<std::int32_t>>());
    }

    void greedy_tokens_are_equal_under_eviction()
    {
        for (const auto &[policy, key] : {std::pair{"r_kv", "rkv"}, {"snapkv", "snapkv"}, {"streaming_llm", "streamingllm"}}) {
            const auto expected = golden_.at("greedy_evicted").at(key).get<std::vector<std::int32_t>>();
            const auto sample = greedy(policy, static_cast<int>(expected.size()), 1);
            QVERIFY2(sample.tokens == expected, policy);
            QVERIFY(sample.num_evictions > 1);
            QVERIFY(greedy(policy, static_cast<int>(expected.size()), 2).tokens == expected);
        }
    }

private:
    GeneratedSample greedy(const char *policy, int max_new_tokens, int num_threads,
                           GenerationOptions::KeepLogits keep = GenerationOptions::KeepLogits::None,
                           std::size_t prompt_tokens = 0)
    {
        GenerationOptions options;
        options.cache.policy = find_policy(policy);
        const auto &eviction = golden_.at("eviction");
        options.cache.params =
            complete_params(options.cache.policy->info, {{"window_size", eviction.at("window_size").get<double>()},
                                                         {"mix_lambda", eviction.at("mix_lambda").get<double>()},
                                                         {"num_sinks", eviction.at("num_sinks").get<double>()}});
        if (options.cache.policy->info.evicts) {
            options.cache.retained = eviction.at("budget");
            options.cache.buffer = eviction.at("buffer");
            options.cache.slot_order = SlotOrder::Reference; // the fixture's tokens come from the authors' code
        }
        options.sampling.temperature = 0;
        options.sampling.max_new_tokens = max_new_tokens;
        options.ignore_eos = true;
        options.keep_logits = keep;
        options.num_threads = num_threads;
        SampleRequest request;
        request.prompt.assign(prompt_.begin(), prompt_.begin() + (prompt_tokens ? prompt_tokens : prompt_.size()));
        GeneratedSample sample;
        GenerationCallbacks callbacks;
        callbacks.on_sample = [&](GeneratedSample s) { sample = std::move(s); };
        const auto timing = generate(*model_, options, {request}, callbacks, {});
        if (timing.has_error()) {
            QTest::qFail(timing.error().message.c_str(), __FILE__, __LINE__);
        }
        return sample;
    }

    void compare_logits(const char *key, std::size_t prompt_tokens)
    {
        const auto expected = golden_.at(key).get<std::vector<double>>();
        const auto sample = greedy("full", 1, 2, GenerationOptions::KeepLogits::First, prompt_tokens);
        QCOMPARE(sample.logits.size(), std::size_t(1));
        const auto &actual = sample.logits.front();
        QCOMPARE(actual.size(), expected.size());
        double mean = 0, variance = 0, worst = 0;
        for (const double value : expected) {
            mean += value / double(expected.size());
        }
        for (std::size_t i = 0; i < expected.size(); ++i) {
            variance += (expected[i] - mean) * (expected[i] - mean) / double(expected.size());
            worst = std::max(worst, std::abs(actual[i] - expected[i]));
        }
        QVERIFY2(worst <= 1e-4 * std::sqrt(variance),
                 qPrintable(QString("%1: off by %2 standard deviations").arg(key).arg(worst / std::sqrt(variance))));
    }

    std::shared_ptr<const Model> model_;
    nlohmann::json golden_;
    std::vector<std::int32_t> prompt_;
};

QTEST_GUILESS_MAIN(TestGoldenModels)
#include "tst_golden_models.moc"
