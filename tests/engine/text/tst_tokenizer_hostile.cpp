#include "engine/tokenizer.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

using namespace kvscope;
using nlohmann::json;

namespace {

const std::string model_dir = KVSCOPE_RESOURCES "/models/tiny-r1-llama";

std::string read_file(const std::string &path)
{
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
}

} // namespace

/// Files that no honest tool writes: each must give an error that names the file, or a tokenizer that works.
class TestTokenizerHostile : public QObject {
    Q_OBJECT

private:
    Result<Tokenizer> loadText(const std::string &tokenizer, const std::string &config = "{}")
    {
        // A fresh file each time: some file systems flush one that is truncated and rewritten.
        const std::string dir = folder_.path().toStdString();
        std::filesystem::remove(dir + "/tokenizer.json");
        std::filesystem::remove(dir + "/tokenizer_config.json");
        std::ofstream(dir + "/tokenizer.json", std::ios::binary) << tokenizer;
        std::ofstream(dir + "/tokenizer_config.json", std::ios::binary) << config;
        return Tokenizer::load(dir);
    }

    void expectRefusal(const Result<Tokenizer> &result, const QString &reason)
    {
        QVERIFY2(result.has_error(), qPrintable("accepted; expected: " + reason));
        const QString message = QString::fromStdString(result.error().message);
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains("tokenizer"), qPrintable(message));
    }

    QTemporaryDir folder_;
    const std::string good_ = read_file(model_dir + "/tokenizer.json");

