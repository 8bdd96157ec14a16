#include "checkpoint_builder.h"

#include "model/safetensors.h"
#include "model/safetensors_convert.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace kvscope;
using namespace kvscope::test;

namespace {

QByteArray small_file()
{
    return safetensors_bytes({{"a.weight", "F32", "[2,3]", QByteArray(24, 'a')},
                              {"b", "BF16", "[4]", QByteArray(8, 'b')},
                              {"empty", "F16", "[0,7]", {}},
                              {"scalar", "I64", "[]", QByteArray(8, 's')}});
}

std::size_t header_bytes(const QByteArray &file)
{
    return safetensors_header_size(view(file), static_cast<std::uint64_t>(file.size())).value();
}

Result<std::vector<SafetensorsEntry>> parse(const QByteArray &file)
{
    return parse_safetensors_header(view(file), static_cast<std::uint64_t>(file.size()));
}

/// What every accepted header promises.
bool covers_exactly_once(std::vector<SafetensorsEntry> entries, std::uint64_t begin, std::uint64_t end)
{
    std::ranges::sort(entries, {}, [](const auto &entry) { return std::pair(entry.offset, entry.num_bytes); });
    for (const SafetensorsEntry &entry : entries) {
        if (entry.offset != begin) {
            return false;
        }
        begin += entry.num_bytes;
    }
    return begin == end;
}

std::uint32_t bits_of(float value)
{
    return std::bit_cast<std::uint32_t>(value);
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private slots:
    void reads_the_table_of_contents()
    {
        const QByteArray file = small_file();
        const auto parsed = parse(file);
        QVERIFY2(parsed.has_value(), parsed.has_error() ? parsed.error().message.c_str() : "");
        const auto &entries = parsed.value();
        QCOMPARE(entries.size(), std::size_t{4});
        QCOMPARE(entries[0].name, std::string("a.weight"));
        QCOMPARE(entries[0].dtype, std::string("F32"));
        QCOMPARE(entries[0].shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(entries[0].offset, std::uint64_t{header_bytes(file)});
        QCOMPARE(entries[0].num_bytes, std::uint64_t{24});
        QCOMPARE(entries[1].offset, entries[0].offset + 24);
        QCOMPARE(entries[2].num_bytes, std::uint64_t{0});
        QVERIFY(entries[3].shape.empty());
        QVERIFY(covers_exactly_once(entries, header_bytes(file), static_cast<std::uint64_t>(file.size())));
    }

    void accepts_padding_and_no_tensors()
    {
        QVERIFY(parse(safetensors_bytes("{}      ", {})).has_value());
        QVERIFY(parse(safetensors_bytes(R"({"__metadata__":{}})", {})).has_value());
    }

    void refuses_every_truncation()
    {
        const QByteArray file = small_file();
        for (int length = 0; length < file.size(); ++length) {
            QVERIFY2(parse(file.left(length)).has_error(), QByteArray::number(length));
        }
        // The file is whole but the caller hands over too little of it.
        for (int length = 0; length < static_cast<int>(header_bytes(file)); ++length) {
            const auto parsed = parse_safetensors_header(view(file).substr(0, static_cast<std::size_t>(length)),
                                                         static_cast<std::uint64_t>(file.size()));
            QVERIFY2(parsed.has_error(), QByteArray::number(length));
        }
        QVERIFY(parse(file + 'x').has_error());
    }

    void refuses_wrong_lengths()
    {
        for (const quint64 length : {quint64{100'000'001}, quint64{1} << 32, quint64{1} << 63, ~quint64{0}}) {
            QByteArray file = small_file();
            for (int i = 0; i < 8; ++i) {
                file[i] = static_cast<char>(length >> (8 * i));
            }
            QVERIFY(parse(file).has_error());
            // However large the file claims to be, a header has at most 100 MB.
            QVERIFY(safetensors_header_size(view(file), ~std::uint64_t{0}).has_error());
        }
    }

    void refuses_malformed_headers_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("message");
        const QByteArray four(4, 'x');
        const auto tensor = [](const QByteArray &fields) { return R"({"w":{)" + fields + "}}"; };
        const auto add = [&](const char *name, const QByteArray &json, const QByteArray &data, const char *message) {
            QTest::newRow(name) << json << data << QByteArray(message);
        };
        add("not an object", "[]", {}, "does not begin with '{'");
        add("leading space", " {}", {}, "does not begin with '{'");
        add("byte order mark", "\xEF\xBB\xBF{}", {}, "does not begin with '{'");
        add("second document", "{}{}", {}, "not valid JSON");
        add("NUL padding", QByteArray("{}\0 x", 5), {}, "NUL byte in the header, at byte 10");
        add("broken UTF-8", "{\"\xff\":{}}", {}, "not valid JSON");
        add("empty name", R"({"":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", four, "name must have");
        add("tensor is a list", R"({"w":[]})", {}, "a list where an object must be");
        add("tensor is null", R"({"w":null})", {}, "null where an object must be");
        add("metadata is a number", R"({"__metadata__":1})", {}, "__metadata__: a number");
        add("metadata holds a number", R"({"__metadata__":{"a":1}})", {}, "__metadata__: a number");
        add("metadata is nested", R"({"__metadata__":{"a":{}}})", {}, "__metadata__: an object");
        add("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", {}, "appears twice");
        add("metadata key twice", R"({"__metadata__":{"a":"","a":""}})", {}, "\"a\" appears twice");
        add("no fields", R"({"w":{}})", {}, "dtype is missing");
        add("no shape", tensor(R"("dtype":"F32","data_offsets":[0,4])"), four, "shape is missing");
        add("no offsets", tensor(R"("dtype":"F32","shape":[1])"), four, "data_offsets is missing");
        add("unknown field", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1)"), four, "unknown field");
        add("field twice", tensor(R"("dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4])"), four, "twice");
        add("tensor twice",
            R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
            four, "\"w\" appears twice");
        add("unknown dtype", tensor(R"("dtype":"F33","shape":[1],"data_offsets":[0,4])"), four,
            "unknown dtype \"F33\"");
        add("dtype is a number", tensor(R"("dtype":1,"shape":[1],"data_offsets":[0,4])"), four,
            "a number where a string");
        add("shape is a number", tensor(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), four, "where a list");
        add("shape is negative", tensor(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), four,
            "a negative number");
        add("shape is a fraction", tensor(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"), four, "a fraction");
        add("shape beyond 64 bits", tensor(R"("dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4])"),
            four, "too large a number");
        add("shape is text", tensor(R"("dtype":"F32","shape":["1"],"data_offsets":[0,4])"), four, "a string where");
        add("shape is nested", tensor(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"), four, "a list where");
        add("too many dimensions", tensor(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4])"), four,
            "more than 8 dimensions");
        add("product wraps to 4 bytes", tensor(R"("dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,4])"),
            four, "64 bits");
        add("zero times huge", tensor(R"("dtype":"F32","shape":[9223372036854775807,9,0],"data_offsets":[0,4])"), four,
            "64 bits");
        add("dimension beyond signed", tensor(R"("dtype":"U8","shape":[0,9223372036854775808],"data_offsets":[0,0])"),
            {}, "64 bits");
        add("half a byte", tensor(R"("dtype":"F4","shape":[7],"data_offsets":[0,4])"), four, "whole bytes");
        add("span too short", tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), four, "needs 8 bytes");
        add("span too long", tensor(R"("dtype":"BF16","shape":[1],"data_offsets":[0,4])"), four, "needs 2 bytes");
        add("one offset", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), four, "two numbers");
        add("three offsets", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,8])"), four, "more than two");
        add("offsets reversed", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), four, "lie outside");
        add("offset past the end", tensor(R"("dtype":"F32","shape":[1],"data_offsets":[1,5])"), four, "lie outside");
        add("offset huge",
            tensor(R"("dtype":"F32","shape":[1],"data_offsets":[18446744073709551612,18446744073709551615])"), four,
            "lie outside");
        add("hole before the first", tensor(R"("dtype":"U8","shape":[3],"data_offsets":[1,4])"), four,
            "belong to no tensor");
        add("rest after the last", tensor(R"("dtype":"U8","shape":[3],"data_offsets":[0,3])"), four, "the tensors end");
        add("overlap",
            R"({"v":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"w":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
            four, "overlaps");
        add("same span twice",
            R"({"v":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
            four, "overlaps");
        add("hole between",
            R"({"v":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
            four, "belong to no tensor");
        add("data without tensors", "{}", four, "the tensors end");
        add("deeply nested", QByteArray(100'000, '[').prepend(R"({"w":)"), {}, "a list where an object must be");
    }

    void refuses_malformed_headers()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, message);
        const auto parsed = parse(safetensors_bytes(json, data));
        QVERIFY(parsed.has_error());
        QVERIFY(parsed.error().code == ErrorCode::InvalidData);
        QVERIFY2(QByteArray::fromStdString(parsed.error().message).contains(message), parsed.error().message.c_str());
    }

    /// Any bytes give an error or a table that keeps its promise.
    void survives_random_damage()
    {
        const QByteArray file = small_file();
        const auto end = static_cast<std::uint64_t>(file.size());
        std::mt19937 random(20240607);
        const std::string_view alphabet = "{}[]\",:0123456789-eE.\\u truefalsnF3264BIU\xff";
        int accepted = 0;
        for (int round = 0; round < 50'000; ++round) {
            QByteArray damaged = file;
            for (unsigned change = 0; change <= random() % 3; ++change) {
                const auto at = static_cast<int>(random() % header_bytes(file));
                damaged[at] = random() % 2 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
            }
            const auto parsed = parse_safetensors_header(view(damaged), end);
            if (parsed.has_value()) {
                ++accepted;
                const auto begin = safetensors_header_size(view(damaged), end).value();
                QVERIFY(covers_exactly_once(parsed.value(), begin, end));
            }
        }
        // A changed letter of a name is no damage; a parser that refuses everything would pass the check above.
        QVERIFY(accepted > 100);
    }

    void converts_halves_data()
    {
        QTest::addColumn<bool>("is_bf16");
        QTest::addColumn<unsigned>("bits");
        QTest::addColumn<unsigned>("expected"); // fp32 bits
        const auto f16 = [](const char *name, unsigned bits, float value) {
            QTest::newRow(name) << false << bits << bits_of(value);
        };
        f16("zero", 0x0000, 0.0F);
        f16("negative zero", 0x8000, -0.0F);
        f16("one", 0x3c00, 1.0F);
        f16("minus two", 0xc000, -2.0F);
        f16("a third", 0x3555, 0.333251953125F);
        f16("largest", 0x7bff, 65504.0F);
        f16("smallest normal", 0x0400, 0x1p-14F);
        f16("largest subnormal", 0x03ff, 0x3ffp-24F);
        f16("smallest subnormal", 0x0001, 0x1p-24F);
        f16("negative subnormal", 0x8201, -0x201p-24F);
        f16("infinity", 0x7c00, std::numeric_limits<float>::infinity());
        f16("minus infinity", 0xfc00, -std::numeric_limits<float>::infinity());
        QTest::newRow("fp16 quiet NaN") << false << 0x7e00U << 0x7fc00000U;
        QTest::newRow("fp16 NaN with payload") << false << 0xfc01U << 0xff802000U;
        QTest::newRow("bf16 one") << true << 0x3f80U << bits_of(1.0F);
        QTest::newRow("bf16 minus pi") << true << 0xc049U << bits_of(-3.140625F);
        QTest::newRow("bf16 subnormal") << true << 0x0001U << 0x00010000U;
        QTest::newRow("bf16 infinity") << true << 0x7f80U << bits_of(std::numeric_limits<float>::infinity());
        QTest::newRow("bf16 NaN") << true << 0x7fc1U << 0x7fc10000U;
    }

    void converts_halves()
    {
        QFETCH(bool, is_bf16);
        QFETCH(unsigned, bits);
        QFETCH(unsigned, expected);
        const auto half = static_cast<std::uint16_t>(bits);
        QCOMPARE(bits_of(is_bf16 ? bf16_to_f32(half) : f16_to_f32(half)), expected);
    }

    /// Against the definition: sign × fraction × 2^exponent.
    void converts_all_halves()
    {
        for (unsigned bits = 0; bits < 0x10000; ++bits) {
            const int exponent = static_cast<int>(bits >> 10 & 0x1f);
            const int fraction = static_cast<int>(bits & 0x3ff);
            const double sign = (bits & 0x8000) != 0 ? -1 : 1;
            const float value = f16_to_f32(static_cast<std::uint16_t>(bits));
            if (exponent == 31) {
                QVERIFY(fraction != 0 ? std::isnan(value) : std::isinf(value));
            } else {
                const double exact =
                    exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
                QVERIFY(static_cast<double>(value) == sign * exact);
            }
            QCOMPARE(std::signbit(value), sign < 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
