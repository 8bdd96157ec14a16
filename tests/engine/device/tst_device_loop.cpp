#include "emulated/emulated_device.h"
#include "mixed_requests.h"

#include <QTest>

#include <limits>
#include <map>

using namespace kvscope;
using namespace kvscope::test;

namespace {

struct Outcome {
    Result<CellTiming> timing = make_error(ErrorCode::Internal, "");
    std::map<std::int64_t, GeneratedSample> samples;
};

Outcome run(const Model &model, const GenerationOptions &options, const std::vector<SampleRequest> &requests)
{
    Outcome outcome;
    GenerationCallbacks callbacks;
    callbacks.on_sample = [&](GeneratedSample sample) { outcome.samples[sample.tag] = std::move(sample); };
    outcome.timing = generate(model, options, requests, callbacks, {});
    return outcome;
}

GenerationOptions options_of(const std::string &policy, int batch)
{
    return mixed_options(*find_policy(policy), batch);
}

std::shared_ptr<const Model> load(const Device &device)
{
    auto model = Model::load(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2", device);
    return model.has_value() ? model.value() : nullptr;
}

} // namespace

/// The loop of devices with their own memory, on one that is emulated, against the CPU's.
class TestDeviceLoop : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const Model> cpu_, device_;
    bool is_balanced_ = true; ///< every run gave back what it took

    static void compare(const Outcome &actual, const Outcome &expected)
    {
        QVERIFY2(actual.timing.has_value(), actual.timing.has_error() ? actual.timing.error().message.c_str() : "");
        QVERIFY(expected.timing.has_value());
        QCOMPARE(actual.samples.size(), expected.samples.size());
        for (const auto &[tag, sample] : expected.samples) {
            const GeneratedSample &mine = actual.samples.at(tag);
            QVERIFY2(mine.tokens == sample.tokens, qPrintable(QString("tokens of sample %1").arg(tag)));
            QCOMPARE(mine.finish, sample.finish);
            QCOMPARE(mine.num_evictions, sample.num_evictions);
            QCOMPARE(mine.peak_kv_len, sample.peak_kv_len);
            QCOMPARE(mine.evictions.size(), sample.evictions.size());
            for (std::size_t i = 0; i < sample.evictions.size(); ++i) {
                QCOMPARE(mine.evictions[i].step, sample.evictions[i].step);
                QCOMPARE(mine.evictions[i].kv_len, sample.evictions[i].kv_len);
                QVERIFY2(mine.evictions[i].dropped_positions == sample.evictions[i].dropped_positions,
                         qPrintable(QString("compression %1 of sample %2").arg(i).arg(tag)));
            }
        }
    }

private slots:
    void initTestCase()
    {
        cpu_ = load(open_device("cpu").value());
        device_ = load(open_emulated_device());
        QVERIFY(cpu_ && device_);
    }

    void init() { set_emulated_memory(std::numeric_limits<std::size_t>::max()); }

