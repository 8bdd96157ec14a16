#include "runner_process.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

namespace {

/// What the runner writes to a terminal of that width.
QByteArray runOnTerminal(const QStringList &arguments, unsigned short columns)
{
    std::vector<QByteArray> bytes{runnerProgram().toUtf8()};
    for (const QString &argument : arguments) {
        bytes.push_back(argument.toUtf8());
    }
    std::vector<char *> argv;
    for (QByteArray &argument : bytes) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    const winsize size{24, columns, 0, 0};
    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
    if (child == 0) {
        execv(argv.front(), argv.data());
        _exit(127);
    }
    QByteArray shown;
    char chunk[4096];
    for (ssize_t got; child > 0 && (got = read(terminal, chunk, sizeof chunk)) > 0;) {
        shown.append(chunk, got);
    }
    int status = -1;
    waitpid(child, &status, 0);
    close(terminal);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? shown : QByteArray("failed: ") + shown;
}

} // namespace

class TestRunnerTerminal : public QObject {
    Q_OBJECT

private slots:
    /// A bar that wraps is not erased as a whole and leaves a line behind at every redraw.
    void barsFitTheTerminal_data()
    {
        QTest::addColumn<int>("columns");
        for (const int columns : {30, 80, 200}) {
            QTest::addRow("%d", columns) << columns;
        }
    }
    void barsFitTheTerminal()
    {
        QFETCH(int, columns);
        QTemporaryDir folder;
        QStringList arguments = smallSweep(folder.filePath("s.kvsession"));
        arguments.removeAll("--json");
        const QString shown =
            QString::fromUtf8(runOnTerminal(arguments, static_cast<unsigned short>(columns))).remove("\x1b[1A");
        QVERIFY2(!shown.startsWith("failed: "), qPrintable(shown));
        int numBars = 0;
        for (const QString &line : shown.split(QRegularExpression("[\r\n]"))) {
            const QString plain = QString(line).remove("\x1b[J");
            static const QRegularExpression note("^\\[\\d+\\] "); // below the final table, which is not redrawn
            if ((plain.startsWith('[') && !plain.contains(note)) || plain.startsWith("sweep [")) {
                ++numBars;
                QVERIFY2(plain.size() < columns, qPrintable(plain));
            }
        }
        QVERIFY(numBars > 2);
        QVERIFY(shown.contains("Pass@1"));
    }
};

QTEST_GUILESS_MAIN(TestRunnerTerminal)
#include "tst_runner_terminal.moc"
