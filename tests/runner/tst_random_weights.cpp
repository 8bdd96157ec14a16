#include "runner_process.h"

#include "database/session_reader.h"
#include "stats/summarize.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace kvscope;

/// Sweeps without a checkpoint: throughput is measured, accuracy is not, and nothing pretends that it was.
class TestRandomWeights : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    QString session_;

    QStringList sweep(const QString &session) const
    {
        return {"run",         "--random-weights", "1",        "--model",   folder_.filePath("shape"),
                "--kv-budget", "48,full",          "--buffer", "16",        "--batch",
                "2",           "--device",         "cpu",      "--session", session,
                "--json"};
    }

    static SessionRows rows_of(const QString &session)
    {
        const auto reader = SessionReader::open(session.toStdString());
        return reader.value().read_rows().value();
    }

private slots:
    void initTestCase()
    {
        // A config.json and nothing else.
        QDir().mkpath(folder_.filePath("shape"));
        QVERIFY(QFile::copy(QStringLiteral(KVSCOPE_RESOURCES) + "/models/tiny-r1-llama/config.json",
                            folder_.filePath("shape/config.json")));
        session_ = folder_.filePath("speed.kvsession");
        const RunnerOutput output = runRunner(sweep(session_));
        QVERIFY2(output.exitCode == 0, output.err.constData());
        int num_ended = 0;
        for (const QJsonObject &event : output.events()) {
            if (event["event"] == "cell_end") {
                ++num_ended;
                QVERIFY(event["pass_at_1"].isNull());
                QCOMPARE(event["accuracy_missing"].toString(), "random weights");
                QVERIFY(event["tps"].toDouble() > 0);
            }
        }
        QCOMPARE(num_ended, 2);
    }

    void cellsHaveThroughputAndAReasonForNoAccuracy()
    {
        const ResultFrame frame = stats::complete(rows_of(session_));
        QCOMPARE(frame.cells.size(), std::size_t{2});
        QVERIFY(frame.is_complete);
        for (const CellResult &cell : frame.cells) {
            QCOMPARE(cell.accuracy_missing, std::string("random weights"));
            QVERIFY(!cell.pass_at_1.has_value());
            QCOMPARE(cell.num_no_answer + cell.num_wrong + cell.num_truncated, 0);
            QCOMPARE(cell.num_samples, 2); // the batch
            QVERIFY(cell.tps.has_value());
            QVERIFY2(!cell.tps_is_overall, cell.sustained_missing.c_str());
        }
    }

    void theCacheIsFullFromTheFirstStep()
    {
        const auto reader = SessionReader::open(session_.toStdString());
        QVERIFY(reader.has_value());
        const std::string key = rows_of(session_).cells.front().counts.cell_key;
        const auto samples = reader.value().samples(key, 10, 0);
        QVERIFY(samples.has_value());
        QCOMPARE(samples.value().size(), std::size_t{2});
        for (const SampleRow &sample : samples.value()) {
            QCOMPARE(sample.num_prompt_tokens, 49); // one more than is retained: the prompt itself is compressed
            QCOMPARE(sample.num_tokens, 257);       // whole turns of the buffer and the prompt's own
            QCOMPARE(sample.num_evictions, 1 + 256 / 16);
            QCOMPARE(sample.finish, FinishReason::Length);
            QCOMPARE(sample.grade.reason, std::string("not graded: random weights"));
        }
    }

    void resumingKnowsTheWeightsByTheirSeed()
    {
        const RunnerOutput output = runRunner({"resume", session_, "--json"});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QCOMPARE(output.events().front()["num_committed"].toInt(), 4);
        QStringList other = sweep(folder_.filePath("other.kvsession"));
        other[2] = "2";
        QVERIFY2(runRunner(other).exitCode == 0, "another seed");
        QVERIFY(rows_of(folder_.filePath("other.kvsession")).cells.front().counts.cell_key !=
                rows_of(session_).cells.front().counts.cell_key);
    }

    void theTableSaysThatThereIsNoAccuracy()
    {
        QStringList arguments = sweep(session_);
        arguments.removeAll("--json");
        const RunnerOutput output = runRunner(arguments);
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QVERIFY2(output.out.contains("none: random weights") && !output.out.contains("0.0 ["), output.out.constData());
        QVERIFY2(output.err.contains("no accuracy (random weights)"), output.err.constData());
    }

    void gradingAgainLeavesSuchCellsAlone()
    {
        const RunnerOutput output = runRunner({"grade", session_, "--grader", "integer", "--dry-run"});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        const auto reader = SessionReader::open(session_.toStdString());
        const auto samples = reader.value().samples(rows_of(session_).cells.front().counts.cell_key, 1, 0);
        QCOMPARE(samples.value().front().grade.reason, std::string("not graded: random weights"));
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("unknown shape") << QStringList{"--model", "gpt-2"} << QByteArray("r1-llama-8b");
        QTest::newRow("fp8 on the CPU") << QStringList{"--kv-dtype", "fp8"} << QByteArray("needs a GPU");
        QTest::newRow("problems without a tokenizer")
            << QStringList{"--dataset", QStringLiteral(KVSCOPE_RESOURCES) + "/tasks/tasks.jsonl"}
            << QByteArray("random tokens");
        QTest::newRow("too long") << QStringList{"--prompt-tokens", "16384"} << QByteArray("positions");
    }
    void whatCannotBeMeantIsRefused()
    {
        QFETCH(QStringList, more);
        QFETCH(QByteArray, says);
        const RunnerOutput output = runRunner(sweep(folder_.filePath("never.kvsession")) + more);
        QVERIFY(output.exitCode != 0);
        QVERIFY2((output.out + output.err).contains(says), (output.out + output.err).constData());
        QVERIFY(!QFile::exists(folder_.filePath("never.kvsession")));
    }
};

QTEST_GUILESS_MAIN(TestRandomWeights)
#include "tst_random_weights.moc"
