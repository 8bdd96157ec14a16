#include "runner_process.h"

#include "engine/model.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

class TestRunnerArguments : public QObject {
    Q_OBJECT

private:
    static QString resource(const char *path) { return QStringLiteral(KVSCOPE_RESOURCES "/") + path; }
    static QStringList plan(const QStringList &more)
    {
        return QStringList{"run", "--model", resource("models/tiny-r1-llama"), "--dataset",
                           resource("tasks/tasks.jsonl")} +
               more;
    }

private slots:
    void wrongArguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const QStringList budget{"--kv-budget", "96", "--dry-run"};
        QTest::newRow("nothing") << QStringList{} << "subcommand";
        QTest::newRow("unknown command") << QStringList{"fly"} << "fly";
        QTest::newRow("unknown option") << plan(budget + QStringList{"--colour", "red"}) << "--colour";
        QTest::newRow("no model") << QStringList{"run", "--dataset", "x", "--kv-budget", "96"} << "--model";
        QTest::newRow("no budget") << plan({"--dry-run"}) << "--kv-budget";
        QTest::newRow("no session") << plan({"--kv-budget", "96"}) << "--session";
        QTest::newRow("bad budget") << plan({"--kv-budget", "96:32", "--dry-run"}) << "96:32";
        QTest::newRow("budget in the window") << plan({"--kv-budget", "8", "--dry-run"}) << "8";
        QTest::newRow("bad number") << plan(budget + QStringList{"--samples", "two"}) << "two";
        QTest::newRow("no samples") << plan(budget + QStringList{"--samples", "0"}) << "samples";
        QTest::newRow("unknown policy") << plan(budget + QStringList{"--policy", "lru"}) << "lru";
        QTest::newRow("unused parameter")
            << plan(budget + QStringList{"--policy", "streaming_llm", "--mix-lambda", "0.1"}) << "--mix-lambda";
        QTest::newRow("parameter out of range") << plan(budget + QStringList{"--mix-lambda", "7"}) << "mix_lambda";
        QTest::newRow("batch and memory")
            << plan(budget + QStringList{"--batch", "2", "--kv-memory", "1GiB"}) << "--batch";
        QTest::newRow("bad memory") << plan(budget + QStringList{"--kv-memory", "much"}) << "much";
        QTest::newRow("bad meaning") << plan(budget + QStringList{"--budget-means", "peak"}) << "peak";
        QTest::newRow("temperature") << plan(budget + QStringList{"--temperature", "-1"}) << "temperature";
        QTest::newRow("missing model")
            << QStringList{"run",         "--model", "/no/model", "--dataset", resource("tasks/tasks.jsonl"),
                           "--kv-budget", "96",      "--dry-run"}
            << "/no/model";
        QTest::newRow("resume nothing") << QStringList{"resume", "/no/such.kvsession"} << "/no/such.kvsession";
        QTest::newRow("verify nothing") << QStringList{"verify", "/no/such.kvsession"} << "/no/such.kvsession";
        QTest::newRow("two prompts") << QStringList{"generate",
                                                    "--model",
                                                    resource("models/tiny-r1-llama"),
                                                    "--prompt",
                                                    "a",
                                                    "--prompt-ids",
                                                    "1",
                                                    "--max-new-tokens",
                                                    "1"}
                                     << "--prompt";
        QTest::newRow("id outside")
            << QStringList{"generate",         "--model", resource("models/tiny-r1-llama"), "--prompt-ids", "99999",
                           "--max-new-tokens", "1"}
            << "99999";
        const QStringList generate{"generate",         "--model", resource("models/tiny-r1-llama"),
                                   "--max-new-tokens", "1",       "--prompt-ids"};
        QTest::newRow("ids with a gap") << generate + QStringList{"1,,2"} << "--prompt-ids";
        QTest::newRow("no ids") << generate + QStringList{""} << "--prompt-ids";
        QTest::newRow("negative seed") << generate + QStringList{"1", "--seed", "-1"} << "\"-1\"";
        QTest::newRow("negative seed of a run") << plan(budget + QStringList{"--seed", "-1"}) << "\"-1\"";
        QTest::newRow("given twice") << plan(budget + QStringList{"--limit", "1", "--limit", "2"}) << "only once";
        QTest::newRow("empty budget") << plan({"--kv-budget=", "--dry-run"}) << "budget";
        QTest::newRow("no such token") << QStringList{"tokenize", "--model", resource("models/tiny-r1-llama"), "--ids",
                                                      "5,99999"}
                                       << "99999";
        QTest::newRow("no text") << QStringList{"tokenize", "--model", resource("models/tiny-r1-llama")} << "--text";
        QTest::newRow("storage") << plan(budget + QStringList{"--kv-dtype", "bf16,fp9"}) << "fp9 not in {bf16,fp8}";
        QTest::newRow("storage by number") << plan(budget + QStringList{"--kv-dtype", "1"}) << "1 not in {bf16,fp8}";
        QTest::newRow("storage of one") << generate + QStringList{"1", "--kv-dtype", "1"} << "1 not in {bf16,fp8}";
        QTest::newRow("slot order") << generate + QStringList{"1", "--slot-order", "0"}
                                    << "0 not in {position,reference}";
        QTest::newRow("no pairs") << QStringList{"grade", "--pairs", "/no/pairs.jsonl"} << "/no/pairs.jsonl";
    }
    void wrongArguments()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const RunnerOutput output = runRunner(arguments);
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.out, QByteArray());
        QVERIFY2(output.err.endsWith('\n') && output.err.count('\n') == 1, output.err.constData());
        QVERIFY2(output.err.contains(named.toUtf8()), output.err.constData());
    }

    void helpIsEverywhere()
    {
        for (const char *command :
             {"run", "resume", "generate", "tokenize", "grade", "models", "policies", "verify", "selftest", "bench"}) {
            const RunnerOutput output = runRunner({command, "--help"});
            QCOMPARE(output.exitCode, 0);
            QVERIFY2(output.out.contains("Example"), command);
            QVERIFY2(!output.out.contains("->"), output.out.constData()); // names that CLI11 maps to our numbers
            QVERIFY(runRunner({"--help"}).out.contains(command));
        }
    }

    void dryRunPrintsThePlan()
    {
        const QStringList arguments =
            plan({"--kv-budget", "96:256:32,full", "--limit", "5", "--samples", "2", "--device", "cpu", "--dry-run"});
        const RunnerOutput text = runRunner(arguments);
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.out.contains("7 cells, 70 samples"));
        const QList<QJsonObject> events = runRunner(arguments + QStringList{"--json"}).events();
        QCOMPARE(events.size(), 1);
        QCOMPARE(events.front()["event"].toString(), "plan");
        const QJsonArray cells = events.front()["cells"].toArray();
        QCOMPARE(cells.size(), 7);
        QCOMPARE(cells[0].toObject()["budget"].toInt(), 96);
        QCOMPARE(cells[0].toObject()["peak"].toInt(), 112);
        QCOMPARE(cells[6].toObject()["budget"].toString(), "full");
        QVERIFY(text.out.contains("memory about") && text.out.contains("time roughly"));
        const QJsonObject estimate = events.front()["estimate"].toObject();
        QVERIFY(estimate["seconds_at_quarter"].toDouble() > 0);
        QVERIFY(estimate["seconds_at_limit"].toDouble() > estimate["seconds_at_quarter"].toDouble());
        // 10 samples of `full` hold more than 10 slabs do.
        QCOMPARE(estimate["kv_bytes"].toDouble(), 10 * cells[6].toObject()["kv_bytes_per_sequence"].toDouble());
        QVERIFY(estimate["weight_bytes"].toDouble() > 0);
        const QJsonObject oneThread =
            runRunner(arguments + QStringList{"--json", "--threads", "1"}).events().front()["estimate"].toObject();
        QCOMPARE(oneThread["threads"].toInt(), 1);
    }

    void aPlanForAGpuSaysWhetherOneAnswers()
    {
        const bool hasGpu = kvscope::open_device("cuda").has_value();
        for (const QStringList &device : {QStringList{"--device", "cuda"}, {"--kv-dtype", "bf16,fp8"}}) {
            const QStringList arguments = plan({"--kv-budget", "96", "--limit", "1", "--dry-run"}) + device;
            const RunnerOutput text = runRunner(arguments);
            QCOMPARE(text.exitCode, 0);
            QVERIFY2(!text.out.contains("time roughly") && text.out.contains("memory about"), text.out.constData());
            QCOMPARE(text.out.contains("no GPU answers here"), !hasGpu);
            const QJsonObject event = runRunner(arguments + QStringList{"--json"}).events().value(0);
            QVERIFY(event["estimate"].toObject()["seconds_at_limit"].isNull());
            QVERIFY(event["estimate"].toObject()["kv_bytes"].toDouble() > 0);
        }
    }

    void gradesPairsAndReportsBadLines()
    {
        QTemporaryDir folder;
        QFile pairs(folder.filePath("pairs.jsonl"));
        QVERIFY(pairs.open(QIODevice::WriteOnly));
        pairs.write("{\"gold\":\"12\",\"answer\":\"12\"}\n"
                    "{\"gold\":12,\"answer\":\"so \\\\boxed{13}\"}\n"
                    "not json\n"
                    "{\"gold\":\"7\",\"answer\":\"thinking</think> \\\\boxed{7}\"}\n"
                    "{\"gold\":\"7\",\"answer\":\"<think> \\\\boxed{7}\"}\n");
        pairs.close();
        const RunnerOutput output = runRunner({"grade", "--pairs", pairs.fileName(), "--json"});
        QCOMPARE(output.exitCode, 1);
        const QList<QJsonObject> grades = output.events();
        QCOMPARE(grades.size(), 5);
        QCOMPARE(grades[0]["verdict"].toString(), "correct");
        QCOMPARE(grades[1]["verdict"].toString(), "wrong");
        QCOMPARE(grades[1]["extracted"].toString(), "13");
        QVERIFY(grades[2].contains("error"));
        QCOMPARE(grades[2]["line"].toInt(), 3);
        QCOMPARE(grades[3]["verdict"].toString(), "correct");
        QCOMPARE(grades[4]["verdict"].toString(), "no_answer");
        QVERIFY(output.err.contains("line 3"));
    }

    void gradesAnswersThatAreNone()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("pairs.jsonl");
        const auto graded = [&file](const QByteArray &lines) {
            QFile pairs(file);
            return pairs.open(QIODevice::WriteOnly) && pairs.write(lines) == lines.size()
                       ? (pairs.close(), runRunner({"grade", "--pairs", file, "--json"}))
                       : RunnerOutput{};
        };
        const RunnerOutput output = graded("{\"gold\":\"7\",\"answer\":\"\"}\n"
                                           "{\"gold\":\"7\",\"answer\":null}\n"
                                           "{\"gold\":\"7\",\"answer\":\"so</think> seven\"}\n"
                                           "{\"gold\":\"7\",\"answer\":\"seven\"}\n");
        QCOMPARE(output.exitCode, 0);
        const QList<QJsonObject> grades = output.events();
        QCOMPARE(grades.size(), 4);
        for (int line = 0; line < 3; ++line) {
            QCOMPARE(grades[line]["verdict"].toString(), "no_answer");
        }
        QCOMPARE(grades[3]["verdict"].toString(), "wrong");
        QCOMPARE(graded("\n").exitCode, 1); // nothing to grade is no success
        QCOMPARE(runRunner({"grade", "--pairs", folder.path()}).exitCode, 1);
    }

    void aRunThatCannotBeginEndsItsEvents()
    {
        QTemporaryDir folder;
        const RunnerOutput output =
            runRunner({"run", "--model", resource("models/tiny-r1-llama"), "--dataset", "/no/tasks.jsonl",
                       "--kv-budget", "96", "--session", folder.filePath("s.kvsession"), "--json"});
        QCOMPARE(output.exitCode, 2);
        const QList<QJsonObject> events = output.events();
        QCOMPARE(events.size(), 2);
        QCOMPARE(events[0]["code"].toString(), "not_found");
        QCOMPARE(events[1]["event"].toString(), "end");
        QCOMPARE(events[1]["state"].toString(), "failed");
        for (const QStringList &refused : {plan({"--kv-budget", "abc", "--session", "s"}), plan({"--kv-budget", "96"}),
                                           QStringList{"resume", "/no/such.kvsession"}}) {
            const QList<QJsonObject> both = runRunner(refused + QStringList{"--json"}).events();
            QCOMPARE(both.size(), 2);
            QCOMPARE(both[0]["event"].toString(), "error");
            QCOMPARE(both[1]["event"].toString(), "end");
        }
        // A plan is no run.
        QCOMPARE(runRunner(plan({"--kv-budget", "abc", "--dry-run", "--json"})).events().size(), 1);
    }

    void damagedModelsAreNotComplete()
    {
        QTemporaryDir folder;
        for (const char *name : {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"}) {
            QVERIFY(QFile::copy(resource("models/tiny-r1-llama/") + name, folder.filePath(name)));
        }
        const auto described = [&folder] {
            const RunnerOutput output = runRunner({"models", "--folder", folder.path(), "--json"});
            for (const QJsonObject &model : output.events()) {
                if (model["dir"].toString().endsWith(QFileInfo(folder.path()).fileName())) {
                    return model;
                }
            }
            return QJsonObject();
        };
        QCOMPARE(described()["complete"].toBool(), true);
        QVERIFY(QFile::resize(folder.filePath("model.safetensors"), 1000));
        QCOMPARE(described()["usable"].toBool(true), false);
        QCOMPARE(described()["complete"].toBool(true), false);
        const RunnerOutput table = runRunner({"models", "--folder", folder.path()});
        for (const QByteArray &line : table.out.split('\n')) {
            QVERIFY2(!line.contains(folder.path().toUtf8()) || !line.contains(" yes "), line.constData());
        }
    }

    void decodesBytesThatEndTextsElsewhere()
    {
        const RunnerOutput output =
            runRunner({"tokenize", "--model", resource("models/tiny-r1-llama"), "--ids", "64,188,65"});
        QCOMPARE(output.out, QByteArray("a\0b\n", 4));
    }

    void outputThatCannotBeWrittenIsAFailure()
    {
        QProcess process;
        process.setStandardOutputFile("/dev/full");
        process.start(runnerProgram(), {"policies"});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
    }

    void publishedFiguresAreNotResumed()
    {
        const QString session =
            QStringLiteral(KVSCOPE_BIN_DIR "/../share/kvscope/reference/dynts-first-reading.kvsession");
        if (!QFile::exists(session)) {
            QSKIP("this build has no reference sessions");
        }
        const RunnerOutput output = runRunner({"resume", session});
        QCOMPARE(output.exitCode, 2);
        QVERIFY2(output.err.contains("published figures"), output.err.constData());
    }

    void tokenizesThereAndBack()
    {
        const QString model = resource("models/tiny-r1-qwen");
        const QList<QJsonObject> there =
            runRunner({"tokenize", "--model", model, "--text", "What is fjord?", "--json"}).events();
        QCOMPARE(there.size(), 1);
        QStringList ids;
        for (const QJsonValue id : there.front()["ids"].toArray()) {
            ids << QString::number(id.toInt());
        }
        QVERIFY(!ids.isEmpty());
        const RunnerOutput back = runRunner({"tokenize", "--model", model, "--ids", ids.join(',')});
        QCOMPARE(back.out, QByteArray("What is fjord?\n"));
    }

    void generatesGreedily()
    {
        const QStringList arguments{"generate",
                                    "--model",
                                    resource("models/tiny-r1-llama"),
                                    "--prompt-ids",
                                    "1018,1020,401,398",
                                    "--max-new-tokens",
                                    "6",
                                    "--ignore-eos",
                                    "--logits",
                                    "all",
                                    "--json"};
        const RunnerOutput output = runRunner(arguments);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.events().size(), 1);
        const QJsonObject result = output.events().front();
        QCOMPARE(result.keys(), QStringList({"logits", "prompt_ids", "text", "tokens"})); // other tools read them
        QCOMPARE(result["prompt_ids"].toArray().size(), 4);
        const QJsonArray tokens = result["tokens"].toArray();
        const QJsonArray logits = result["logits"].toArray();
        QCOMPARE(tokens.size(), 6);
        QCOMPARE(logits.size(), 6);
        for (int step = 0; step < 6; ++step) {
            const QJsonArray row = logits[step].toArray();
            QCOMPARE(row.size(), 1024);
            for (const QJsonValue value : row) {
                QVERIFY(value.toDouble() <= row[tokens[step].toInt()].toDouble());
            }
        }
        QVERIFY(!runRunner(arguments.mid(0, 8)).out.isEmpty());
    }

    void comparingPoliciesWithTheSameOptionsWarns()
    {
        const RunnerOutput output =
            runRunner({"generate", "--model", resource("models/tiny-r1-llama"), "--prompt-ids", "1,2,3",
                       "--max-new-tokens", "2", "--policy", "streaming_llm", "--kv-budget", "32", "--buffer", "16",
                       "--window-size", "8", "--mix-lambda", "0.1", "--json"});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.events().size(), 1);
        QVERIFY2(output.err.contains("ignored"), output.err.constData());
    }

    void listsPoliciesAndModels()
    {
        QStringList ids;
        for (const QJsonObject &policy : runRunner({"policies", "--json"}).events()) {
            ids << policy["id"].toString();
        }
        for (const char *id : {"full", "h2o", "knorm", "r_kv", "random", "snapkv", "streaming_llm"}) {
            QVERIFY2(ids.contains(id), id);
        }
        QStringList labels;
        for (const QJsonObject &model : runRunner({"models", "--json"}).events()) {
            labels << model["label"].toString();
        }
        QVERIFY(labels.contains("tiny-r1-llama") && labels.contains("tiny-r1-qwen"));
    }

    void selftestPassesOnThisMachine()
    {
        const RunnerOutput output = runRunner({"selftest", "--fixtures", KVSCOPE_TEST_DATA "/golden"});
        QVERIFY2(output.exitCode == 0, output.out.constData());
        QVERIFY(output.out.contains("pass  golden_tokens.greedy"));
    }
};

QTEST_GUILESS_MAIN(TestRunnerArguments)
#include "tst_runner_arguments.moc"