    void samplesAreTheCpus_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("batch");
        QTest::addColumn<bool>("is_reference");
        for (const Policy *policy : policies()) {
            const QString id = QString::fromStdString(policy->info.id);
            QTest::newRow(qPrintable(id)) << id << 3 << false;
        }
        QTest::newRow("r_kv, another batch") << "r_kv" << 4 << false;
        QTest::newRow("r_kv in the reference's order") << "r_kv" << 3 << true;
    }
    void samplesAreTheCpus()
    {
        QFETCH(QString, policy);
        QFETCH(int, batch);
        QFETCH(bool, is_reference);
        GenerationOptions options = options_of(policy.toStdString(), batch);
        options.cache.slot_order = is_reference ? SlotOrder::Reference : SlotOrder::Position;
        compare(run(*device_, options, mixed_requests()), run(*cpu_, options, mixed_requests()));
    }

    void drawnSamplesAreTheCpus()
    {
        GenerationOptions options = options_of("r_kv", 3);
        options.sampling.temperature = 0.5; // these two are the same number in single precision
        options.sampling.top_p = 0.875;
        options.ignore_eos = false;
        compare(run(*device_, options, mixed_requests()), run(*cpu_, options, mixed_requests()));
    }

    void whoMustGiveWayComesBack()
    {
        GenerationOptions options = options_of("full", 3);
        options.batch.kind = BatchPolicy::Kind::FillMemory;
        const std::uint64_t block =
            device_kv_bytes_per_sequence(device_->config(), options.cache, ComputeType::Fp32, KvDType::Compute, 64);
        options.batch.kv_memory_bytes = 7 * block; // of four each; two are begun, of which one finds no room
        std::vector<SampleRequest> requests;
        for (int tag = 0; tag < 3; ++tag) {
            requests.push_back(request_of(tag, 40, 200));
        }
        const Outcome tight = run(*device_, options, requests);
        QVERIFY2(tight.timing.has_value(), tight.timing.has_error() ? tight.timing.error().message.c_str() : "");
        QVERIFY(tight.timing.value().num_preemptions > 0);
        const Outcome plenty = run(*cpu_, options_of("full", 3), requests);
        for (const auto &[tag, sample] : plenty.samples) {
            QVERIFY2(tight.samples.at(tag).tokens == sample.tokens, qPrintable(QString::number(tag)));
        }
    }

    void aFullDeviceTakesFewer()
    {
        const GenerationOptions options = options_of("r_kv", 8);
        std::vector<SampleRequest> requests;
        for (int tag = 0; tag < 8; ++tag) {
            requests.push_back(request_of(tag, 20, 15));
        }
        constexpr std::size_t kStep = std::size_t{32} << 10; // less than a slab
        const Outcome plenty = run(*device_, options, requests);
        QVERIFY(plenty.timing.has_value());
        QCOMPARE(plenty.timing.value().batch_shrunk, 0);
        const auto with = [&](std::size_t num_bytes) {
            set_emulated_memory(num_bytes);
            Outcome outcome = run(*device_, options, requests);
            is_balanced_ = is_balanced_ && emulated_bytes_left() == num_bytes;
            return outcome;
        };
        const auto least = [&](auto is_enough) {
            std::size_t low = kEmulatedStreamBytes, high = 8 * kEmulatedStreamBytes;
            while (high - low > kStep) {
                const std::size_t middle = (low + high) / 2;
                (is_enough(with(middle)) ? high : low) = middle;
            }
            return high;
        };
        const std::size_t for_all =
            least([](const Outcome &o) { return o.timing.has_value() && o.timing.value().batch_shrunk == 0; });
        const std::size_t for_one = least([](const Outcome &o) { return o.timing.has_value(); });
        QVERIFY(for_one < for_all);
        for (const std::size_t num_bytes : {for_one, (for_one + for_all) / 2, for_all - kStep}) {
            const Outcome tight = with(num_bytes);
            QVERIFY(tight.timing.has_value());
            QVERIFY(tight.timing.value().batch_shrunk > 0);
            for (const auto &[tag, sample] : plenty.samples) {
                QCOMPARE(tight.samples.at(tag).tokens, sample.tokens);
            }
        }
        const Outcome none = with(for_one - kStep);
        QVERIFY(none.timing.has_error());
        QCOMPARE(none.timing.error().code, ErrorCode::OutOfMemory);
        QVERIFY2(is_balanced_, "a run did not give back what it took");
    }

    void cancelEndsBetweenSteps()
    {
        std::stop_source stop;
        GenerationCallbacks callbacks;
        int num_samples = 0;
        callbacks.on_sample = [&](const GeneratedSample &) {
            ++num_samples;
            stop.request_stop();
        };
        const auto timing = generate(*device_, options_of("r_kv", 2), mixed_requests(), callbacks, stop.get_token());
        QVERIFY(timing.has_error());
        QCOMPARE(timing.error().code, ErrorCode::Canceled);
        QVERIFY(num_samples > 0 && num_samples < std::ssize(mixed_requests()));
    }
};

QTEST_GUILESS_MAIN(TestDeviceLoop)
#include "tst_device_loop.moc"
