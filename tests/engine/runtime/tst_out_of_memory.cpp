#include "engine/generation.h"
#include "kernels/backend.h"

#include <QTest>

#include <atomic>
#include <map>

using namespace kvscope;

namespace {

/// The CPU with so little memory: its table with an allocator that refuses beyond a limit.
std::atomic<std::size_t> bytes_left{0};
std::map<void *, std::size_t> sizes; // generation allocates on one thread

void *limited_alloc(std::size_t num_bytes)
{
    if (num_bytes > bytes_left) {
        return nullptr;
    }
    void *memory = kvs_cpu_backend()->alloc(num_bytes);
    bytes_left -= num_bytes;
    sizes[memory] = num_bytes;
    return memory;
}

void limited_release(void *memory)
{
    bytes_left += sizes[memory];
    sizes.erase(memory);
    kvs_cpu_backend()->release(memory);
}

struct Outcome {
    Result<CellTiming> timing = make_error(ErrorCode::Internal, "");
    std::map<std::int64_t, GeneratedSample> samples;
};

} // namespace

/// A device that has less memory than a run was to take: fewer sequences at once, the same samples, and a record of it.
class TestOutOfMemory : public QObject {
    Q_OBJECT

private:
    KvsBackend backend_{};
    std::shared_ptr<const Model> model_;

    static GenerationOptions options_of(bool is_full)
    {
        GenerationOptions options;
        options.cache.policy = find_policy(is_full ? "full" : "r_kv");
        if (!is_full) {
            options.cache.params = complete_params(options.cache.policy->info, {});
            options.cache.retained = 32;
            options.cache.buffer = 8;
        }
        options.batch.batch = 4;
        options.sampling.max_new_tokens = 90;
        options.ignore_eos = true;
        options.num_threads = 1;
        return options;
    }

    Outcome run(const GenerationOptions &options, int prompt_len, std::size_t limit_bytes)
    {
        bytes_left = limit_bytes;
        std::vector<SampleRequest> requests;
        for (int i = 0; i < 6; ++i) {
            SampleRequest request;
            request.tag = i;
            request.seed = 100 + static_cast<std::uint64_t>(i);
            for (int t = 0; t < prompt_len; ++t) {
                request.prompt.push_back((t * 7 + i) % 100);
            }
            requests.push_back(request);
        }
        Outcome outcome;
        GenerationCallbacks callbacks;
        callbacks.on_sample = [&](GeneratedSample sample) { outcome.samples[sample.tag] = std::move(sample); };
        outcome.timing = generate(*model_, options, requests, callbacks, {});
        return outcome;
    }

    /// Bytes that the run takes from the allocator at most, tried by halving.
    std::size_t enough(const GenerationOptions &options, int prompt_len)
    {
        const std::size_t each = kv_bytes_per_sequence(model_->config(), options.cache, prompt_len + 90);
        std::size_t low = 2 * each;
        std::size_t high = 12 * each; // staging blocks stand beside slabs
        while (high - low > each / 8) {
            const std::size_t middle = (low + high) / 2;
            const Outcome outcome = run(options, prompt_len, middle);
            const bool is_enough = outcome.timing.has_value() && outcome.timing.value().batch_shrunk == 0;
            (is_enough ? high : low) = middle;
        }
        return high;
    }

private slots:
    void initTestCase()
    {
        backend_ = *kvs_cpu_backend();
        backend_.alloc = limited_alloc;
        backend_.release = limited_release;
        Device device = open_device("cpu").value();
        device.backend = &backend_;
        bytes_left = std::size_t{1} << 30;
        const ModelConfig config = load_model_config(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2").value();
        const auto model = Model::randomize(config, 5, device);
        QVERIFY(model.has_value());
        model_ = model.value();
    }

    void fewerSequencesGiveTheSameSamples_data()
    {
        QTest::addColumn<bool>("is_full");
        QTest::addColumn<int>("prompt_len");
        QTest::newRow("slabs") << false << 20;
        QTest::newRow("prompts longer than the slab") << false << 60;
        QTest::newRow("full") << true << 20;
    }
    void fewerSequencesGiveTheSameSamples()
    {
        QFETCH(bool, is_full);
        QFETCH(int, prompt_len);
        const GenerationOptions options = options_of(is_full);
        const std::size_t needed = enough(options, prompt_len);
        const Outcome plenty = run(options, prompt_len, std::size_t{1} << 30);
        QVERIFY(plenty.timing.has_value());
        QCOMPARE(plenty.timing.value().batch_shrunk, 0);
        const std::size_t each = kv_bytes_per_sequence(model_->config(), options.cache, prompt_len + 90);
        const Outcome tight = run(options, prompt_len, needed - each);
        QVERIFY2(tight.timing.has_value(), tight.timing.has_error() ? tight.timing.error().message.c_str() : "");
        const int shrunk = tight.timing.value().batch_shrunk;
        QVERIFY2(shrunk > 0 && shrunk < 4, qPrintable(QString::number(shrunk)));
        QCOMPARE(tight.samples.size(), plenty.samples.size());
        for (const auto &[tag, sample] : plenty.samples) {
            QCOMPARE(tight.samples.at(tag).tokens, sample.tokens);
            QCOMPARE(tight.samples.at(tag).num_evictions, sample.num_evictions);
        }
    }

    void notOneSequenceIsAnError()
    {
        const GenerationOptions options = options_of(false);
        const Outcome outcome = run(options, 20, kv_bytes_per_sequence(model_->config(), options.cache, 110) / 2);
        QVERIFY(outcome.timing.has_error());
        QCOMPARE(outcome.timing.error().code, ErrorCode::OutOfMemory);
    }
};

QTEST_GUILESS_MAIN(TestOutOfMemory)
#include "tst_out_of_memory.moc"
