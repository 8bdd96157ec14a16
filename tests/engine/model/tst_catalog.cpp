#include "checkpoint_builder.h"

#include "engine/chat_template.h"
#include "engine/model_catalog.h"
#include "engine/sha256.h"
#include "model/catalog_label.h"
#include "model/catalog_template.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace kvscope;
using namespace kvscope::test;

namespace {

const QString bundled = QStringLiteral(KVSCOPE_RESOURCES) + "/models/tiny-r1-qwen";

/// A folder with that one tensor and the fields that a configuration needs.
void write_model(const QString &path, const QByteArray &weights = QByteArray(4, 'x'))
{
    if (!QDir().mkpath(path)) {
        qFatal("cannot make %s", qPrintable(path));
    }
    write_file(path + "/config.json",
               R"({"architectures":["LlamaForCausalLM"],"num_hidden_layers":3,"hidden_size":64,"intermediate_size":8,)"
               R"("num_attention_heads":4,"num_key_value_heads":2,"vocab_size":10,"max_position_embeddings":64})");
    write_file(path + "/tokenizer.json", "{}");
    write_file(path + "/tokenizer_config.json", R"({"chat_template":"{{ messages }}"})");
    write_file(path + "/model.safetensors", safetensors_bytes({{"w", "F32", "[1]", weights}}));
}

ModelRef inspect(const QString &path)
{
    auto result = inspect_model(path.toStdString());
    if (result.has_error()) {
        qFatal("%s", result.error().message.c_str());
    }
    return std::move(result).value();
}

const FoundModel *find(const std::vector<FoundModel> &models, const QString &dir)
{
    const auto place = std::ranges::find(models, dir.toStdString(), &FoundModel::dir);
    return place == models.end() ? nullptr : &*place;
}

} // namespace

