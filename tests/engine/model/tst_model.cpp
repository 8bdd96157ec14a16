#include "engine/generation.h"
#include "engine/model.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;

/// Whole models: what config.json and the weights must agree on.
class TestModel : public QObject {
    Q_OBJECT

private:
    /// A copy of a golden model with one number of its config.json replaced.
    static Result<std::shared_ptr<const Model>> load_with(const QTemporaryDir &folder, const char *from, const char *to)
    {
        const QDir golden(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2");
        for (const QString &name : golden.entryList(QDir::Files)) {
            QFile::copy(golden.filePath(name), folder.filePath(name));
        }
        QFile file(folder.filePath("config.json"));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        if (!file.open(QIODevice::ReadOnly)) {
            return make_error(ErrorCode::Io, "config.json cannot be read");
        }
        QByteArray text = file.readAll();
        file.close();
        if (!text.contains(from) || !file.open(QIODevice::WriteOnly)) {
            return make_error(ErrorCode::Io, "config.json has no such text");
        }
        file.write(text.replace(from, to));
        file.close();
        return Model::load(folder.path().toStdString(), open_device("cpu").value());
    }

private slots:
    void fewerLayersThanTheCheckpointHasAreRefused()
    {
        const QTemporaryDir folder;
        const auto model = load_with(folder, "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2");
        QVERIFY(model.has_error());
        const QString message = QString::fromStdString(model.error().message);
        QVERIFY2(message.contains("model.layers.2.") && message.contains("num_hidden_layers is 2"),
                 qPrintable(message));
    }

    void moreLayersThanTheCheckpointHasAreRefused()
    {
        const QTemporaryDir folder;
        const auto model = load_with(folder, "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4");
        QVERIFY(model.has_error());
        QVERIFY2(model.error().message.find("model.layers.3.") != std::string::npos, model.error().message.c_str());
    }

    void loadingEndsWhereItIsToldTo()
    {
        int numReports = 0;
        std::uint64_t last = 0;
        const auto stopped = Model::load(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2", open_device("cpu").value(),
                                         [&](std::uint64_t numBytes, std::uint64_t totalBytes) {
                                             last = numBytes;
                                             return ++numReports < 3 || numBytes == totalBytes;
                                         });
        QVERIFY(stopped.has_error());
        QVERIFY(stopped.error().code == ErrorCode::Canceled);
        QCOMPARE(numReports, 3); // nothing is read after that
        QVERIFY(last > 0);
    }

    void randomWeightsDependOnTheSeedAlone()
    {
        ModelConfig config = load_model_config(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2").value();
        const Device device = open_device("cpu").value();
        const auto first = first_logits(config, 3, device);
        QCOMPARE(first.size(), static_cast<std::size_t>(config.vocab_size));
        QCOMPARE(first_logits(config, 3, device), first);
        QVERIFY(first_logits(config, 4, device) != first);
    }

    void builtInShapesAreThoseOfTheCheckpoints()
    {
        const auto llama = built_in_shape("r1-llama-8b"),
                   expected = load_model_config(KVSCOPE_TEST_DATA "/checkpoints/r1-llama-8b-old");
        QVERIFY(llama.has_value() && expected.has_value());
        QCOMPARE(llama.value().hidden_size, expected.value().hidden_size);
        QCOMPARE(llama.value().intermediate_size, expected.value().intermediate_size);
        QCOMPARE(llama.value().vocab_size, expected.value().vocab_size);
        const auto qwen = built_in_shape("r1-qwen-7b"),
                   qwen_expected = load_model_config(KVSCOPE_TEST_DATA "/checkpoints/r1-qwen-7b-old");
        QVERIFY(qwen.has_value() && qwen_expected.has_value());
        QCOMPARE(qwen.value().num_heads, qwen_expected.value().num_heads);
        QCOMPARE(qwen.value().num_kv_heads, qwen_expected.value().num_kv_heads);
        QCOMPARE(qwen.value().num_layers, qwen_expected.value().num_layers);
        QVERIFY(built_in_shape("gpt-2").has_error());
    }

private:
    static std::vector<float> first_logits(const ModelConfig &config, std::uint64_t seed, const Device &device)
    {
        const auto model = Model::randomize(config, seed, device);
        GenerationOptions options;
        options.cache.policy = find_policy("full");
        options.sampling.temperature = 0;
        options.sampling.max_new_tokens = 1;
        options.keep_logits = GenerationOptions::KeepLogits::First;
        SampleRequest request;
        request.prompt = {1, 2, 3};
        std::vector<float> logits;
        GenerationCallbacks callbacks;
        callbacks.on_sample = [&](GeneratedSample sample) { logits = sample.logits.front(); };
        const auto timing = generate(*model.value(), options, {request}, callbacks, {});
        return timing.has_value() ? logits : std::vector<float>();
    }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
