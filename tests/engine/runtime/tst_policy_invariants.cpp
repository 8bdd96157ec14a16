#include "engine/generation.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace kvscope;

namespace {

using Tokens = std::vector<std::int32_t>;

struct Shape {
    int budget, buffer, prompt_tokens;
};

/// Every policy over several budgets, through a real model: what eviction.md calls invariants.
Tokens make_prompt(int num_tokens)
{
    Tokens prompt;
    for (int i = 0; i < num_tokens; ++i) {
        prompt.push_back((i * 37 + 11) % 500);
    }
    return prompt;
}

} // namespace

class TestPolicyInvariants : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto model = Model::load(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2", open_device("cpu").value());
        QVERIFY2(model.has_value(), model.has_error() ? model.error().message.c_str() : "");
        model_ = model.value();
    }

    void compressions_keep_exactly_the_budget_data() { evicting_policies(); }
    void compressions_keep_exactly_the_budget()
    {
        QFETCH(QString, policy);
        for (const Shape &shape : {Shape{16, 4, 10}, Shape{16, 1, 40}, Shape{33, 16, 33}, Shape{40, 7, 90}}) {
            const GeneratedSample sample = run_one(policy, shape, 60, true);
            std::map<std::pair<int, int>, std::set<std::int32_t>> gone; // (layer, head) → positions dropped so far
            int num_dropped = 0;
            for (const EvictionEvent &event : sample.evictions) {
                const bool after_prefill = event.step == 0;
                QCOMPARE(event.kv_len, after_prefill ? shape.prompt_tokens : shape.budget + shape.buffer);
                QVERIFY(event.kv_len > shape.budget);
                num_dropped += event.kv_len - shape.budget;
                check_event(event, shape, num_dropped, gone);
            }
            QCOMPARE(sample.num_evictions, static_cast<int>(sample.evictions.size()));
            QVERIFY(sample.num_evictions > 1);
            QCOMPARE(sample.peak_kv_len, std::max(shape.prompt_tokens, shape.budget + shape.buffer));
        }
    }

    void what_must_stay_stays_data() { evicting_policies(); }
    void what_must_stay_stays()
    {
        QFETCH(QString, policy);
        const Shape shape{24, 8, 50};
        const GeneratedSample sample = run_one(policy, shape, 60, true);
        const std::map<QString, int> num_newest{{"r_kv", 8}, {"snapkv", 8}, {"random", 8}, {"h2o", shape.budget / 2},
                                                {"streaming_llm", shape.budget - 4}, {"knorm", 0}};
        QVERIFY2(num_newest.contains(policy), "say here what the new policy protects");
        for (const EvictionEvent &event : sample.evictions) {
            const int newest = shape.prompt_tokens + event.step - 1;
            for (const auto &dropped : event.dropped_positions) {
                QVERIFY(dropped.empty() || dropped.back() <= newest - num_newest.at(policy));
                QVERIFY(policy != "streaming_llm" || dropped.empty() || dropped.front() >= 4);
            }
        }
    }

    void a_budget_that_never_fills_is_bit_identical_to_full_data() { evicting_policies(); }
    void a_budget_that_never_fills_is_bit_identical_to_full()
    {
        QFETCH(QString, policy);
        const auto full = run_one("full", {0, 0, 30}, 40, false);
        const auto roomy = run_one(policy, {100, 10, 30}, 40, false);
        QCOMPARE(roomy.num_evictions, 0);
        QCOMPARE(roomy.tokens, full.tokens);
        QCOMPARE(roomy.logits, full.logits);
    }

    void batch_and_threads_do_not_change_a_sample_data()
    {
        evicting_policies();
        QTest::newRow("full") << QString("full");
    }
    void batch_and_threads_do_not_change_a_sample()
    {
        QFETCH(QString, policy);
        const auto alone = run_many(policy, 1, 1);
        QCOMPARE(alone.size(), std::size_t(7));
        QVERIFY(run_many(policy, 3, 2) == alone);
        QVERIFY(run_many(policy, 7, 3) == alone);
        QVERIFY(run_many(policy, 2, 1) == alone);
    }

    void preempted_sequences_go_on_as_if_nothing_happened()
    {
        const auto alone = run_many("full", 1, 1);
        GenerationOptions options = options_for("full", {0, 0, 0}, 50);
        options.batch.kind = BatchPolicy::Kind::FillMemory;
        // Three blocks for one sequence of up to 99 tokens, five for all: growing past the first block evicts the newest.
        options.batch.kv_memory_bytes = kv_bytes_per_sequence(model_->config(), options.cache, 64) * 5;
        int num_preemptions = 0;
        const auto together = run_many(options, &num_preemptions);
        QVERIFY(num_preemptions > 0);
        QVERIFY(together == alone);
    }

    void memory_is_bounded_by_what_was_asked()
    {
        GenerationOptions options = options_for("r_kv", {24, 8, 0}, 50);
        options.batch.kind = BatchPolicy::Kind::FillMemory;
        const auto per_sequence = kv_bytes_per_sequence(model_->config(), options.cache, 0);
        options.batch.kv_memory_bytes = per_sequence * 4;
        CellTiming timing;
        run_many(options, nullptr, &timing);
        QVERIFY(timing.kv_bytes_held_peak <= options.batch.kv_memory_bytes);
        QVERIFY(timing.batch_reached >= 2 && timing.batch_reached <= 4);

        options.batch.kv_memory_bytes = per_sequence / 2;
        const auto result = generate(*model_, options, requests(), {}, {});
        QVERIFY(result.has_error());
        QCOMPARE(result.error().code, ErrorCode::OutOfMemory);
    }

    void a_stop_request_ends_generation()
    {
        std::stop_source source;
        GenerationCallbacks callbacks;
        callbacks.on_step = [&](int, std::int64_t num_tokens) {
            if (num_tokens > 20) {
                source.request_stop();
            }
        };
        const auto result =
            generate(*model_, options_for("full", {0, 0, 0}, 50), requests(), callbacks, source.get_token());
        QVERIFY(result.has_error());
        QCOMPARE(result.error().code, ErrorCode::Canceled);
    }

    void a_long_prefill_gives_signs_of_life()
    {
        std::vector<SampleRequest> long_prompts;
        for (int i = 0; i < 7; ++i) {
            long_prompts.push_back({.tag = i, .prompt = make_prompt(100), .seed = 1});
        }
        int num_signs = 0;
        GenerationCallbacks callbacks;
        callbacks.on_step = [&](int, std::int64_t num_tokens) { num_signs += num_tokens == 0 ? 1 : 0; };
        GenerationOptions options = options_for("full", {0, 0, 0}, 3);
        options.batch.batch = 7;
        const auto result = generate(*model_, options, long_prompts, callbacks, {});
        QVERIFY(result.has_value());
        QCOMPARE(num_signs, 2); // 700 prompt tokens, 512 at once
    }

    void wrong_settings_are_refused_with_the_reason()
    {
        const auto message = [&](const char *policy, Shape shape) {
            const auto result = generate(*model_, options_for(policy, shape, 5), requests(), {}, {});
            return QString::fromStdString(result.has_error() ? result.error().message : "accepted");
        };
        QVERIFY(message("r_kv", {8, 4, 0}).contains("too small"));
        QVERIFY(message("streaming_llm", {4, 4, 0}).contains("too small"));
        QVERIFY(message("r_kv", {32, 0, 0}).contains("buffer"));
        QVERIFY(message("r_kv", {0, 4, 0}).contains("needs a KV budget"));
        QVERIFY(message("full", {32, 4, 0}).contains("keeps everything"));
        QCOMPARE(message("r_kv", {9, 1, 0}), QString("accepted"));
        GenerationOptions even = options_for("snapkv", {32, 4, 0}, 5);
        even.cache.params["pool_kernel"] = 6;
        const auto refused = generate(*model_, even, requests(), {}, {});
        QVERIFY(refused.has_error() && QString::fromStdString(refused.error().message).contains("odd"));
    }

