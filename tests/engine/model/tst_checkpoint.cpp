#include "checkpoint_builder.h"

#include "engine/checkpoint.h"
#include "model/checkpoint_index.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <sys/stat.h>

using namespace kvscope;
using namespace kvscope::test;

namespace {

using Shape = std::vector<std::int64_t>;

template <typename T>
QByteArray message_of(const Result<T> &result)
{
    return result.has_error() ? QByteArray::fromStdString(result.error().message) : QByteArray("accepted");
}

template <typename T>
QByteArray raw(std::initializer_list<T> values)
{
    return {reinterpret_cast<const char *>(values.begin()), static_cast<int>(values.size() * sizeof(T))};
}

/// A folder with files in it.
class Folder {
public:
    QString path(const QString &name = {}) const { return name.isEmpty() ? dir_.path() : dir_.filePath(name); }
    Result<Checkpoint> open() const { return Checkpoint::open(dir_.path().toStdString()); }
    void write(const QString &name, const QByteArray &bytes) const { write_file(path(name), bytes); }
    void write_index(const QByteArray &weight_map) const
    {
        write("model.safetensors.index.json", R"({"metadata":{"total_size":8},"weight_map":)" + weight_map + "}");
    }
    /// Tensors "a" and "b" in a file each.
    void write_shards() const
    {
        write("one.safetensors", safetensors_bytes({{"a", "F32", "[1]", raw({1.0F})}}));
        write("two.safetensors", safetensors_bytes({{"b", "F32", "[1]", raw({2.0F})}}));
        write_index(R"({"a":"one.safetensors","b":"two.safetensors"})");
    }

private:
    QTemporaryDir dir_;
};

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

private slots:
    void reads_and_converts()
    {
        const Folder folder;
        folder.write("model.safetensors",
                     safetensors_bytes({{"f32", "F32", "[2,2]", raw({1.5F, -0.0F, 1e-40F, 3e38F})},
                                        {"f16", "F16", "[3]", raw<quint16>({0x3c00, 0x0001, 0xfc00})},
                                        {"bf16", "BF16", "[2]", raw<quint16>({0x3f80, 0xc049})},
                                        {"empty", "F32", "[0]", {}}}));
        const auto opened = folder.open();
        QVERIFY2(opened.has_value(), message_of(opened));
        const Checkpoint &checkpoint = opened.value();
        QCOMPARE(checkpoint.tensors().size(), std::size_t{4});
        QCOMPARE(checkpoint.tensors().front().name, std::string("bf16"));
        QCOMPARE(checkpoint.total_bytes(), std::uint64_t{16 + 6 + 4});
        QCOMPARE(checkpoint.read_f32("f32", {2, 2}).value(), (std::vector{1.5F, -0.0F, 1e-40F, 3e38F}));
        QCOMPARE(checkpoint.read_f32("f16", {3}).value(),
                 (std::vector{1.0F, 0x1p-24F, -std::numeric_limits<float>::infinity()}));
        QCOMPARE(checkpoint.read_f32("bf16", {2}).value(), (std::vector{1.0F, -3.140625F}));
        QVERIFY(checkpoint.read_f32("empty", {0}).value().empty());
        const auto bytes = checkpoint.read(*checkpoint.find("bf16"));
        QCOMPARE(bytes.value().size(), std::size_t{4});
        QCOMPARE(std::to_integer<int>(bytes.value()[3]), 0xc0);
    }

    /// Larger than the conversion's buffer, and not a multiple of it.
    void converts_in_pieces()
    {
        const int count = (1 << 20) + 12345;
        QByteArray data(count * 2, '\0');
        for (int i = 0; i < count; ++i) {
            const auto half = static_cast<quint16>(i * 7);
            std::memcpy(data.data() + 2 * i, &half, 2);
        }
        const Folder folder;
        folder.write("model.safetensors",
                     safetensors_bytes({{"w", "BF16", "[" + QByteArray::number(count) + "]", data}}));
        const auto values = folder.open().value().read_f32("w", {count});
        QVERIFY2(values.has_value(), message_of(values));
        for (int i = 0; i < count; ++i) {
            const auto expected = static_cast<std::uint32_t>(static_cast<quint16>(i * 7)) << 16;
            QCOMPARE(std::bit_cast<std::uint32_t>(values.value()[static_cast<std::size_t>(i)]), expected);
        }
    }

