#include "session_fixture.h"

#include <csignal>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace kvscope;

/// kill -9 of a writer at random moments: what was announced is in the file. `--rounds N` asks for more.
class TestSessionKill : public QObject {
    Q_OBJECT

public:
    static inline int rounds = 20;

private slots:
    void announcedSamplesSurvive();
};

namespace {

constexpr std::int32_t kReady = -1;

/// Commits samples one by one, beginning at `first`, and announces each through the pipe afterwards. Never returns.
[[noreturn]] void writeUntilKilled(const std::string &path, std::int32_t first, int pipeEnd)
{
    auto writer = fixture::begun(path);
    std::int32_t word = kReady;
    bool goesOn = writer.has_value() && write(pipeEnd, &word, sizeof word) == sizeof word;
    for (word = first; goesOn; ++word) {
        SampleResult sample = fixture::sample("P-1", word);
        sample.text = std::string(static_cast<std::size_t>(word % 7) * 3000, static_cast<char>('a' + word % 26));
        goesOn = writer.value().put_samples("llama-96", {sample}).has_value() &&
                 write(pipeEnd, &word, sizeof word) == sizeof word;
    }
    _exit(1);
}

/// Kills the writer after `delayUs`, counted from its being ready or, with `early`, from its start. Gives the last
/// sample that was announced.
int lastAnnounced(pid_t child, int pipeEnd, bool early, unsigned delayUs)
{
    std::int32_t word = kReady;
    if (!early) {
        (void)!read(pipeEnd, &word, sizeof word);
    }
    usleep(delayUs);
    kill(child, SIGKILL);
    int announced = -1;
    while (read(pipeEnd, &word, sizeof word) == sizeof word) {
        announced = std::max(announced, static_cast<int>(word));
    }
    waitpid(child, nullptr, 0);
    return announced;
}

} // namespace

void TestSessionKill::announcedSamplesSurvive()
{
    QTemporaryDir folder;
    const std::string path = fixture::file_in(folder);
    std::mt19937 random(20260124);
    int next = 0;
    int numAnnounced = 0;
    for (int round = 0; round < rounds; ++round) {
        int ends[2] = {};
        QCOMPARE(pipe(ends), 0);
        const pid_t child = fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            writeUntilKilled(path, next, ends[1]);
        }
        close(ends[1]);
        const int announced = lastAnnounced(child, ends[0], round % 4 == 3, random() % 60000);
        close(ends[0]);
        numAnnounced = std::max(numAnnounced, announced + 1);

        auto writer = fixture::begun(path);
        VERIFY_OK(writer);
        auto keys = writer.value().committed_samples("llama-96");
        VERIFY_OK(keys);
        const int num = static_cast<int>(keys.value().size());
        QVERIFY2(num >= numAnnounced,
                 qPrintable(QString("round %1: %2 announced, %3 there").arg(round).arg(numAnnounced).arg(num)));
        // One can be committed and not announced yet, no more.
        QVERIFY(num <= std::max(numAnnounced, next) + 1);
        next = num;
        auto reader = SessionReader::open(path);
        VERIFY_OK(reader);
        auto findings = reader.value().verify();
        VERIFY_OK(findings);
        QVERIFY2(findings.value().empty(), findings.value().empty() ? "" : findings.value()[0].c_str());
    }
    QVERIFY2(numAnnounced > 0, "every kill came before the first commit: the test showed nothing");
    qInfo("%d rounds, %d samples announced, %d in the file", rounds, numAnnounced, next);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = application.arguments();
    if (const auto at = arguments.indexOf("--rounds"); at >= 0 && at + 1 < arguments.size()) {
        TestSessionKill::rounds = arguments[at + 1].toInt();
        arguments.remove(at, 2);
    }
    TestSessionKill test;
    return QTest::qExec(&test, arguments);
}
#include "tst_session_kill.moc"
