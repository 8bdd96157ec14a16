// The runner's protocol as the window reads it. Started with a first argument "fake", this program plays the runner.
#include "ui/runner_process.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QtTest>

#include <csignal>
#include <cstdio>
#include <iostream>

using namespace kvscope;

namespace {

void say(const char *line)
{
    std::fputs(line, stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

std::string waitForLine()
{
    std::string line;
    return std::getline(std::cin, line) ? line : "end of file";
}

int playRunner(const QString &scenario)
{
    say(R"({"event":"start","session":"s","num_cells":1,"num_samples":9,"num_committed":2})");
    if (scenario == "complete") {
        say(R"({"event":"sample","cell":"c","problem_id":"p","sample_index":0,"verdict":"correct","num_tokens":5})");
        say(R"({"event":"end","state":"complete"})");
        return 0;
    }
    if (scenario == "die") {
        say(R"({"event":"sample","cell":"c","problem_id":"p","sample_index":0,"verdict":"wrong","num_tokens":5})");
        std::raise(SIGKILL);
    }
    if (scenario == "fail") {
        say(R"({"event":"error","code":"out_of_memory","message":"There is no room for 64 sequences. Use a smaller batch."})");
        return 1;
    }
    if (scenario == "noise") {
        std::string giant(3 << 20, 'x');
        say(giant.c_str());
        say("{\"event\":\"progress\",\"tps\":1e999,\"sweep_samples\":-5}");
        say("[1,2,3]");
        say("{\"event\":\"weather\",\"tps\":1}");
        say("{\"event\":");
        say(R"({"event":"end","state":"complete"})");
        return 0;
    }
    if (scenario == "control") {
        const std::string first = waitForLine();
        say(first == "pause" ? R"({"event":"paused"})" : R"({"event":"error","message":"no pause"})");
        const std::string second = waitForLine();
        say(second == "continue" ? R"({"event":"continued"})" : R"({"event":"error","message":"no continue"})");
        return waitForLine() == "stop" ? 130 : 1;
    }
    waitForLine(); // "silent": until told to stop
    return 130;
}

} // namespace

class TestRunnerProcess : public QObject {
    Q_OBJECT

private slots:
    void endings_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("committed");
        QTest::addColumn<QString>("message");
        const auto number = [](RunnerExit::Kind kind) { return static_cast<int>(kind); };
        QTest::newRow("complete") << "complete" << number(RunnerExit::Kind::Complete) << 3 << "";
        QTest::newRow("died") << "die" << number(RunnerExit::Kind::Died) << 3 << "3 samples are safe";
        QTest::newRow("failed") << "fail" << number(RunnerExit::Kind::Failed) << 2 << "smaller batch";
        QTest::newRow("noise") << "noise" << number(RunnerExit::Kind::Complete) << 2 << "";
    }
    void endings()
    {
        QFETCH(QString, scenario);
        QFETCH(int, kind);
        QFETCH(int, committed);
        QFETCH(QString, message);
        const RunnerExit exit = run(scenario);
        QCOMPARE(static_cast<int>(exit.kind), kind);
        QCOMPARE(exit.numCommitted, committed);
        QVERIFY2(exit.message.contains(message), qPrintable(exit.message));
    }

    void controlLinesReachTheRunner()
    {
        RunnerProcess runner(QCoreApplication::applicationFilePath());
        QStringList heard;
        RunnerExit result;
        connect(&runner, &RunnerProcess::eventReceived, this, [&](const RunnerEvent &event) {
            if (std::holds_alternative<event::Start>(event)) {
                runner.pause();
            } else if (std::holds_alternative<event::Paused>(event)) {
                heard << "paused";
                runner.resumeWork();
            } else if (std::holds_alternative<event::Continued>(event)) {
                heard << "continued";
                runner.stop();
            }
        });
        connect(&runner, &RunnerProcess::ended, this, [&](const RunnerExit &exit) { result = exit; });
        QSignalSpy ended(&runner, &RunnerProcess::ended);
        runner.start({"fake", "control"});
        QVERIFY(ended.wait(30'000));
        QCOMPARE(heard, (QStringList{"paused", "continued"}));
        QVERIFY(result.kind == RunnerExit::Kind::Canceled);
    }

    void silenceIsReported()
    {
        RunnerProcess runner(QCoreApplication::applicationFilePath());
        runner.setStallTimeout(200);
        QSignalSpy stalled(&runner, &RunnerProcess::stalled);
        QSignalSpy ended(&runner, &RunnerProcess::ended);
        runner.start({"fake", "silent"});
        QVERIFY(stalled.wait(30'000));
        QVERIFY(runner.isRunning());
        runner.stop();
        QVERIFY(ended.wait(30'000));
    }

    void goingAwayClosesTheRunnersInput()
    {
        auto runner = std::make_unique<RunnerProcess>(QCoreApplication::applicationFilePath());
        QSignalSpy event(runner.get(), &RunnerProcess::eventReceived);
        runner->start({"fake", "silent"});
        QVERIFY(event.wait(30'000));
        const auto pid = static_cast<pid_t>(runner->processId());
        runner.reset();
        QCOMPARE(::kill(pid, 0), -1); // ended and reaped
    }

    void aMissingProgramIsSaidPlainly()
    {
        RunnerProcess runner("/nonexistent/kvscope-runner");
        RunnerExit result;
        connect(&runner, &RunnerProcess::ended, this, [&](const RunnerExit &exit) { result = exit; });
        QSignalSpy ended(&runner, &RunnerProcess::ended);
        runner.start({"run"});
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(result.kind == RunnerExit::Kind::NotStarted);
        QVERIFY(result.message.contains("/nonexistent/kvscope-runner"));
    }

    void hostileEventsAreTamed()
    {
        const auto progress = parseRunnerEvent(R"({"event":"progress","tps":-5,"sweep_samples":1e300,"cell_samples":"x",
            "running":null,"eta_s":[90,10],"cell":{"a":1},"unknown":[[[]]]})");
        QVERIFY(progress.has_value());
        const auto &read = std::get<event::Progress>(*progress);
        QCOMPARE(read.tps, 0.0);
        QCOMPARE(read.sweepSamples, std::numeric_limits<int>::max());
        QCOMPARE(read.cellSamples, 0);
        QCOMPARE(read.cell, QString());
        QCOMPARE(read.etaSeconds->second, 90.0);
        QVERIFY(!read.gpu);
        const auto watched = parseRunnerEvent(
            R"({"event":"progress","gpu":{"utilization":97,"power_w":"x","memory_used_bytes":1e300,"temperature_c":null}})");
        const event::Gpu gpu = std::get<event::Progress>(*watched).gpu.value();
        QCOMPARE(gpu.utilization.value(), 97.0);
        QVERIFY(!gpu.powerWatts && !gpu.temperature && !gpu.smClockMhz);
        QVERIFY(!parseRunnerEvent("").has_value());
        QVERIFY(!parseRunnerEvent("null").has_value());
        QVERIFY(!parseRunnerEvent("{\"event\":5}").has_value());
        QVERIFY(!parseRunnerEvent(QByteArray(100'000, '[')).has_value());
        QVERIFY(!parseRunnerEvent(QByteArray("{\"event\":\"start\"\0}", 19)).has_value());
    }

    void linesAreCutWhateverTheChunks()
    {
        const QByteArray stream = "one\r\n\ntwo\n" + QByteArray(50, 'x') + "\nthree\nrest";
        for (int chunk = 1; chunk <= stream.size(); ++chunk) {
            LineSplitter splitter(20);
            std::vector<QByteArray> lines;
            for (qsizetype at = 0; at < stream.size(); at += chunk) {
                for (QByteArray &line : splitter.feed(stream.mid(at, chunk))) {
                    lines.push_back(std::move(line));
                }
            }
            QCOMPARE(lines, (std::vector<QByteArray>{"one", "two", "three"}));
            QCOMPARE(splitter.numDropped(), 1);
        }
    }

private:
    RunnerExit run(const QString &scenario)
    {
        RunnerProcess runner(QCoreApplication::applicationFilePath());
        RunnerExit result;
        connect(&runner, &RunnerProcess::ended, this, [&](const RunnerExit &exit) { result = exit; });
        QSignalSpy ended(&runner, &RunnerProcess::ended);
        runner.start({"fake", scenario});
        if (!ended.wait(30'000)) {
            result.message = "the runner did not end";
        }
        return result;
    }
};

int main(int argc, char **argv)
{
    if (argc > 2 && QByteArray(argv[1]) == "fake") {
        return playRunner(QString::fromLocal8Bit(argv[2]));
    }
    QCoreApplication application(argc, argv);
    TestRunnerProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runner_process.moc"