    void names_tensor_file_and_shapes()
    {
        const Folder folder;
        folder.write("model.safetensors", safetensors_bytes({{"w", "F32", "[2,1]", QByteArray(8, '\0')},
                                                             {"q", "I32", "[1]", QByteArray(4, '\0')}}));
        const Checkpoint checkpoint = folder.open().value();
        const QByteArray file = folder.path("model.safetensors").toUtf8();
        const QByteArray shape = message_of(checkpoint.read_f32("w", {1, 2}));
        QVERIFY2(shape.contains(file) && shape.contains("\"w\"") && shape.contains("[2, 1]") &&
                     shape.contains("[1, 2]"),
                 shape);
        const QByteArray absent = message_of(checkpoint.read_f32("v", {1, 2}));
        QVERIFY2(absent.contains(file) && absent.contains("\"v\" of shape [1, 2] is missing"), absent);
        // Another dtype is nobody's business until somebody needs the tensor.
        QVERIFY(checkpoint.find("q") == nullptr);
        const QByteArray dtype = message_of(checkpoint.read_f32("q", {1}));
        QVERIFY2(dtype.contains(file) && dtype.contains("I32") && dtype.contains("\"q\""), dtype);
    }

    void notices_a_file_cut_after_opening()
    {
        const Folder folder;
        const QByteArray bytes = safetensors_bytes({{"w", "F32", "[4]", QByteArray(16, 'x')}});
        folder.write("model.safetensors", bytes);
        const Checkpoint checkpoint = folder.open().value();
        folder.write("model.safetensors", bytes.chopped(1));
        const auto read = checkpoint.read(*checkpoint.find("w"));
        QVERIFY(read.has_error() && read.error().code == ErrorCode::Io);
        QVERIFY2(message_of(read).contains("changed after it was opened"), message_of(read));
        QVERIFY(checkpoint.read_f32("w", {4}).has_error());
        QFile::remove(folder.path("model.safetensors"));
        QVERIFY(checkpoint.read_f32("w", {4}).error().code == ErrorCode::NotFound);
    }

    void refuses_every_truncation_of_a_file()
    {
        const Folder folder;
        const QByteArray bytes = safetensors_bytes({{"w", "F32", "[2]", QByteArray(8, 'x')}});
        for (int length = 0; length < bytes.size(); ++length) {
            folder.write("model.safetensors", bytes.left(length));
            const auto opened = folder.open();
            QVERIFY2(message_of(opened).startsWith(folder.path("model.safetensors").toUtf8() + ": "),
                     message_of(opened));
        }
    }

    void opens_shards()
    {
        const Folder folder;
        folder.write_shards();
        const auto opened = folder.open();
        QVERIFY2(opened.has_value(), message_of(opened));
        QCOMPARE(opened.value().files().size(), std::size_t{2});
        QCOMPARE(opened.value().find("b")->shard, 1);
        QCOMPARE(opened.value().read_f32("b", {1}).value(), std::vector{2.0F});
    }

    void opens_golden_models()
    {
        const auto sharded = Checkpoint::open(KVSCOPE_TEST_DATA "/golden/llama-hd128-sharded");
        QVERIFY2(sharded.has_value(), message_of(sharded));
        QCOMPARE(sharded.value().files().size(), std::size_t{6});
        QCOMPARE(sharded.value().total_bytes(), std::uint64_t{8393728}); // the index's total_size
        for (const TensorInfo &tensor : sharded.value().tensors()) {
            const auto values = sharded.value().read_f32(tensor.name, tensor.shape);
            QVERIFY2(values.has_value(), message_of(values));
            QVERIFY(std::isfinite(values.value().front()) && std::isfinite(values.value().back()));
        }
        QVERIFY(Checkpoint::open(KVSCOPE_TEST_DATA "/golden/qwen2-hd64-tied").has_value());
        QVERIFY(Checkpoint::open(KVSCOPE_TEST_DATA "/golden/llama-hd64-gqa2").has_value());
    }

    void follows_the_index_only()
    {
        const Folder folder;
        folder.write_shards();
        // A second "a", with another value, in the file that the index does not name for it.
        folder.write("two.safetensors", safetensors_bytes({{"a", "F32", "[1]", raw({9.0F})},
                                                           {"b", "F32", "[1]", raw({2.0F})},
                                                           {"unlisted", "F32", "[1]", raw({3.0F})}}));
        const auto opened = folder.open();
        QVERIFY2(opened.has_value(), message_of(opened));
        QCOMPARE(opened.value().read_f32("a", {1}).value(), std::vector{1.0F});
        QVERIFY(opened.value().find("unlisted") == nullptr);
    }

