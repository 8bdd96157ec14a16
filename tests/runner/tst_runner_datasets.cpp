// Datasets, presets and results on the command line of the real runner.
#include "runner_process.h"
#include "session_content.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;

class TestRunnerDatasets : public QObject {
    Q_OBJECT

private:
    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("%s", qPrintable(file.fileName()));
        }
        return file.fileName();
    }
    static QString model() { return QStringLiteral(KVSCOPE_RESOURCES "/models/tiny-r1-llama"); }
    static QString tasks() { return QStringLiteral(KVSCOPE_RESOURCES "/tasks/tasks.jsonl"); }

    QTemporaryDir folder_;

private slots:
    void aDatasetIsDescribed()
    {
        const QString file = write("quiz.csv", "nr;ask;yes;no\n1;Two?;2;3\n2;Four?;4\n");
        const RunnerOutput output =
            runRunner({"dataset", file, "--map", "problem=ask,answer=yes,wrong=no", "--choice-seed", "1", "--json"});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        const QJsonObject described = output.events().value(0);
        QCOMPARE(described["layout"].toString(), QString("mapped"));
        QCOMPARE(described["num_problems"].toInt(), 1);
        QCOMPARE(described["quarantined"].toArray()[0].toObject()["line"].toInt(), 3);
        QVERIFY(described["problems"].toArray()[0].toObject()["text"].toString().startsWith("Two?\n\nA) "));
    }

    void everyPresetMakesAPlan()
    {
        const QList<QJsonObject> presets = runRunner({"presets", "--json"}).events();
        QVERIFY(presets.size() >= 3);
        for (const QJsonObject &preset : presets) {
            QVERIFY(!preset["source"].toString().isEmpty());
            const RunnerOutput output = runRunner({"run", "--preset", preset["id"].toString(), "--model", model(),
                                                   "--dataset", tasks(), "--limit", "1", "--dry-run", "--json"});
            QVERIFY2(output.exitCode == 0, output.err.constData());
            QVERIFY(!output.events().value(0)["cells"].toArray().isEmpty());
        }
    }

    void whatIsGivenBesideAPresetWins()
    {
        const QStringList plan{"run",     "--preset", "reference-figure", "--model", model(), "--dataset", tasks(),
                               "--limit", "1",        "--dry-run",        "--json"};
        const QJsonObject preset = runRunner(plan).events().value(0);
        QCOMPARE(preset["batch"].toString(), QString("batch 20"));
        QCOMPARE(preset["cells"].toArray().size(), 6);
        const QJsonObject first = preset["cells"].toArray()[0].toObject();
        QCOMPARE(first["num_samples"].toInt(), 5);
        QCOMPARE(first["peak"].toInt(), 2500);
        const QJsonObject own = runRunner(plan + QStringList{"--samples=2", "--kv-memory", "1GiB"}).events().value(0);
        QCOMPARE(own["batch"].toString(), QString("fill 1073741824 bytes"));
        QCOMPARE(own["cells"].toArray()[0].toObject()["num_samples"].toInt(), 2);
        const RunnerOutput unknown = runRunner({"run", "--preset", "guess", "--model", model(), "--dataset", tasks()});
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY(unknown.err.contains("reference-figure"));
    }

    void severalDatasetsAreResumedAndExported()
    {
        const QString json =
            write("sums.json", "[{\"ask\": \"What is 1 + 1?\", \"say\": 2},\n{\"ask\": \"What is 2 + 2?\"}]");
        const QString session = folder_.filePath("two.kvsession");
        const RunnerOutput output = runRunner({"run",       "--model",   model(),
                                               "--dataset", tasks(),     "--dataset",
                                               json,        "--map",     "sums:problem=ask,answer=say,grader=integer",
                                               "--policy",  "r_kv",      "--kv-budget",
                                               "96,full",   "--limit",   "2",
                                               "--samples", "2",         "--max-new-tokens",
                                               "24",        "--threads", "1",
                                               "--session", session});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        const StoredSamples before = readSamples(session.toStdString());
        QCOMPARE(before.size(), std::size_t(2 * (2 + 1) * 2));
        QCOMPARE(runRunner({"resume", session}).exitCode, 0); // the mapping is in the session: nothing is left to do
        QVERIFY(readSamples(session.toStdString()) == before);

        const auto reader = SessionReader::open(session.toStdString());
        const ResultFrame frame = stats::complete(reader.value().read_rows().value());
        QCOMPARE(frame.datasets.size(), std::size_t(2));
        QCOMPARE(frame.averages.size(), std::size_t(2));

        const QString out = folder_.filePath("lm");
        const RunnerOutput exported = runRunner({"export", session, "--format", "lm-eval", "--out", out});
        QVERIFY2(exported.exitCode == 0, exported.err.constData());
        QStringList files = QString::fromUtf8(exported.out).trimmed().split('\n');
        QCOMPARE(files.size(), 2 * 2 + 2); // samples of each cell, results of each setting
        files = files.filter("r_kv");
        const QString back = folder_.filePath("back.kvsession");
        const RunnerOutput imported = runRunner(
            QStringList{"import"} + files + QStringList{"--session", back, "--policy", "r_kv", "--kv-budget", "96"});
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QVERIFY2(!imported.out.contains("No score"), imported.out.constData());
        const std::map<std::string, double> figures = readPassAt1(back.toStdString());
        QCOMPARE(figures.size(), std::size_t(2));
        QCOMPARE(readSamples(back.toStdString()).size(), std::size_t((2 + 1) * 2));
        QVERIFY(runRunner({"verify", back}).exitCode == 0);
        const RunnerOutput again = runRunner({"import", files.filter("samples_").first(), "--session", back, "--model",
                                              "tiny-r1-llama__r_kv_96", "--policy", "r_kv", "--kv-budget", "96"});
        QVERIFY2(again.out.contains("were there already"), again.out.constData());
        QCOMPARE(runRunner({"resume", back}).exitCode, 2);
        QCOMPARE(runRunner({"import", files.filter("samples_").first(), "--session", session}).exitCode, 2);

        const RunnerOutput bench =
            runRunner({"export", session, "--format", "vllm", "--out", folder_.filePath("vllm")});
        QVERIFY2(bench.exitCode == 0, bench.err.constData());
        const QString first = QString::fromUtf8(bench.out).section('\n', 0, 0);
        const RunnerOutput timed = runRunner({"import", first, "--session", back, "--model", "m", "--dataset", "d"});
        QVERIFY2(timed.exitCode == 0, timed.err.constData());
        QVERIFY(timed.out.contains("throughput added"));
        QCOMPARE(runRunner({"export", session, "--format", "vllm", "--out", folder_.filePath("vllm")}).exitCode, 2);
    }

    void cellsThatDifferInSeedOrParameterAreAllExported()
    {
        const QString session = folder_.filePath("alike.kvsession");
        const QStringList sweep{"run", "--model",   model(), "--dataset", tasks(), "--kv-budget",
                                "96",  "--limit",   "1",     "--samples", "1",     "--batch",
                                "1",   "--policy",  "r_kv",  "--threads", "1",     "--max-new-tokens",
                                "8",   "--session", session};
        for (const QStringList &more : {QStringList{}, {"--seed", "5"}, {"--window-size", "4"}, {"--buffer", "32"}}) {
            const RunnerOutput output = runRunner(sweep + more);
            QVERIFY2(output.exitCode == 0, output.err.constData());
        }
        for (const auto &[format, numFiles] : {std::pair("lm-eval", 8), std::pair("vllm", 4)}) {
            const RunnerOutput output =
                runRunner({"export", session, "--format", format, "--out", folder_.filePath(format) + "-alike"});
            QVERIFY2(output.exitCode == 0, output.err.constData());
            QCOMPARE(QString::fromUtf8(output.out).trimmed().split('\n').size(), numFiles);
            QVERIFY2(output.out.contains("r_kv_96_window_size-4") && output.out.contains("_buffer-32"),
                     output.out.constData());
        }
    }

    /// Two passes made these samples, neither of them all: the tokens of the cell over the time of one would be a lie.
    void partsOfACellAreNoWholeRun()
    {
        const QString session = folder_.filePath("parts.kvsession");
        const QStringList sweep{"run",   "--model",  model(), "--dataset", tasks(), "--kv-budget",
                                "96",    "--limit",  "1",     "--batch",   "4",     "--max-new-tokens",
                                "8",     "--policy", "r_kv",  "--threads", "1",     "--session",
                                session, "--samples"};
        QCOMPARE(runRunner(sweep + QStringList{"1"}).exitCode, 0);
        QCOMPARE(runRunner(sweep + QStringList{"3"}).exitCode, 0);
        const QStringList toVllm{"export", session, "--format", "vllm", "--out", folder_.filePath("parts")};
        const RunnerOutput parts = runRunner(toVllm);
        QCOMPARE(parts.exitCode, 1);
        QVERIFY2(parts.err.contains("no cell was timed in one pass over all its samples"), parts.err.constData());
        QCOMPARE(runRunner(sweep + QStringList{"3", "--repeats", "3"}).exitCode, 0);
        const RunnerOutput whole = runRunner(toVllm);
        QVERIFY2(whole.exitCode == 0, whole.err.constData());
        QVERIFY2(whole.out.contains("r_kv_96-"), whole.out.constData());
    }

    void aFolderThatCannotBeMadeSaysWhy()
    {
        const QString session = folder_.filePath("alike.kvsession");
        const QString file = write("no-folder", "");
        const RunnerOutput output = runRunner({"export", session, "--format", "vllm", "--out", file + "/below"});
        QCOMPARE(output.exitCode, 1);
        QVERIFY2(output.err.contains(file.toUtf8() + "/below: the folder cannot be made: Not a directory"),
                 output.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestRunnerDatasets)
#include "tst_runner_datasets.moc"