class TestCatalog : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(empty_.isValid());
        qputenv("HF_HUB_CACHE", empty_.path().toUtf8());
    }

    void describes_a_bundled_model()
    {
        const ModelRef model = inspect(bundled);
        QCOMPARE(model.label, std::string("tiny-r1-qwen"));
        QCOMPARE(model.architecture, std::string("Qwen2ForCausalLM"));
        QCOMPARE(model.num_layers, 6);
        QCOMPARE(model.num_heads, 6);
        QCOMPARE(model.num_kv_heads, 2);
        QCOMPARE(model.head_dim, 64);
        QCOMPARE(model.kv_bytes_per_token, std::uint64_t{2 * 6 * 2 * 64 * 4});
        QCOMPARE(model.weight_bytes, std::uint64_t{8604672});
        QCOMPARE(model.config_sha256, sha256_hex(view(read_file(bundled + "/config.json"))));
        QCOMPARE(model.tokenizer_sha256, sha256_hex(view(read_file(bundled + "/tokenizer.json"))));
        const auto text = read_template_text(bundled.toStdString());
        QVERIFY(QByteArray::fromStdString(text.value()).startsWith("{% if not add_generation_prompt"));
        QCOMPARE(model.template_sha256, sha256_hex(text.value()));
        QCOMPARE(model.template_sha256, ChatTemplate::load(bundled.toStdString()).value().sha256());
        QCOMPARE(model.weights_sha256.size(), std::size_t{64});
        QCOMPARE(model.id.size(), std::size_t{16});
    }

    void identifies_by_content()
    {
        const QTemporaryDir dir;
        write_model(dir.filePath("a"));
        write_model(dir.filePath("b"));
        const ModelRef a = inspect(dir.filePath("a"));
        QCOMPARE(inspect(dir.filePath("b") + "/").id, a.id);
        QCOMPARE(inspect(dir.filePath("b") + "/").label, std::string("b"));
        // One bit of a weight, of the tokenizer, of the configuration: another model.
        write_model(dir.filePath("b"), "xxxy");
        QVERIFY(inspect(dir.filePath("b")).id != a.id);
        QCOMPARE(inspect(dir.filePath("b")).config_sha256, a.config_sha256);
        write_model(dir.filePath("b"));
        write_file(dir.filePath("b/tokenizer.json"), "{ }");
        QVERIFY(inspect(dir.filePath("b")).id != a.id);
        write_model(dir.filePath("b"));
        write_file(dir.filePath("b/config.json"), read_file(dir.filePath("a/config.json")) + "\n");
        QVERIFY(inspect(dir.filePath("b")).id != a.id);
        // The template is told apart, but is not part of the model.
        write_model(dir.filePath("b"));
        write_file(dir.filePath("b/chat_template.jinja"), "other\n");
        QCOMPARE(inspect(dir.filePath("b")).id, a.id);
        QCOMPARE(inspect(dir.filePath("b")).template_sha256, sha256_hex("other"));
    }

    /// A fine-tuned model has the names, sizes and header of what it comes from.
    void tells_large_models_apart_by_their_weights()
    {
        const QTemporaryDir dir;
        constexpr qsizetype num_bytes = 68 << 20; // beyond what is hashed whole
        const auto write_large = [&dir](char value) {
            write_model(dir.filePath("large"));
            const QByteArray shape = "[" + QByteArray::number(num_bytes / 4) + "]";
            write_file(dir.filePath("large/model.safetensors"),
                       safetensors_bytes({{"w", "F32", shape, QByteArray(num_bytes, value)}}));
        };
        write_large('x');
        const ModelRef before = inspect(dir.filePath("large"));
        QCOMPARE(inspect(dir.filePath("large")).id, before.id);
        write_large('y');
        QVERIFY(inspect(dir.filePath("large")).id != before.id);
        // The last bytes too.
        write_large('x');
        QFile file(dir.filePath("large/model.safetensors"));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 1) && file.putChar('y'));
        file.close();
        QVERIFY(inspect(dir.filePath("large")).id != before.id);
    }

    void reads_templates_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("text"); // null: refused
        QTest::newRow("string") << QByteArray(R"({"chat_template":"x"})") << QByteArray("x");
        QTest::newRow("absent") << QByteArray("{}") << QByteArray("");
        QTest::newRow("null") << QByteArray(R"({"chat_template":null})") << QByteArray("");
        QTest::newRow("named")
            << QByteArray(R"({"chat_template":[{"name":"tools","template":"t"},{"name":"default","template":"d"}]})")
            << QByteArray("d");
        QTest::newRow("no default") << QByteArray(R"({"chat_template":[{"name":"tools","template":"t"}]})")
                                    << QByteArray();
        QTest::newRow("list of numbers") << QByteArray(
                                                R"({"chat_template":[1,{"name":1},{"name":"default","template":2}]})")
                                         << QByteArray();
        QTest::newRow("number") << QByteArray(R"({"chat_template":1})") << QByteArray();
        QTest::newRow("malformed") << QByteArray("{") << QByteArray();
    }

    void reads_templates()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, text);
        const QTemporaryDir dir;
        write_file(dir.filePath("tokenizer_config.json"), config);
        const auto result = read_template_text(dir.path().toStdString());
        QCOMPARE(result.has_error(), text.isNull());
        if (result.has_value()) {
            QCOMPARE(QByteArray::fromStdString(result.value()), text);
        } else {
            QVERIFY(result.error().message.find("tokenizer_config.json: ") != std::string::npos);
        }
    }

    void needs_no_tokenizer_or_template()
    {
        const QTemporaryDir dir;
        write_model(dir.filePath("m"));
        QFile::remove(dir.filePath("m/tokenizer.json"));
        QFile::remove(dir.filePath("m/tokenizer_config.json"));
        const ModelRef model = inspect(dir.filePath("m"));
        QVERIFY(model.tokenizer_sha256.empty() && model.template_sha256.empty());
    }

    void labels_snapshots_by_repository()
    {
        QCOMPARE(model_label("/x/models--org--a-name/snapshots/0123"), std::string("org/a-name"));
        QCOMPARE(model_label("/x/models--org--a-name/snapshots/0123/"), std::string("org/a-name"));
        QCOMPARE(model_label("/x/models--gpt2/snapshots/0123"), std::string("gpt2"));
        QCOMPARE(model_label("/x/models--a--b--c/snapshots/0123"), std::string("a/b--c"));
        QCOMPARE(model_label("/x/other/snapshots/0123"), std::string("0123"));
        QCOMPARE(model_label("/x/y/../z/."), std::string("z"));
    }

    void finds_bundled_models()
    {
        const auto models = find_models(KVSCOPE_RESOURCES);
        QCOMPARE(models.size(), std::size_t{2});
        for (const FoundModel &model : models) {
            QVERIFY2(model.problem.empty(), model.problem.c_str());
            QCOMPARE(model.origin, std::string("bundled"));
        }
        QCOMPARE(models[0].label, std::string("tiny-r1-llama"));
        QCOMPARE(models[1].weight_bytes, std::uint64_t{8604672});
        QVERIFY(find_models(empty_.filePath("absent").toStdString()).empty());
    }

    void finds_snapshots_and_says_what_is_wrong()
    {
        const QTemporaryDir hub;
        const auto path = [&](const QString &name) { return hub.filePath(name); };
        write_model(path("models--org--good/snapshots/0000aaaa1111"));
        write_model(path("models--org--good/snapshots/ffffbbbb2222"));
        QVERIFY(QDir().mkpath(path("models--org--good/refs")));
        write_file(path("models--org--good/refs/main"), "ffffbbbb2222\n");
        write_model(path("models--org--cut/snapshots/1"));
        QVERIFY(QDir().mkpath(path("models--org--cut/blobs")));
        write_file(path("models--org--cut/blobs/abc.incomplete"), "x");
        QFile::remove(path("models--org--cut/snapshots/1/model.safetensors"));
        QVERIFY(QFile::link("../../blobs/abc", path("models--org--cut/snapshots/1/model.safetensors")));
        QVERIFY(QDir().mkpath(path("models--org--started/blobs")));
        QVERIFY(QDir().mkpath(path("models--org--bert/snapshots/1")));
        write_file(path("models--org--bert/snapshots/1/config.json"), R"({"architectures":["BertModel"]})");
        write_model(path("models--org--textless/snapshots/1"));
        QFile::remove(path("models--org--textless/snapshots/1/tokenizer.json"));
        QVERIFY(QDir().mkpath(path("datasets--org--data/snapshots/1")));

        qputenv("HF_HUB_CACHE", hub.path().toUtf8());
        const auto models = find_models(empty_.path().toStdString());
        qputenv("HF_HUB_CACHE", empty_.path().toUtf8());

        QCOMPARE(models.size(), std::size_t{6});
        const FoundModel *main = find(models, path("models--org--good/snapshots/ffffbbbb2222"));
        QVERIFY(main != nullptr && main->problem.empty() && main->weight_bytes == 4);
        QCOMPARE(main->label, std::string("org/good"));
        QCOMPARE(main->origin, std::string("Hugging Face cache"));
        const FoundModel *older = find(models, path("models--org--good/snapshots/0000aaaa1111"));
        QVERIFY(older != nullptr && older > main);
        QCOMPARE(older->label, std::string("org/good (0000aaaa)"));
        const auto problem = [&](const char *dir) {
            const FoundModel *model = find(models, path(dir));
            return model == nullptr ? QByteArray("not listed") : QByteArray::fromStdString(model->problem);
        };
        const QByteArray cut = problem("models--org--cut/snapshots/1");
        QVERIFY2(cut.contains("points to nothing") && cut.contains("unfinished"), cut);
        QVERIFY2(problem("models--org--started").contains("no snapshot yet"), problem("models--org--started"));
        QVERIFY2(problem("models--org--bert/snapshots/1").contains("\"BertModel\" is not supported"),
                 problem("models--org--bert/snapshots/1"));
        QVERIFY2(problem("models--org--textless/snapshots/1").contains("tokenizer.json"),
                 problem("models--org--textless/snapshots/1"));
    }

    void says_what_a_download_lacks()
    {
        const QTemporaryDir hub;
        const QString repository = hub.filePath("models--org--sharded");
        const QString snapshot = repository + "/snapshots/aaaa";
        write_model(snapshot);
        QFile::remove(snapshot + "/model.safetensors");
        write_file(snapshot + "/model.safetensors.index.json",
                   R"({"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-3.safetensors"}})");
        QVERIFY(QDir().mkpath(repository + "/blobs"));
        const auto add_shard = [&](const char *tensor, const QString &name) {
            write_file(repository + "/blobs/" + name, safetensors_bytes({{tensor, "BF16", "[2]", "xxxx"}}));
            QFile::remove(snapshot + "/" + name);
            QVERIFY(QFile::link("../../blobs/" + name, snapshot + "/" + name));
        };
        const auto look = [&] {
            qputenv("HF_HUB_CACHE", hub.path().toUtf8());
            auto models = find_models(empty_.path().toStdString());
            qputenv("HF_HUB_CACHE", empty_.path().toUtf8());
            return models.at(0);
        };
        add_shard("a", "m-1.safetensors");
        QVERIFY(QFile::link("../../blobs/m-2.safetensors", snapshot + "/m-2.safetensors")); // points to nothing yet
        write_file(repository + "/blobs/m-2.safetensors.incomplete", "x");
        QCOMPARE(look().missing, std::string("2 of 3 shards"));
        QVERIFY(QByteArray::fromStdString(look().problem).contains("unfinished"));
        add_shard("b", "m-2.safetensors");
        add_shard("c", "m-3.safetensors");
        QFile::remove(snapshot + "/tokenizer.json");
        QCOMPARE(look().missing, std::string("tokenizer.json"));
        write_file(snapshot + "/tokenizer.json", "{}");
        QFile::remove(repository + "/blobs/m-2.safetensors.incomplete");
        const FoundModel whole = look();
        QCOMPARE(whole.missing, std::string());
        QCOMPARE(whole.problem, std::string());
        QCOMPARE(whole.dtype, std::string("BF16"));
        QCOMPARE(whole.num_parameters, std::uint64_t{6});
        QCOMPARE(whole.revision, std::string("aaaa"));
    }

    void names_the_refs_of_a_revision()
    {
        const QTemporaryDir hub;
        const QString repository = hub.filePath("models--org--m");
        for (const char *revision : {"1111", "2222", "3333"}) {
            write_model(repository + "/snapshots/" + revision);
        }
        QVERIFY(QDir().mkpath(repository + "/refs/refs/pr"));
        write_file(repository + "/refs/main", "2222");
        write_file(repository + "/refs/a-tag", "2222\n");
        write_file(repository + "/refs/refs/pr/1", "3333");
        qputenv("HF_HUB_CACHE", hub.path().toUtf8());
        const auto models = find_models(empty_.path().toStdString());
        qputenv("HF_HUB_CACHE", empty_.path().toUtf8());
        QCOMPARE(models.size(), std::size_t{3});
        QCOMPARE(models[0].revision, std::string("2222"));
        QCOMPARE(models[0].refs, std::string("main, a-tag"));
        QCOMPARE(models[1].refs, std::string());
        QCOMPARE(models[2].refs, std::string("refs/pr/1"));
        QCOMPARE(models[2].label, std::string("org/m (3333)"));
    }

    void looks_into_folders_given()
    {
        const QTemporaryDir dir;
        write_model(dir.filePath("some/a"));
        write_model(dir.filePath("some/b"));
        QVERIFY(QDir().mkpath(dir.filePath("some/no-model")));
        write_model(dir.filePath("one"));
        const auto models = find_models(empty_.path().toStdString(),
                                        {dir.filePath("some").toStdString(), dir.filePath("one").toStdString(),
                                         dir.filePath("absent").toStdString()});
        QCOMPARE(models.size(), std::size_t{4});
        QCOMPARE(models[0].label, std::string("a"));
        QCOMPARE(models[1].label, std::string("b"));
        QCOMPARE(models[2].origin, std::string("folder"));
        QVERIFY(models[2].problem.empty() && models[2].missing.empty());
        QVERIFY(!models[3].problem.empty() && models[3].missing.find("config.json") == 0);
    }

    void knows_free_memory() { QVERIFY(free_host_bytes() > (1u << 20)); }

    void looks_where_the_library_looks()
    {
        const QTemporaryDir home;
        write_model(home.filePath("hf/hub/models--a--one/snapshots/1"));
        write_model(home.filePath(".cache/huggingface/hub/models--a--two/snapshots/1"));
        const QByteArray old_home = qgetenv("HOME");
        const std::string nothing = empty_.path().toStdString();
        qunsetenv("HF_HUB_CACHE");
        qputenv("HOME", home.path().toUtf8());
        qunsetenv("HF_HOME");
        const auto by_home = find_models(nothing);
        qputenv("HF_HOME", home.filePath("hf").toUtf8());
        const auto by_hf_home = find_models(nothing);
        qunsetenv("HF_HOME");
        qputenv("HOME", old_home);
        qputenv("HF_HUB_CACHE", empty_.path().toUtf8());
        QCOMPARE(by_home.size(), std::size_t{1});
        QCOMPARE(by_home[0].label, std::string("a/two"));
        QCOMPARE(by_hf_home.size(), std::size_t{1});
        QCOMPARE(by_hf_home[0].label, std::string("a/one"));
    }

private:
    QTemporaryDir empty_;
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