    void refuses_bad_shards()
    {
        const Folder folder;
        folder.write_shards();
        QFile::remove(folder.path("two.safetensors"));
        QVERIFY2(message_of(folder.open()).contains("two.safetensors: this file is missing"),
                 message_of(folder.open()));
        folder.write("two.safetensors", safetensors_bytes({{"c", "F32", "[1]", raw({2.0F})}}));
        const QByteArray said = message_of(folder.open());
        QVERIFY2(said.contains("two.safetensors: tensor \"b\" is missing"), said);
    }

    void refuses_bad_indices_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QByteArray>("message");
        const auto add = [](const char *name, const QByteArray &index, const char *message) {
            QTest::newRow(name) << index << QByteArray(message);
        };
        const auto maps_to = [](const QByteArray &file) { return R"({"weight_map":{"a":)" + file + "}}"; };
        const char *bare = "only a bare name";
        add("empty", "", "not valid JSON");
        add("list", "[]", "\"weight_map\" must be");
        add("no map", "{}", "\"weight_map\" must be");
        add("map is null", R"({"weight_map":null})", "\"weight_map\" must be");
        add("map is empty", R"({"weight_map":{}})", "\"weight_map\" must be");
        add("map twice", R"({"weight_map":{},"weight_map":{}})", "appears twice");
        add("tensor twice", R"({"weight_map":{"a":"one.safetensors","a":"two.safetensors"}})", "\"a\" appears twice");
        add("number", maps_to("1"), "must be a file name");
        add("parent", maps_to(R"("../one.safetensors")"), bare);
        add("hidden parent", maps_to(R"("x/../../one.safetensors")"), bare);
        add("absolute", maps_to(R"("/etc/one.safetensors")"), bare);
        add("nested", maps_to(R"("sub/one.safetensors")"), bare);
        add("backslash", maps_to(R"("..\\one.safetensors")"), bare);
        add("dots", maps_to(R"("..")"), bare);
        add("empty name", maps_to(R"("")"), bare);
        add("NUL", maps_to("\"one.safetensors\\u0000.safetensors\""), bare);
        add("other file type", maps_to(R"("config.json")"), bare);
        add("very long", maps_to("\"" + QByteArray(300, 'x') + ".safetensors\""), bare);
        add("deep", R"({"weight_map":)" + QByteArray(50, '['), "nested deeper");
    }

    void refuses_bad_indices()
    {
        QFETCH(QByteArray, index);
        QFETCH(QByteArray, message);
        const Folder folder;
        folder.write_shards();
        folder.write("model.safetensors.index.json", index);
        const QByteArray said = message_of(folder.open());
        QVERIFY2(said.contains("model.safetensors.index.json: ") && said.contains(message), said);
    }

    void survives_random_damage_of_the_index()
    {
        const QByteArray text =
            R"({"metadata":{"total_size":8},"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})";
        std::mt19937 random(11);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray damaged = text;
            for (unsigned change = 0; change <= random() % 3; ++change) {
                damaged[static_cast<int>(random() % static_cast<unsigned>(text.size()))] =
                    random() % 2 == 0 ? static_cast<char>(random()) : "./\\\"{}[],:"[random() % 10];
            }
            const auto parsed = parse_shard_map(view(damaged), "index");
            if (parsed.has_value()) {
                for (const std::string &name : parsed.value().files) {
                    QVERIFY(name.find('/') == std::string::npos && name.ends_with(".safetensors") && name[0] != '.');
                }
            }
        }
    }

    void keeps_links_inside()
    {
        const Folder outside;
        outside.write("secret.safetensors", safetensors_bytes({{"a", "F32", "[1]", raw({1.0F})}}));
        const Folder folder;
        QVERIFY(QFile::link(outside.path("secret.safetensors"), folder.path("model.safetensors")));
        const auto opened = folder.open();
        QVERIFY(opened.has_error() && opened.error().code == ErrorCode::InvalidData);
        QVERIFY2(message_of(opened).contains("leads out of the model folder"), message_of(opened));
        // The same through a linked folder, and from a shard.
        QFile::remove(folder.path("model.safetensors"));
        folder.write_shards();
        QFile::remove(folder.path("one.safetensors"));
        QVERIFY(QFile::link(outside.path("secret.safetensors"), folder.path("one.safetensors")));
        QVERIFY2(message_of(folder.open()).contains("leads out of the model folder"), message_of(folder.open()));
        // A link to a neighbour is fine.
        QFile::remove(folder.path("one.safetensors"));
        folder.write("real", safetensors_bytes({{"a", "F32", "[1]", raw({5.0F})}}));
        QVERIFY(QFile::link("real", folder.path("one.safetensors")));
        QCOMPARE(folder.open().value().read_f32("a", {1}).value(), std::vector{5.0F});
    }

    void notices_a_link_swapped_after_opening()
    {
        const Folder outside;
        const QByteArray bytes = safetensors_bytes({{"a", "F32", "[1]", raw({1.0F})}});
        outside.write("secret.safetensors", bytes);
        const Folder folder;
        folder.write("model.safetensors", bytes);
        const Checkpoint checkpoint = folder.open().value();
        QFile::remove(folder.path("model.safetensors"));
        QVERIFY(QFile::link(outside.path("secret.safetensors"), folder.path("model.safetensors")));
        QVERIFY(checkpoint.read_f32("a", {1}).error().code == ErrorCode::InvalidData);
    }

    void follows_links_into_blobs()
    {
        const Folder hub;
        const QString snapshot = hub.path("models--org--name/snapshots/abc");
        QVERIFY(QDir().mkpath(snapshot) && QDir().mkpath(hub.path("models--org--name/blobs")) &&
                QDir().mkpath(hub.path("models--org--other/blobs")));
        const QByteArray bytes = safetensors_bytes({{"a", "F32", "[1]", raw({4.0F})}});
        hub.write("models--org--name/blobs/0123", bytes);
        hub.write("models--org--other/blobs/0123", bytes);
        const QString link = snapshot + "/model.safetensors";
        QVERIFY(QFile::link("../../blobs/0123", link));
        const auto opened = Checkpoint::open(snapshot.toStdString());
        QVERIFY2(opened.has_value(), message_of(opened));
        QCOMPARE(opened.value().read_f32("a", {1}).value(), std::vector{4.0F});
        // Another repository's blobs are outside.
        QFile::remove(link);
        QVERIFY(QFile::link("../../../models--org--other/blobs/0123", link));
        QVERIFY(Checkpoint::open(snapshot.toStdString()).has_error());
        // A blob that is not there: the download was interrupted.
        QFile::remove(link);
        QVERIFY(QFile::link("../../blobs/4567", link));
        const auto dangling = Checkpoint::open(snapshot.toStdString());
        QVERIFY(dangling.has_error() && dangling.error().code == ErrorCode::NotFound);
        QVERIFY2(message_of(dangling).contains("download is incomplete"), message_of(dangling));
    }

    void refuses_what_is_no_file()
    {
        const Folder folder;
        QVERIFY2(message_of(folder.open()).contains("there is neither model.safetensors nor"),
                 message_of(folder.open()));
        QVERIFY(Checkpoint::open(folder.path("absent").toStdString()).error().code == ErrorCode::NotFound);
        QVERIFY(Checkpoint::open("").has_error());
        QVERIFY(QDir().mkdir(folder.path("model.safetensors")));
        QVERIFY2(message_of(folder.open()).contains("is not a regular file"), message_of(folder.open()));
        QVERIFY(QDir().rmdir(folder.path("model.safetensors")));
        QCOMPARE(::mkfifo(folder.path("model.safetensors").toUtf8().constData(), 0600), 0);
        QVERIFY2(message_of(folder.open()).contains("is not a regular file"), message_of(folder.open()));
        QFile::remove(folder.path("model.safetensors"));
        QVERIFY(QFile::link("model.safetensors", folder.path("model.safetensors"))); // a loop
        QVERIFY(folder.open().has_error());
    }

    /// A few bytes on disk that claim to be terabytes.
    void refuses_huge_sparse_tensors()
    {
        const Folder folder;
        const std::uint64_t elements = std::uint64_t{1} << 40;
        const QByteArray json = R"({"w":{"dtype":"F32","shape":[)" + QByteArray::number(quint64{elements}) +
                                R"(],"data_offsets":[0,)" + QByteArray::number(quint64{4 * elements}) + "]}}";
        const QByteArray head = safetensors_bytes(json, {});
        folder.write("model.safetensors", head);
        if (!QFile::resize(folder.path("model.safetensors"), static_cast<qint64>(4 * elements) + head.size())) {
            QSKIP("this file system has no sparse files of that size");
        }
        const auto opened = folder.open();
        QVERIFY2(opened.has_value(), message_of(opened));
        // Nothing is allocated for a tensor of another shape than the configuration's.
        QVERIFY(opened.value().read_f32("w", {4}).error().code == ErrorCode::InvalidData);
    }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