private slots:
    void theUnchangedFileLoads() { QVERIFY(loadText(good_).has_value()); }

    void everyTruncationIsRefused()
    {
        json root = json::parse(good_);
        root["model"]["vocab"] = {{"a", 0}, {"b", 1}, {"ab", 2}};
        root["model"]["merges"] = {"a b"};
        root["added_tokens"] = {root["added_tokens"][0]};
        const std::string small = root.dump();
        QVERIFY(loadText(small).has_value());
        for (std::size_t size = 0; size < small.size(); ++size) {
            const auto result = loadText(small.substr(0, size));
            QVERIFY2(result.has_error(), std::to_string(size).c_str());
            QVERIFY(result.error().message.find("tokenizer.json") != std::string::npos);
        }
        for (std::size_t size = 0; size + 2 < good_.size(); size += 977) {
            QVERIFY(loadText(good_.substr(0, size)).has_error());
        }
    }

    void randomByteChangesNeverCrash()
    {
        std::uint32_t state = 1;
        const auto next = [&state] { return state = state * 1664525u + 1013904223u, state >> 8; };
        for (int round = 0; round < 300; ++round) {
            std::string changed = good_;
            for (int i = 0; i < 3; ++i) {
                // Most bytes are vocabulary: half of the changes go to the part that is structure.
                const std::size_t reach = next() % 2 ? changed.size() : 3000;
                changed[next() % reach] = static_cast<char>(next());
            }
            const auto result = loadText(changed);
            if (result.has_value()) {
                const auto ids = result.value().encode("Let x = 12.\n\n  don't <think>漢", true);
                for (const std::int32_t id : ids) {
                    QVERIFY(id >= 0 && id < result.value().vocab_size());
                }
                result.value().decode(ids, true);
            } else {
                QVERIFY(!result.error().message.empty());
            }
        }
    }

    void refusesWhatItDoesNotSupport_data()
    {
        QTest::addColumn<QByteArray>("pointer"); // JSON pointer that is set …
        QTest::addColumn<QByteArray>("value");   // … to this
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const char *pointer, const char *value, const char *reason) {
            QTest::newRow(name) << QByteArray(pointer) << QByteArray(value) << QString::fromUtf8(reason);
        };
        row("model is a list", "/model", "[]", "model.vocab");
        row("other model", "/model/type", "\"WordPiece\"", "WordPiece");
        row("vocab is a list", "/model/vocab", "[1]", "model.vocab");
        row("vocab is empty", "/model/vocab", "{}", "model.vocab");
        row("id is a text", "/model/vocab/a", "\"64\"", "whole number");
        row("id is negative", "/model/vocab/a", "-1", "whole number");
        row("id is a fraction", "/model/vocab/a", "1.5", "whole number");
        row("id is enormous", "/model/vocab/a", "18446744073709551615", "whole number");
        row("id would take gigabytes", "/model/vocab/a", "2147483647", "whole number");
        row("id is taken", "/model/vocab/a", "0", "two tokens");
        row("merges missing", "/model/merges", "null", "model.merges");
        row("merges is an object", "/model/merges", "{}", "model.merges");
        row("merge of three", "/model/merges/0", "\"a b c\"", "model.merges[0]");
        row("merge of one", "/model/merges/0", "\"ab\"", "model.merges[0]");
        row("merge of numbers", "/model/merges/0", "[1, 2]", "model.merges[0]");
        row("merge of unknown tokens", "/model/merges/0", "[\"qqq\", \"zzz\"]", "vocabulary lacks");
        row("merge into an unknown token", "/model/merges/0", "[\"#\", \"~\"]", "vocabulary lacks");
        row("dropout", "/model/dropout", "0.1", "dropout");
        row("byte fallback", "/model/byte_fallback", "true", "byte_fallback");
        row("subword prefix", "/model/continuing_subword_prefix", "\"##\"", "continuing_subword_prefix");
        row("normalizer", "/normalizer", R"({"type": "Lowercase"})", "Lowercase");
        row("normalizer list", "/normalizer", R"({"type": "Sequence", "normalizers": [{"type": "NFKC"}]})", "NFKC");
        row("pre-tokenizer missing", "/pre_tokenizer", "null", "missing");
        row("pre-tokenizer is a number", "/pre_tokenizer", "3", "not supported");
        row("pre-tokenizer", "/pre_tokenizer", R"({"type": "Metaspace"})", "Metaspace");
        row("no ByteLevel", "/pre_tokenizer/pretokenizers/1",
            R"({"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Isolated"})", "ByteLevel");
        row("prefix space", "/pre_tokenizer/pretokenizers/1/add_prefix_space", "true", "add_prefix_space");
        row("behavior", "/pre_tokenizer/pretokenizers/0/behavior", "\"Removed\"", "Isolated");
        row("inverted", "/pre_tokenizer/pretokenizers/0/invert", "true", "invert");
        row("literal pattern", "/pre_tokenizer/pretokenizers/0/pattern", R"({"String": " "})", "Regex");
        row("pattern does not compile", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"(\"", "does not compile");
        row("pattern with recursion", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"a(?R)?b\"", "recursion");
        row("pattern with a verb", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"(*LIMIT_MATCH=1)a\"", "verbs");
        row("pattern with \\K", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"a\\\\Kb\"", "\\K");
        row("pattern with class intersection", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"[a&&b]\"", "classes");
        row("pattern is empty", "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"\"", "empty");
        row("decoder", "/decoder", R"({"type": "WordPiece"})", "decoder");
        row("decoder missing", "/decoder", "null", "missing");
        row("added token without an id", "/added_tokens/0/id", "null", "added_tokens[0]");
        row("added token far away", "/added_tokens/0/id", "99999999", "whole number");
        row("added token takes an id", "/added_tokens/0/id", "5", "another token");
        row("added token is empty", "/added_tokens/0/content", "\"\"", "empty");
        row("added token of another id", "/added_tokens/0/content", "\"a\"", "has the ids");
        row("single_word", "/added_tokens/0/single_word", "true", "single_word");
        row("added tokens are a text", "/added_tokens", "\"x\"", "no list");
        row("post-processor", "/post_processor", R"({"type": "BertProcessing"})", "BertProcessing");
        row("template without text", "/post_processor", R"({"type": "TemplateProcessing", "single": []})", "no place");
        row("template with an unknown token", "/post_processor",
            R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {}})",
            "no ids");
        row("template with an id out of range", "/post_processor",
            R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}],
                "special_tokens": {"x": {"ids": [70000]}}})",
            "outside the vocabulary");
        row("template with two texts", "/post_processor",
            R"({"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}, {"Sequence": {"id": "B"}}]})",
            "neither");
    }

    void refusesWhatItDoesNotSupport()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QString, reason);
        json root = json::parse(good_);
        root[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        expectRefusal(loadText(root.dump()), reason);
    }

    void refusesDeepNesting()
    {
        expectRefusal(loadText(std::string(1 << 20, '[')), "nested deeper");
        std::string objects;
        for (int i = 0; i < 100000; ++i) {
            objects += "{\"model\":";
        }
        expectRefusal(loadText(objects), "nested deeper");
    }

    void refusesAPatternTooLongOrTooDeep()
    {
        json root = json::parse(good_);
        json &regex = root["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"];
        regex = std::string(100000, 'a');
        expectRefusal(loadText(root.dump()), "longer than");
        regex = std::string(200, '(') + "a" + std::string(200, ')');
        expectRefusal(loadText(root.dump()), "does not compile");
    }

    void aPatternThatBacktracksForeverIsCutOff()
    {
        json root = json::parse(good_);
        root["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = "(a|aa)+$";
        const auto result = loadText(root.dump());
        QVERIFY(result.has_value());
        const std::string text = std::string(60, 'a') + "b";
        QCOMPARE(result.value().decode(result.value().encode(text, false), false), text);
    }

    void refusesBadRolesInTheConfig()
    {
        expectRefusal(loadText(good_, R"({"bos_token": "no such token"})"), "no such token");
        expectRefusal(loadText(good_, R"({"eos_token": 5})"), "eos_token");
        expectRefusal(loadText(good_, R"({"add_bos_token": true})"), "add_bos_token");
        expectRefusal(loadText(good_, "[1"), "tokenizer_config.json");
    }

    void readsABeginOfSentenceFromTheConfigOnce()
    {
        const std::string bos = "<｜begin▁of▁sentence｜>";
        const std::string config = json{{"bos_token", bos}, {"add_bos_token", true}}.dump();
        const auto plain = loadText(good_, config);
        QVERIFY(plain.has_value());
        QCOMPARE(plain.value().encode("", true), std::vector<std::int32_t>{1018});
        json root = json::parse(good_);
        root["post_processor"] = {{"type", "TemplateProcessing"},
                                  {"single", {{{"SpecialToken", {{"id", bos}}}}, {{"Sequence", {{"id", "A"}}}}}},
                                  {"special_tokens", {{bos, {{"ids", {1018}}}}}}};
        const auto both = loadText(root.dump(), config);
        QVERIFY(both.has_value());
        QCOMPARE(both.value().encode("", true), std::vector<std::int32_t>{1018});
    }

    void acceptsBothWritingsOfMerges()
    {
        json root = json::parse(good_);
        QVERIFY(root["model"]["merges"][0].is_string());
        for (json &merge : root["model"]["merges"]) {
            const std::string text = merge;
            merge = {text.substr(0, text.find(' ')), text.substr(text.find(' ') + 1)};
        }
        const auto lists = loadText(root.dump());
        const auto texts = loadText(good_);
        QVERIFY(lists.has_value() && texts.has_value());
        const std::string text = "Work modulo 100.\nLet kelp = 4 * zinc.";
        QCOMPARE(lists.value().encode(text, false), texts.value().encode(text, false));
    }

    void refusesWhatIsNoFile()
    {
        QTemporaryDir empty;
        const auto missing = Tokenizer::load(empty.path().toStdString());
        QVERIFY(missing.has_error());
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(QDir(empty.path()).mkdir("tokenizer.json"));
        const auto folder = Tokenizer::load(empty.path().toStdString());
        QVERIFY(folder.has_error());
        QVERIFY(folder.error().message.find("regular file") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizerHostile)
#include "tst_tokenizer_hostile.moc"
