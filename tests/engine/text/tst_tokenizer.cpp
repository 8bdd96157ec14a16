#include "engine/sha256.h"
#include "engine/tokenizer.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <memory>

using namespace kvscope;

namespace {

const std::string data_dir = KVSCOPE_TEST_DATA "/text";
const std::string models_dir = KVSCOPE_RESOURCES "/models";

std::string folder_of(const std::string &name)
{
    return name.starts_with("models/") ? KVSCOPE_RESOURCES "/" + name : data_dir + "/" + name;
}

nlohmann::json read_json(const std::string &path)
{
    std::ifstream file(path);
    return nlohmann::json::parse(file);
}

void append_utf8(std::string &text, unsigned c)
{
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
        text += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)),
                 static_cast<char>(0x80 | (c & 63))};
    } else {
        text += {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 63)),
                 static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))};
    }
}

/// The text of one row of encodings.jsonl; see its README.
std::string text_of(const nlohmann::json &row)
{
    std::string text;
    if (row.contains("text")) {
        return row["text"];
    }
    if (row.contains("repeat")) {
        for (int i = 0; i < row["repeat"][1].get<int>(); ++i) {
            text += row["repeat"][0].get<std::string>();
        }
        return text;
    }
    for (const auto &range : row["sweep"]) {
        for (unsigned c = range[0]; c <= range[1].get<unsigned>(); ++c) {
            std::string character;
            append_utf8(character, c);
            text += character + "a1" + character + " ." + character + ";";
        }
    }
    return text;
}

std::string digest(const std::vector<std::int32_t> &ids)
{
    std::string joined;
    for (const std::int32_t id : ids) {
        joined += (joined.empty() ? "" : ",") + std::to_string(id);
    }
    return sha256_hex(joined).substr(0, 16);
}

Tokenizer load(const std::string &dir)
{
    auto loaded = Tokenizer::load(dir);
    if (loaded.has_error()) {
        qFatal("%s", loaded.error().message.c_str());
    }
    return std::move(loaded).value();
}

} // namespace

class TestTokenizer : public QObject {
    Q_OBJECT

private slots:
    void encodesLikeTheTokenizersLibrary()
    {
        std::map<std::string, Tokenizer> tokenizers;
        for (const char *name : {"models/tiny-r1-llama", "models/tiny-r1-qwen", "trained-llama3", "trained-qwen2"}) {
            tokenizers.emplace(name, load(folder_of(name)));
        }
        std::ifstream file(data_dir + "/encodings.jsonl");
        int num_compared = 0;
        for (std::string line; std::getline(file, line);) {
            const auto row = nlohmann::json::parse(line);
            const std::string text = text_of(row);
            for (const auto &[name, expected] : row["ids"].items()) {
                const std::string found = digest(tokenizers.at(name).encode(text, true));
                QVERIFY2(found == expected, (name + ": " + line.substr(0, 200)).c_str());
                ++num_compared;
            }
        }
        QVERIFY(num_compared > 12000);
    }

