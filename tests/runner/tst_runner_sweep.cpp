#include "runner_process.h"
#include "session_content.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <unistd.h>

using namespace kvscope;

namespace {

int count(const QList<QJsonObject> &events, const char *name)
{
    return static_cast<int>(std::count_if(events.begin(), events.end(),
                                          [name](const QJsonObject &event) { return event["event"] == name; }));
}

QJsonObject only(const QList<QJsonObject> &events, const char *name)
{
    for (const QJsonObject &event : events) {
        if (event["event"] == name) {
            return event;
        }
    }
    return {};
}

QStringList with(QStringList arguments, const QString &option, const QString &value)
{
    const qsizetype at = arguments.indexOf(option);
    if (at >= 0) {
        arguments[at + 1] = value;
        return arguments;
    }
    return arguments << option << value;
}

} // namespace

class TestRunnerSweep : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;
    QString session_;

private slots:
    void initTestCase()
    {
        session_ = folder_.filePath("first.kvsession");
        const RunnerOutput output = runRunner(smallSweep(session_));
        QVERIFY2(output.exitCode == 0, output.err.constData());
        const QList<QJsonObject> events = output.events();
        QCOMPARE(events.front()["event"].toString(), "start");
        QCOMPARE(events.front()["num_cells"].toInt(), 4);
        QCOMPARE(events.front()["num_samples"].toInt(), 16);
        QCOMPARE(events.front()["num_committed"].toInt(), 0);
        QCOMPARE(count(events, "cell_start"), 4);
        QCOMPARE(count(events, "sample"), 16);
        QCOMPARE(count(events, "cell_end"), 4);
        QCOMPARE(events.back()["state"].toString(), "complete");
        for (const QJsonObject &event : events) {
            if (event["event"] == "cell_end") {
                QCOMPARE(event["state"].toString(), "complete");
                QVERIFY(event["pass_at_1"].isDouble());
                QVERIFY(event["tps"].toDouble() > 0);
            }
        }
    }

    void everyAnnouncedSampleIsStored() { QCOMPARE(readSamples(session_.toStdString()).size(), std::size_t{16}); }

    void verifyFindsItSound()
    {
        const RunnerOutput output = runRunner({"verify", session_});
        QVERIFY2(output.exitCode == 0, output.out.constData());
    }

    void resumingACompleteSessionDoesNothing()
    {
        const StoredSamples before = readSamples(session_.toStdString());
        const RunnerOutput output = runRunner({"resume", session_, "--json"});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(only(output.events(), "start")["num_committed"].toInt(), 16);
        QCOMPARE(count(output.events(), "sample"), 0);
        QCOMPARE(readSamples(session_.toStdString()), before);
    }

    void batchAndThreadsDoNotChangeASample()
    {
        const StoredSamples expected = readSamples(session_.toStdString());
        const QString other = folder_.filePath("other.kvsession");
        const RunnerOutput output = runRunner(with(with(smallSweep(other), "--batch", "16"), "--threads", "1"));
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QCOMPARE(readSamples(other.toStdString()), expected);
    }

    void anotherSeedChangesSamples()
    {
        const QString other = folder_.filePath("seed.kvsession");
        QCOMPARE(runRunner(with(smallSweep(other), "--seed", "12")).exitCode, 0);
        int num_equal = 0;
        const StoredSamples first = readSamples(session_.toStdString());
        for (const auto &[key, sample] : readSamples(other.toStdString())) {
            QVERIFY(!first.contains(key)); // cells of another seed are other cells
            num_equal += std::any_of(first.begin(), first.end(), [&sample = sample](const auto &each) {
                return each.second.tokens == sample.tokens;
            });
        }
        QVERIFY(num_equal < 16);
    }

    void moreSamplesKeepWhatIsThere()
    {
        const QString grown = folder_.filePath("grown.kvsession");
        QVERIFY(QFile::copy(session_, grown));
        const RunnerOutput output = runRunner(with(smallSweep(grown), "--samples", "2"));
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(count(output.events(), "sample"), 16);
        const StoredSamples after = readSamples(grown.toStdString());
        QCOMPARE(after.size(), std::size_t{32});
        for (const auto &[key, sample] : readSamples(session_.toStdString())) {
            QVERIFY(after.at(key) == sample);
        }
    }

    void aSmallerPlanTakesNothingBack()
    {
        const QString smaller = folder_.filePath("smaller.kvsession");
        QVERIFY(QFile::copy(session_, smaller));
        QCOMPARE(runRunner(with(smallSweep(smaller), "--limit", "1")).exitCode, 0);
        const auto reader = SessionReader::open(smaller.toStdString());
        QVERIFY(reader.has_value());
        const auto rows = reader.value().read_rows();
        QVERIFY(rows.has_value());
        for (const CellRows &cell : rows.value().cells) {
            QCOMPARE(cell.counts.num_samples, 4);
            QCOMPARE(cell.counts.num_samples_planned, 4);
        }
    }

    void anotherBatchIsNotMixedIntoTheRate()
    {
        const QString other = folder_.filePath("other_batch.kvsession");
        QVERIFY(QFile::copy(session_, other));
        const RunnerOutput output = runRunner(with(with(smallSweep(other), "--batch", "2"), "--repeats", "2"));
        QCOMPARE(output.exitCode, 0);
        QVERIFY2(output.err.contains("measured with batch 3 and is not measured again with batch 2"),
                 output.err.constData());
        const auto reader = SessionReader::open(other.toStdString());
        QVERIFY(reader.has_value());
        const auto rows = reader.value().read_rows();
        QVERIFY(rows.has_value());
        for (const CellRows &cell : rows.value().cells) {
            QCOMPARE(cell.timings.size(), std::size_t{1});
        }
    }

    void anotherAmountOfMemoryIsTold()
    {
        const QString filled = folder_.filePath("filled.kvsession");
        QVERIFY(QFile::copy(session_, filled)); // nothing is left to generate
        QStringList sweep = smallSweep(filled);
        sweep.replace(sweep.indexOf("--batch"), "--kv-memory");
        QCOMPARE(runRunner(with(sweep, "--kv-memory", "64MiB")).exitCode, 0);
        const RunnerOutput same = runRunner(with(sweep, "--kv-memory", "64MiB"));
        QVERIFY2(!same.err.contains("last run with"), same.err.constData());
        const RunnerOutput other = runRunner(with(sweep, "--kv-memory", "96MiB"));
        QCOMPARE(other.exitCode, 0);
        QVERIFY2(other.err.contains("last run with --kv-memory 67108864 bytes"), other.err.constData());
        QVERIFY2(other.err.contains("with --kv-memory 100663296 bytes"), other.err.constData());
    }

    void repeatsOnlyMeasure()
    {
        const QString repeated = folder_.filePath("repeated.kvsession");
        QVERIFY(QFile::copy(session_, repeated));
        const StoredSamples before = readSamples(session_.toStdString());
        const RunnerOutput output = runRunner(with(smallSweep(repeated), "--repeats", "2"));
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(count(output.events(), "sample"), 0);
        QVERIFY2(!output.out.contains("differ from the stored"), output.out.constData());
        QCOMPARE(readSamples(repeated.toStdString()), before);
        const auto reader = SessionReader::open(repeated.toStdString());
        QVERIFY(reader.has_value());
        const auto rows = reader.value().read_rows();
        QVERIFY(rows.has_value());
        for (const CellRows &cell : rows.value().cells) {
            QCOMPARE(cell.timings.size(), std::size_t{2});
        }
    }

    void endOfControlInputStops()
    {
        const QString stopped = folder_.filePath("stopped.kvsession");
        const RunnerOutput output = runRunner(smallSweep(stopped) << "--control-stdin"); // its input is closed at once
        QCOMPARE(output.exitCode, 130);
        QCOMPARE(output.events().back()["state"].toString(), "canceled");
        const RunnerOutput resumed = runRunner({"resume", stopped, "--json"});
        QCOMPARE(resumed.exitCode, 0);
        QCOMPARE(readSamples(stopped.toStdString()), readSamples(session_.toStdString()));
    }

    void pausesAndContinues()
    {
        QProcess process;
        process.start(runnerProgram(), smallSweep(folder_.filePath("paused.kvsession")) << "--control-stdin");
        process.write("pause\n");
        QByteArray out;
        const auto wait_for = [&](const char *event) {
            return QTest::qWaitFor(
                [&] {
                    process.waitForReadyRead(50);
                    out += process.readAllStandardOutput();
                    return out.contains(event);
                },
                240000);
        };
        QVERIFY(wait_for("\"paused\""));
        QVERIFY(wait_for("\"start\""));
        QVERIFY(!out.contains("cell_end"));
        process.write("continue\n");
        QVERIFY(wait_for("\"continued\""));
        QVERIFY(wait_for("\"end\""));
        process.closeWriteChannel();
        QVERIFY(hasEnded(process));
        QCOMPARE(process.exitCode(), 0);
    }

    /// Ctrl-Z and a suspended machine: nothing moved, but nothing hung either.
    void aStoppedProgramHasNotHung()
    {
        QProcess process;
        process.start(runnerProgram(), smallSweep(folder_.filePath("stopped.kvsession")) << "--hang-seconds"
                                                                                         << "2");
        QVERIFY(process.waitForReadyRead());
        const auto pid = static_cast<pid_t>(process.processId());
        QCOMPARE(kill(pid, SIGSTOP), 0);
        QTest::qSleep(3500);
        QCOMPARE(kill(pid, SIGCONT), 0);
        QVERIFY(process.waitForFinished(300000));
        const QByteArray err = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 0, err.constData());
    }

    /// The next file that a program opens gets the number of a closed output: its events must not go there.
    void closedOutputLeavesTheLockAlone()
    {
        const QString session = folder_.filePath("closed.kvsession");
        QProcess process;
        process.setChildProcessModifier([] { ::close(STDOUT_FILENO); });
        process.start(runnerProgram(), smallSweep(session));
        QFile lock(session + ".lock");
        QTRY_VERIFY_WITH_TIMEOUT(lock.exists() && QFile::exists(session), 20000);
        QTest::qSleep(1000); // the first events are out
        QVERIFY(lock.open(QIODevice::ReadOnly));
        QCOMPARE(lock.readAll(), QByteArray::number(process.processId()) + "\n");
        process.kill();
        process.waitForFinished();
    }

    void terminationIsAStop()
    {
        const QString stopped = folder_.filePath("terminated.kvsession");
        QProcess process;
        process.start(runnerProgram(), with(smallSweep(stopped), "--samples", "8"));
        QVERIFY(QTest::qWaitFor(
            [&] {
                process.waitForReadyRead(50);
                return process.readAllStandardOutput().contains("\"sample\"");
            },
            240000));
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        QVERIFY(hasEnded(process));
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(runRunner({"verify", stopped}).exitCode, 0);
    }

    void aStoppedRunNamesTheCommandThatGoesOn()
    {
        const QString stopped = folder_.filePath("it's stopped.kvsession");
        QStringList arguments = smallSweep(stopped) << "--control-stdin"; // its input is closed at once
        arguments.removeAll("--json");
        const RunnerOutput output = runRunner(arguments);
        QCOMPARE(output.exitCode, 130);
        const QByteArray quoted = "'" + stopped.toUtf8().replace("'", "'\\''") + "'";
        QVERIFY2(output.err.contains("`kvscope-runner resume " + quoted + "` goes on"), output.err.constData());
    }

    void aFailedRunCountsItsCells()
    {
        QTemporaryDir model;
        const QString source = QStringLiteral(KVSCOPE_RESOURCES "/models/tiny-r1-llama/");
        for (const QString &name : QDir(source).entryList(QDir::Files)) {
            QVERIFY(QFile::copy(source + name, model.filePath(name)));
        }
        QFile weights(model.filePath("model.safetensors"));
        QVERIFY(weights.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && weights.open(QIODevice::ReadWrite));
        QByteArray bytes = weights.readAll();
        bytes.replace("model.norm.weight", "model.none.weight"); // found only when the model is loaded
        QVERIFY(weights.seek(0) && weights.write(bytes) == bytes.size());
        weights.close();
        const QStringList arguments{"run",
                                    "--model",
                                    model.path(),
                                    "--dataset",
                                    QStringLiteral(KVSCOPE_RESOURCES "/tasks/tasks.jsonl"),
                                    "--limit",
                                    "1",
                                    "--kv-budget",
                                    "96",
                                    "--session",
                                    folder_.filePath("failed.kvsession"),
                                    "--json"};
        const RunnerOutput output = runRunner(arguments);
        QCOMPARE(output.exitCode, 1);
        const QString message = only(output.events(), "error")["message"].toString();
        QVERIFY2(message.startsWith("1 of 1 cell failed; the reasons are stored in "), qPrintable(message));
    }

    void aPromptBeyondTheContextSaysSo()
    {
        QFile dataset(folder_.filePath("long.jsonl"));
        QVERIFY(dataset.open(QIODevice::WriteOnly));
        dataset.write("{\"id\":\"long\",\"problem\":\"" + QByteArray("word ").repeated(30000) +
                      "\",\"answer\":\"1\"}\n");
        dataset.close();
        const QString session = folder_.filePath("long.kvsession");
        const QStringList arguments =
            with(with(smallSweep(session), "--dataset", dataset.fileName()), "--kv-budget", "full");
        QCOMPARE(runRunner(arguments).exitCode, 0);
        const auto reader = SessionReader::open(session.toStdString());
        QVERIFY(reader.has_value());
        const auto rows = reader.value().read_rows();
        QVERIFY(rows.has_value());
        for (const CellRows &cell : rows.value().cells) {
            const auto samples = reader.value().samples(cell.counts.cell_key, 10, 0);
            QVERIFY(samples.has_value());
            QCOMPARE(samples.value().size(), std::size_t{1});
            const Grade &grade = samples.value().front().grade;
            QCOMPARE(grade.verdict, Verdict::Invalid);
            QVERIFY2(grade.reason.find("does not fit") != std::string::npos, grade.reason.c_str());
        }
    }

    void changedModelIsNotResumed()
    {
        QTemporaryDir folder;
        const QString dataset = folder.filePath("tasks.jsonl");
        QVERIFY(QFile::copy(KVSCOPE_RESOURCES "/tasks/tasks.jsonl", dataset));
        const QString session = folder.filePath("s.kvsession");
        const QStringList arguments{"run",
                                    "--model",
                                    KVSCOPE_RESOURCES "/models/tiny-r1-llama",
                                    "--dataset",
                                    dataset,
                                    "--kv-budget",
                                    "full",
                                    "--limit",
                                    "1",
                                    "--max-new-tokens",
                                    "4",
                                    "--session",
                                    session};
        const RunnerOutput first = runRunner(arguments);
        QVERIFY2(first.exitCode == 0, first.err.constData());
        QVERIFY2(first.out.contains("Pass@1"), "a run without --json ends with a table");
        QFile file(dataset);
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(file.open(QIODevice::Append));
        file.write("\n");
        file.close();
        const RunnerOutput resumed = runRunner({"resume", session});
        QCOMPARE(resumed.exitCode, 1);
        QVERIFY2(resumed.err.contains("changed since") && resumed.err.contains("dataset " + dataset.toUtf8()) &&
                     !resumed.err.contains("model folder"),
                 resumed.err.constData());
        QVERIFY(file.remove());
        const RunnerOutput missing = runRunner({"resume", session});
        QCOMPARE(missing.exitCode, 2);
        QVERIFY2(missing.err.contains(dataset.toUtf8()) && missing.err.contains("put it back"),
                 missing.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestRunnerSweep)
#include "tst_runner_sweep.moc"
