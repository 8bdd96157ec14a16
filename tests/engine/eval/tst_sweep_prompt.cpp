#include "engine/generation.h"
#include "engine/prompt.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <set>

using namespace kvscope;

namespace {

const std::string kResources = KVSCOPE_RESOURCES;

/// A copy of the bundled model whose kvscope.json has this content; empty: no such file.
std::string model_with_notes(const QTemporaryDir &folder, const std::string &notes)
{
    const std::filesystem::path dir = folder.filePath("model").toStdString();
    std::filesystem::remove_all(dir);
    std::filesystem::copy(kResources + "/models/tiny-r1-llama", dir, std::filesystem::copy_options::recursive);
    std::filesystem::remove(dir / "kvscope.json");
    if (!notes.empty()) {
        std::ofstream(dir / "kvscope.json") << notes;
    }
    return dir.string();
}

} // namespace

class TestSweepPrompt : public QObject {
    Q_OBJECT

private slots:
    void bundledModelsGetTheBareProblem()
    {
        for (const char *name : {"tiny-r1-llama", "tiny-r1-qwen"}) {
            const auto format = PromptFormat::load(kResources + "/models/" + name);
            QVERIFY(format.has_value());
            QCOMPARE(format.value().instruction(), std::string());
            QCOMPARE(format.value().build("What is 1?").text,
                     std::string("<｜begin▁of▁sentence｜><｜User｜>What is 1?<｜Assistant｜><think>\n"));
        }
    }

    void otherModelsGetDeepSeeksInstruction()
    {
        QTemporaryDir folder;
        const auto format = PromptFormat::load(model_with_notes(folder, ""));
        QVERIFY(format.has_value());
        const Prompt prompt = format.value().build("What is 1?");
        QVERIFY(prompt.text.find("What is 1?") < prompt.text.find("put your final answer within \\boxed{}."));
        QCOMPARE(prompt.sha256.size(), std::size_t{64});
    }

    void badNotesAreRefused_data()
    {
        QTest::addColumn<QString>("notes");
        QTest::newRow("no object") << "[]";
        QTest::newRow("no JSON") << "{";
        QTest::newRow("number") << R"({"instruction": 3})";
        QTest::newRow("null label") << R"({"label": null})";
        QTest::newRow("too large") << "{\"about\": \"" + QString(70000, 'x') + "\"}";
    }
    void badNotesAreRefused()
    {
        QFETCH(QString, notes);
        QTemporaryDir folder;
        const auto format = PromptFormat::load(model_with_notes(folder, notes.toStdString()));
        QVERIFY(format.has_error());
        QCOMPARE(format.error().code, ErrorCode::InvalidData);
        QVERIFY(format.error().message.find("kvscope.json") != std::string::npos);
    }

    void newTokensFitTheContext()
    {
        const auto format = PromptFormat::load(kResources + "/models/tiny-r1-llama");
        QVERIFY(format.has_value());
        QCOMPARE(format.value().max_new_tokens(0, 96), 4000);      // model_max_length 4096
        QCOMPARE(format.value().max_new_tokens(200, 96), 200);     // as asked
        QCOMPARE(format.value().max_new_tokens(9000, 96), 9000);   // beyond model_max_length, within the positions
        QCOMPARE(format.value().max_new_tokens(20000, 96), 16288); // max_position_embeddings 16384
        QCOMPARE(format.value().max_new_tokens(0, 5000), 0);
        QCOMPARE(format.value().max_new_tokens(1, 16384), 0);
    }

    void seedsAreAFunctionOfTheirFourInputs()
    {
        const std::uint64_t seed = sample_seed(0, "dataset", "problem", 0);
        QCOMPARE(sample_seed(0, "dataset", "problem", 0), seed);
        const std::set<std::uint64_t> others{seed,
                                             sample_seed(1, "dataset", "problem", 0),
                                             sample_seed(0, "dataset2", "problem", 0),
                                             sample_seed(0, "dataset", "problem2", 0),
                                             sample_seed(0, "datasetp", "roblem", 0),
                                             sample_seed(0, "dataset", "problem", 1),
                                             sample_seed(0, "dataset", "problem 0", 0)};
        QCOMPARE(others.size(), std::size_t{7});
        // A stored session is resumed by later versions: the numbers may never change.
        QCOMPARE(sample_seed(42, "d", "p", 3), std::uint64_t{0xcf5aca41de1195ed});
    }
};

QTEST_GUILESS_MAIN(TestSweepPrompt)
#include "tst_sweep_prompt.moc"