private:
    static void evicting_policies()
    {
        QTest::addColumn<QString>("policy");
        for (const Policy *policy : policies()) {
            if (policy->info.evicts) {
                QTest::newRow(policy->info.id.c_str()) << QString::fromStdString(policy->info.id);
            }
        }
    }

    /// What every head drops: distinct, ascending, held until now, and exactly down to the budget.
    static void check_event(const EvictionEvent &event, const Shape &shape, int num_dropped,
                            std::map<std::pair<int, int>, std::set<std::int32_t>> &gone)
    {
        QCOMPARE(event.dropped_positions.size(), std::size_t(3 * 2));
        for (std::size_t head = 0; head < event.dropped_positions.size(); ++head) {
            const auto &dropped = event.dropped_positions[head];
            QCOMPARE(std::ssize(dropped), std::ptrdiff_t(event.kv_len - shape.budget));
            QVERIFY(std::is_sorted(dropped.begin(), dropped.end()));
            auto &before = gone[{0, static_cast<int>(head)}];
            before.insert(dropped.begin(), dropped.end());
            QCOMPARE(std::ssize(before), std::ptrdiff_t(num_dropped));
            QVERIFY(*before.begin() >= 0 && *before.rbegin() < shape.prompt_tokens + event.step);
        }
    }

    GenerationOptions options_for(const QString &policy, Shape shape, int max_new_tokens) const
    {
        GenerationOptions options;
        options.cache.policy = find_policy(policy.toStdString());
        options.cache.params = complete_params(options.cache.policy->info, {});
        options.cache.retained = shape.budget;
        options.cache.buffer = shape.buffer;
        options.sampling.temperature = 0.8;
        options.sampling.max_new_tokens = max_new_tokens;
        options.ignore_eos = true;
        options.num_threads = 1;
        return options;
    }

    GeneratedSample run_one(const QString &policy, Shape shape, int max_new_tokens, bool traced)
    {
        GenerationOptions options = options_for(policy, shape, max_new_tokens);
        options.keep_logits = GenerationOptions::KeepLogits::All;
        SampleRequest request;
        request.prompt = make_prompt(shape.prompt_tokens);
        request.seed = 5;
        request.trace_evictions = traced;
        GeneratedSample sample;
        GenerationCallbacks callbacks;
        callbacks.on_sample = [&](GeneratedSample s) { sample = std::move(s); };
        const auto result = generate(*model_, options, {request}, callbacks, {});
        if (result.has_error()) {
            QTest::qFail(result.error().message.c_str(), __FILE__, __LINE__);
        }
        return sample;
    }

    static std::vector<SampleRequest> requests()
    {
        std::vector<SampleRequest> list;
        for (int i = 0; i < 7; ++i) {
            SampleRequest request;
            request.tag = i;
            request.prompt = make_prompt(9 + 11 * i % 50);
            request.seed = 1000 + i;
            request.max_new_tokens = 30 + 3 * i;
            list.push_back(std::move(request));
        }
        return list;
    }

    std::map<std::int64_t, Tokens> run_many(const QString &policy, int batch, int num_threads)
    {
        GenerationOptions options = options_for(policy, policy == "full" ? Shape{0, 0, 0} : Shape{24, 8, 0}, 50);
        options.batch.batch = batch;
        options.num_threads = num_threads;
        return run_many(options);
    }

    std::map<std::int64_t, Tokens> run_many(const GenerationOptions &options, int *num_preemptions = nullptr,
                                            CellTiming *timing = nullptr)
    {
        std::map<std::int64_t, Tokens> tokens;
        GenerationCallbacks callbacks;
        callbacks.on_sample = [&](GeneratedSample s) {
            tokens[s.tag] = s.tokens;
            if (num_preemptions) {
                *num_preemptions += s.num_preemptions;
            }
        };
        const auto result = generate(*model_, options, requests(), callbacks, {});
        if (result.has_error()) {
            QTest::qFail(result.error().message.c_str(), __FILE__, __LINE__);
        } else if (timing) {
            *timing = result.value();
        }
        return tokens;
    }

    std::shared_ptr<const Model> model_;
};

QTEST_GUILESS_MAIN(TestPolicyInvariants)
#include "tst_policy_invariants.moc"
