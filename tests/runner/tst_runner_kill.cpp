// kill -9 at random moments of a sweep: nothing that was announced is lost, and a resume ends where an uninterrupted
// run does. `tst_runner_kill --kills 100` is the long version.

#include "runner_process.h"
#include "session_content.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace kvscope;

class TestRunnerKill : public QObject {
    Q_OBJECT

public:
    explicit TestRunnerKill(int num_kills) : num_kills_(num_kills) {}

private:
    using Announced = std::set<std::tuple<std::string, std::string, int>>;

    const int num_kills_;
    QTemporaryDir folder_;
    StoredSamples expected_;
    std::map<std::string, double> expected_pass_;
    int sweep_ms_ = 0;

    static void addAnnounced(const RunnerOutput &output, Announced &announced)
    {
        for (const QJsonObject &event : output.events()) {
            if (event["event"] == "sample") {
                announced.insert({event["cell"].toString().toStdString(), event["problem_id"].toString().toStdString(),
                                  event["sample_index"].toInt()});
            }
        }
    }

    /// Runs for at most `ms`, then kills. True: it was killed.
    static bool runAndKill(const QString &session, int ms, Announced &announced)
    {
        QProcess process;
        process.start(runnerProgram(), smallSweep(session));
        const bool finished = process.waitForFinished(ms);
        if (!finished) {
            process.kill();
            process.waitForFinished();
        }
        RunnerOutput output;
        output.out = process.readAllStandardOutput();
        addAnnounced(output, announced);
        return !finished;
    }

private slots:
    void initTestCase()
    {
        const QString session = folder_.filePath("uninterrupted.kvsession");
        QElapsedTimer timer;
        timer.start();
        const RunnerOutput output = runRunner(smallSweep(session));
        QVERIFY2(output.exitCode == 0, output.err.constData());
        sweep_ms_ = static_cast<int>(timer.elapsed());
        expected_ = readSamples(session.toStdString());
        expected_pass_ = readPassAt1(session.toStdString());
    }

    void nothingAnnouncedIsLost()
    {
        auto *random = QRandomGenerator::global();
        int num_killed = 0;
        for (int sweep = 0; num_killed < num_kills_; ++sweep) {
            const QString session = folder_.filePath(QString("killed%1.kvsession").arg(sweep));
            Announced announced;
            // A few kills a sweep: later ones hit a session with samples, timings and perhaps a hot journal.
            for (int attempt = 0; attempt < 3 && num_killed < num_kills_; ++attempt) {
                if (!runAndKill(session, random->bounded(sweep_ms_), announced)) {
                    break;
                }
                ++num_killed;
                if (QFile::exists(session) && !announced.empty()) {
                    const StoredSamples stored = readSamples(session.toStdString());
                    for (const auto &key : announced) {
                        QVERIFY2(stored.contains(key), std::get<1>(key).c_str());
                        QVERIFY(stored.at(key) == expected_.at(key));
                    }
                }
            }
            const RunnerOutput output = runRunner(smallSweep(session));
            QVERIFY2(output.exitCode == 0, output.err.constData());
            QCOMPARE(runRunner({"verify", session}).exitCode, 0);
            QCOMPARE(readSamples(session.toStdString()), expected_);
            QCOMPARE(readPassAt1(session.toStdString()), expected_pass_);
            QVERIFY(QFile::remove(session));
        }
        qInfo("%d kills", num_killed);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QStringList arguments = app.arguments();
    int num_kills = 5;
    if (const qsizetype at = arguments.indexOf("--kills"); at >= 0 && at + 1 < arguments.size()) {
        num_kills = arguments.at(at + 1).toInt();
        arguments.remove(at, 2);
    }
    TestRunnerKill test(num_kills);
    return QTest::qExec(&test, arguments);
}
#include "tst_runner_kill.moc"
