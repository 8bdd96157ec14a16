#include "checkpoint_builder.h"

#include "engine/checkpoint.h"
#include "model/config.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <random>

using namespace kvscope;
using namespace kvscope::test;
using nlohmann::json;

namespace {

std::string folder(const QString &name)
{
    return (QStringLiteral(KVSCOPE_TEST_DATA) + "/checkpoints/" + name).toStdString();
}

json fixture(const QString &name)
{
    return json::parse(read_file(QString::fromStdString(folder(name)) + "/config.json").toStdString());
}

Result<ModelConfig> parse(const json &config)
{
    return parse_model_config(config.dump(), "config.json");
}

QByteArray message_of(const Result<ModelConfig> &result)
{
    return result.has_error() ? QByteArray::fromStdString(result.error().message) : QByteArray("accepted");
}

} // namespace

class TestConfig : public QObject {
    Q_OBJECT

private slots:
    void reads_published_models_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("llama old") << "r1-llama-8b-old";
        QTest::newRow("llama new") << "r1-llama-8b-new";
        QTest::newRow("qwen old") << "r1-qwen-7b-old";
        QTest::newRow("qwen new") << "r1-qwen-7b-new";
    }

    void reads_published_models()
    {
        QFETCH(QString, name);
        const auto loaded = load_model_config(folder(name));
        QVERIFY2(loaded.has_value(), message_of(loaded));
        const ModelConfig &config = loaded.value();
        const bool is_llama = name.contains("llama");
        QCOMPARE(config.architecture, std::string(is_llama ? "LlamaForCausalLM" : "Qwen2ForCausalLM"));
        QCOMPARE(config.num_layers, is_llama ? 32 : 28);
        QCOMPARE(config.hidden_size, is_llama ? 4096 : 3584);
        QCOMPARE(config.intermediate_size, is_llama ? 14336 : 18944);
        QCOMPARE(config.num_heads, is_llama ? 32 : 28);
        QCOMPARE(config.num_kv_heads, is_llama ? 8 : 4);
        QCOMPARE(config.head_dim, 128);
        QCOMPARE(config.vocab_size, is_llama ? 128256 : 152064);
        QCOMPARE(config.max_position_embeddings, 131072);
        QCOMPARE(config.rms_norm_eps, is_llama ? 1e-5 : 1e-6);
        QCOMPARE(config.rope_theta, is_llama ? 500000.0 : 10000.0);
        QCOMPARE(config.tie_word_embeddings, false);
        QCOMPARE(config.qkv_bias, !is_llama);
        QCOMPARE(config.eos_ids, std::vector<std::int32_t>{is_llama ? 128001 : 151643});
        QCOMPARE(config.rope_scaling.has_value(), is_llama);
        if (is_llama) {
            QCOMPARE(config.rope_scaling->factor, 8.0);
            QCOMPARE(config.rope_scaling->low_freq_factor, 1.0);
            QCOMPARE(config.rope_scaling->high_freq_factor, 4.0);
            QCOMPARE(config.rope_scaling->original_max_position_embeddings, 8192);
        }
    }

    void reads_bundled_and_golden_models()
    {
        const auto llama = load_model_config(KVSCOPE_RESOURCES "/models/tiny-r1-llama");
        QVERIFY2(llama.has_value(), message_of(llama));
        QCOMPARE(llama.value().num_layers, 6);
        QCOMPARE(llama.value().num_kv_heads, 2);
        QCOMPARE(llama.value().eos_ids, std::vector<std::int32_t>{1019});
        QVERIFY(llama.value().rope_scaling.has_value());
        const auto qwen = load_model_config(KVSCOPE_RESOURCES "/models/tiny-r1-qwen");
        QVERIFY2(qwen.has_value(), message_of(qwen));
        QCOMPARE(qwen.value().head_dim, 64); // not in the file
        QVERIFY(qwen.value().tie_word_embeddings && qwen.value().qkv_bias);
        const auto golden = load_model_config(KVSCOPE_TEST_DATA "/golden/qwen2-hd64-tied");
        QVERIFY2(golden.has_value(), message_of(golden));
        QVERIFY(golden.value().eos_ids.empty()); // null in both files
        const auto sharded = load_model_config(KVSCOPE_TEST_DATA "/golden/llama-hd128-sharded");
        QVERIFY2(sharded.has_value(), message_of(sharded));
        QCOMPARE(sharded.value().head_dim, 128);
    }

    /// Every field of the wrong type or out of range is refused, and the message says which one.
    void refuses_bad_values()
    {
        const std::vector<json> wrong_sizes{
            0, -1, 1.5, 1e300, std::int64_t{1} << 31, ~std::uint64_t{0}, "8", true, json::array({8}), json::object()};
        for (const char *name : {"r1-llama-8b-old", "r1-qwen-7b-new"}) {
            const json good = fixture(name);
            for (const char *field : {"num_hidden_layers", "hidden_size", "intermediate_size", "num_attention_heads",
                                      "num_key_value_heads", "vocab_size", "max_position_embeddings", "head_dim"}) {
                for (const json &wrong : wrong_sizes) {
                    json config = good;
                    config[field] = wrong;
                    const auto parsed = parse(config);
                    QVERIFY2(message_of(parsed).startsWith(QByteArray("config.json: ") + field + " is "),
                             message_of(parsed));
                }
            }
            for (const char *field : {"rms_norm_eps", "rope_theta"}) {
                for (const json &wrong : std::vector<json>{0, -1.0, 1e300, "1e-5", false, json::array()}) {
                    json config = good;
                    config[field] = wrong;
                    QVERIFY2(message_of(parse(config)).contains(field), message_of(parse(config)));
                }
            }
        }
    }

    void requires_the_sizes()
    {
        for (const char *field : {"architectures", "num_hidden_layers", "hidden_size", "intermediate_size",
                                  "num_attention_heads", "vocab_size", "max_position_embeddings"}) {
            json config = fixture("r1-llama-8b-old");
            config.erase(field);
            QVERIFY2(message_of(parse(config)).contains(QByteArray(field) + " is missing"), message_of(parse(config)));
            config[field] = nullptr;
            QVERIFY2(message_of(parse(config)).contains(QByteArray(field) + " is missing"), message_of(parse(config)));
        }
    }

    void fills_in_what_the_library_defaults()
    {
        json config = fixture("r1-llama-8b-old");
        for (const char *field : {"num_key_value_heads", "head_dim", "rms_norm_eps", "rope_theta", "rope_scaling",
                                  "tie_word_embeddings", "hidden_act", "torch_dtype", "eos_token_id"}) {
            config.erase(field);
        }
        const auto parsed = parse(config);
        QVERIFY2(parsed.has_value(), message_of(parsed));
        QCOMPARE(parsed.value().num_kv_heads, 32);
        QCOMPARE(parsed.value().head_dim, 128);
        QCOMPARE(parsed.value().rms_norm_eps, 1e-6);
        QCOMPARE(parsed.value().rope_theta, 10000.0);
        QVERIFY(!parsed.value().rope_scaling && parsed.value().eos_ids.empty());
    }

    void refuses_variants_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("patch"); // JSON merge patch
        QTest::addColumn<QString>("message");
        const QString llama = "r1-llama-8b-old";
        const QString fresh = "r1-llama-8b-new";
        const QString qwen = "r1-qwen-7b-old";
        const auto add = [](const char *name, const QString &base, const char *patch, const char *message) {
            QTest::newRow(name) << base << QString(patch) << QString(message);
        };
        add("architecture", llama, R"({"architectures":["MistralForCausalLM"]})", "LlamaForCausalLM, Qwen2ForCausalLM");
        add("two architectures", llama, R"({"architectures":["LlamaForCausalLM","B"]})", "a list of one name");
        add("architecture is text", llama, R"({"architectures":"LlamaForCausalLM"})", "a list of one name");
        add("heads", llama, R"({"num_key_value_heads":5})", "must divide num_attention_heads, 32");
        add("head split", llama, R"({"head_dim":null,"hidden_size":4100})", "multiple of num_attention_heads, 32");
        add("odd head", llama, R"({"head_dim":127})", "must be even");
        add("derived head too large", llama,
            R"({"head_dim":null,"hidden_size":131072,"num_attention_heads":2,"num_key_value_heads":2})",
            "from 2 to 1024");
        add("activation", llama, R"({"hidden_act":"gelu"})", "hidden_act is \"gelu\"");
        add("MLP bias", llama, R"({"mlp_bias":true})", "mlp_bias is true");
        add("attention bias", llama, R"({"attention_bias":true})", "attention_bias is true");
        add("sliding window", qwen, R"({"use_sliding_window":true})", "use_sliding_window is true");
        add("sliding layers", qwen, R"({"layer_types":["full_attention","sliding_attention"]})", "layer_types");
        add("layer types are a number", qwen, R"({"layer_types":3})", "layer_types is 3");
        add("mrope", qwen, R"({"use_mrope":true})", "use_mrope is true");
        add("quantised", llama, R"({"quantization_config":{"bits":4}})", "quantised checkpoints are not supported");
        add("dtype", llama, R"({"torch_dtype":"float64"})", "torch_dtype is \"float64\"");
        add("new dtype", fresh, R"({"dtype":"int8"})", "dtype is \"int8\"");
        add("flag is a number", llama, R"({"tie_word_embeddings":1})", "tie_word_embeddings is 1; true or false");
        add("yarn", llama, R"({"rope_scaling":{"rope_type":"yarn"}})", "rope_scaling.rope_type is \"yarn\"");
        add("linear, old key", llama, R"({"rope_scaling":{"rope_type":null,"type":"linear"}})",
            "rope_scaling.type is \"linear\"");
        add("dynamic, new layout", fresh, R"({"rope_parameters":{"rope_type":"dynamic"}})",
            "rope_parameters.rope_type is \"dynamic\"");
        add("types contradict", llama, R"({"rope_scaling":{"type":"linear"}})", "contradicts rope_type");
        add("unknown rotary key", fresh, R"({"rope_parameters":{"beta_fast":32}})", "rope_parameters.beta_fast is 32");
        add("rotary per layer type", fresh, R"({"rope_parameters":{"full_attention":{"rope_type":"default"}}})",
            "rope_parameters.full_attention");
        add("partial rotation", fresh, R"({"rope_parameters":{"partial_rotary_factor":0.5}})",
            "rotation of the whole head");
        add("both layouts differ", llama, R"({"rope_parameters":{"rope_type":"default"}})", "only one can hold");
        add("scaling is a list", llama, R"({"rope_scaling":[8]})", "rope_scaling is a list");
        add("no factor", llama, R"({"rope_scaling":{"factor":null}})", "rope_scaling.factor is missing");
        add("factor below one", llama, R"({"rope_scaling":{"factor":0.5}})", "at least 1");
        add("frequencies swapped", llama, R"({"rope_scaling":{"low_freq_factor":4}})", "above low_freq_factor");
        add("original length", llama, R"({"rope_scaling":{"original_max_position_embeddings":0}})",
            "rope_scaling.original_max_position_embeddings is 0");
        add("eos too large", llama, R"({"eos_token_id":128256})", "no token id from 0 to 128255");
        add("eos negative", llama, R"({"eos_token_id":-1})", "-1 is no token id");
        add("eos list", llama, R"({"eos_token_id":[128001,"x"]})", "\"x\" is no token id");
    }

    void refuses_variants()
    {
        QFETCH(QString, base);
        QFETCH(QString, patch);
        QFETCH(QString, message);
        json config = fixture(base);
        config.merge_patch(json::parse(patch.toStdString()));
        const QByteArray said = message_of(parse(config));
        QVERIFY2(said.startsWith("config.json: ") && said.contains(message.toUtf8()), said);
    }

    void ignores_the_flag_that_qwen2_ignores()
    {
        json config = fixture("r1-qwen-7b-old");
        config["attention_bias"] = false;
        QVERIFY(parse(config).value().qkv_bias);
    }

    void takes_end_ids_from_the_generation_file()
    {
        QTemporaryDir dir;
        write_file(dir.filePath("config.json"), QByteArray::fromStdString(fixture("r1-llama-8b-old").dump()));
        const auto ids_with = [&](const QByteArray &generation) {
            write_file(dir.filePath("generation_config.json"), generation);
            return load_model_config(dir.path().toStdString());
        };
        using Ids = std::vector<std::int32_t>;
        QCOMPARE(ids_with(R"({"eos_token_id":7})").value().eos_ids, (Ids{7}));
        QCOMPARE(ids_with(R"({"eos_token_id":[128001,128008,128001]})").value().eos_ids, (Ids{128001, 128008}));
        QCOMPARE(ids_with(R"({"eos_token_id":null})").value().eos_ids, (Ids{128001}));
        QCOMPARE(ids_with("{}").value().eos_ids, (Ids{128001}));
        for (const char *bad : {R"({"eos_token_id":128256})", R"({"eos_token_id":"7"})", "[]", "{", ""}) {
            const auto loaded = ids_with(bad);
            QVERIFY2(message_of(loaded).contains("generation_config.json: "), message_of(loaded));
        }
    }

    void refuses_what_is_no_configuration_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty") << QByteArray() << QByteArray("not valid JSON");
        QTest::newRow("list") << QByteArray("[]") << QByteArray("one JSON object");
        QTest::newRow("number") << QByteArray("1") << QByteArray("one JSON object");
        QTest::newRow("cut") << QByteArray(R"({"hidden_size":)") << QByteArray("not valid JSON");
        QTest::newRow("duplicate") << QByteArray(R"({"a":1,"a":2})") << QByteArray("\"a\" appears twice");
        QTest::newRow("nested duplicate")
            << QByteArray(R"({"x":[{"a":1,"b":[1],"a":2}]})") << QByteArray("\"a\" appears twice");
        QTest::newRow("deep") << QByteArray(1'000'000, '[') << QByteArray("nested deeper than 16");
        QTest::newRow("many values") << "[" + QByteArray("0,").repeated(200'000) + "0]"
                                     << QByteArray("more than 100000 values");
        QTest::newRow("NUL") << QByteArray("{}\0{", 4) << QByteArray("NUL byte at byte 2");
        QTest::newRow("broken UTF-8") << QByteArray("{\"\xc3\":1}") << QByteArray("not valid JSON");
    }

    void refuses_what_is_no_configuration()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        const QByteArray said = message_of(parse_model_config(view(text), "config.json"));
        QVERIFY2(said.contains(message), said);
    }

    void names_missing_files()
    {
        QTemporaryDir dir;
        const auto loaded = load_model_config(dir.path().toStdString());
        QVERIFY(loaded.has_error() && loaded.error().code == ErrorCode::NotFound);
        QVERIFY2(message_of(loaded).contains(dir.filePath("config.json").toUtf8()), message_of(loaded));
        const auto absent = load_model_config(dir.filePath("absent").toStdString());
        QVERIFY(absent.has_error() && absent.error().code == ErrorCode::NotFound);
    }

    /// An accepted configuration is one that the forward pass can compute with, however the text was damaged.
    void survives_random_damage()
    {
        const QByteArray text = QByteArray::fromStdString(fixture("r1-llama-8b-new").dump());
        std::mt19937 random(7);
        int accepted = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray damaged = text;
            for (unsigned change = 0; change <= random() % 3; ++change) {
                damaged[static_cast<int>(random() % static_cast<unsigned>(text.size()))] =
                    random() % 2 == 0 ? static_cast<char>(random()) : "0123456789-.e{}[]\",:"[random() % 20];
            }
            const auto parsed = parse_model_config(view(damaged), "config.json");
            if (parsed.has_value()) {
                const ModelConfig &config = parsed.value();
                ++accepted;
                QVERIFY(config.num_layers > 0 && config.num_kv_heads > 0 && config.vocab_size > 0);
                QVERIFY(config.num_heads % config.num_kv_heads == 0 && config.head_dim % 2 == 0);
                QVERIFY(config.rope_theta > 0 && config.rms_norm_eps > 0);
            }
        }
        QVERIFY(accepted > 100);
    }
};

QTEST_GUILESS_MAIN(TestConfig)
#include "tst_config.moc"