    void reproducesTheReferencePrompts_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("llama") << "tiny-r1-llama";
        QTest::newRow("qwen") << "tiny-r1-qwen";
    }

    void reproducesTheReferencePrompts()
    {
        QFETCH(QString, model);
        const Tokenizer tokenizer = load(models_dir + "/" + model.toStdString());
        const auto items = read_json(data_dir + "/reference_prompts.json")[model.toStdString()];
        QCOMPARE(items.size(), 8u);
        for (const auto &item : items) {
            const auto prompt_ids = item["prompt_ids"].get<std::vector<std::int32_t>>();
            const auto greedy_ids = item["greedy_ids"].get<std::vector<std::int32_t>>();
            const auto prompt_text = item["prompt_text"].get<std::string>();
            QCOMPARE(tokenizer.encode(prompt_text, false), prompt_ids);
            QCOMPARE(tokenizer.decode(prompt_ids, false), prompt_text);
            QCOMPARE(tokenizer.decode(greedy_ids, false), item["greedy_text"].get<std::string>());
        }
    }

    void knowsItsSpecialTokens()
    {
        const Tokenizer tokenizer = load(models_dir + "/tiny-r1-llama");
        QCOMPARE(tokenizer.vocab_size(), 1024);
        QCOMPARE(tokenizer.bos_id(), 1018);
        QCOMPARE(tokenizer.eos_id(), 1019);
        QCOMPARE(tokenizer.id_of("<think>"), 1022);
        QCOMPARE(tokenizer.id_of("\u0120="), tokenizer.encode(" =", false).front());
        QCOMPARE(tokenizer.id_of("no such token"), -1);
        QVERIFY(tokenizer.is_special(1018));
        QVERIFY(!tokenizer.is_special(1022));
        QVERIFY(!tokenizer.is_special(-1) && !tokenizer.is_special(1024));
        QCOMPARE(tokenizer.token_bytes(1022), std::string_view("<think>"));
        QVERIFY(tokenizer.token_bytes(-1).empty() && tokenizer.token_bytes(99999).empty());
        QCOMPARE(tokenizer.sha256(), sha256_hex_of_file(models_dir + "/tiny-r1-llama/tokenizer.json").value());
    }

    void addsABeginOfSentenceOnlyWhenAsked()
    {
        const Tokenizer with_template = load(data_dir + "/trained-llama3");
        const std::int32_t bos = with_template.id_of("<｜begin▁of▁sentence｜>");
        QVERIFY(bos > 0);
        QCOMPARE(with_template.encode("hi", true).front(), bos);
        QVERIFY(with_template.encode("hi", false).front() != bos);
        const Tokenizer without = load(models_dir + "/tiny-r1-llama");
        QCOMPARE(without.encode("hi", true), without.encode("hi", false));
    }

    void decodingSkipsSpecialTokensOnRequest()
    {
        const Tokenizer tokenizer = load(models_dir + "/tiny-r1-llama");
        const auto ids = tokenizer.encode("<think>so</think>12<｜end▁of▁sentence｜>", false);
        QCOMPARE(tokenizer.decode(ids, true), std::string("<think>so</think>12"));
        QCOMPARE(tokenizer.decode(ids, false), std::string("<think>so</think>12<｜end▁of▁sentence｜>"));
    }

    void brokenUtf8BecomesReplacementCharacters_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("repaired");
        const QByteArray bad = "\xEF\xBF\xBD";
        QTest::newRow("lone continuation") << QByteArray("a\x80z") << "a" + bad + "z";
        QTest::newRow("truncated tail") << QByteArray("a\xE2\x82") << "a" + bad;
        QTest::newRow("truncated inside") << QByteArray("\xF0\x9F\x98x") << bad + "x";
        QTest::newRow("overlong") << QByteArray("\xC0\xAF") << bad + bad;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << bad + bad + bad;
        QTest::newRow("too high") << QByteArray("\xF4\x90\x80\x80") << bad + bad + bad + bad;
        QTest::newRow("NUL is a character") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
    }

    void brokenUtf8BecomesReplacementCharacters()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, repaired);
        const Tokenizer tokenizer = load(models_dir + "/tiny-r1-qwen");
        const auto ids = tokenizer.encode(bytes.toStdString(), false);
        QCOMPARE(ids, tokenizer.encode(repaired.toStdString(), false));
        QCOMPARE(QByteArray::fromStdString(tokenizer.decode(ids, false)), repaired);
    }

    void streamsTheTextThatDecodingGives()
    {
        const Tokenizer tokenizer = load(models_dir + "/tiny-r1-llama");
        std::vector<std::int32_t> ids =
            tokenizer.encode("<think>π ≈ 3.14 👩‍👩‍👧‍👦 漢</think>", false);
        ids.insert(ids.begin() + 2, tokenizer.id_of("\u00f0")); // a lead byte that nothing continues
        ids.push_back(tokenizer.id_of("\u00e2"));               // a character cut off by the end
        StreamDecoder stream(tokenizer);
        std::string streamed;
        for (const std::int32_t id : ids) {
            const std::string part = stream.push(id);
            const QByteArray bytes = QByteArray::fromStdString(part);
            QCOMPARE(QString::fromUtf8(bytes).toUtf8(), bytes);
            streamed += part;
        }
        QVERIFY(streamed.size() < tokenizer.decode(ids, true).size());
        streamed += stream.finish();
        QCOMPARE(streamed, tokenizer.decode(ids, true));
        QVERIFY(stream.finish().empty());
    }

    void roundTripsEveryByteSequenceThatIsText()
    {
        for (const char *name : {"tiny-r1-llama", "tiny-r1-qwen"}) {
            const Tokenizer tokenizer = load(models_dir + "/" + name);
            std::string text;
            for (unsigned c = 0; c < 0x3000; c += 7) {
                append_utf8(text, c);
                text += c % 3 ? "\n" : "x";
            }
            const bool normalizes = std::string(name) == "tiny-r1-qwen";
            const std::string decoded = tokenizer.decode(tokenizer.encode(text, false), false);
            const QString expected = QString::fromStdString(text);
            QCOMPARE(QString::fromStdString(decoded),
                     normalizes ? expected.normalized(QString::NormalizationForm_C) : expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
