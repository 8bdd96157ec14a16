#pragma once

#include "ui/runner_event.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

namespace kvscope {

/// How a runner ended.
struct RunnerExit {
    enum class Kind {
        Complete,   ///< the sweep is done
        Canceled,   ///< stopped on request; what was finished is committed
        Failed,     ///< it said why: `message`
        Died,       ///< killed or crashed
        NotStarted, ///< the program could not be run: `message`
    };
    Kind kind = Kind::Complete;
    QString message;      ///< one sentence for the user
    QString technical;    ///< exit code, signal, last words on stderr: for the log
    int numCommitted = 0; ///< announced, thus in the file
};

/// One kvscope-runner child: starts it with an argument list (never a shell), reads its events from standard output and
/// controls it through standard input. Lives on the GUI thread; nothing blocks. Destroying it closes the child's
/// standard input, which means "stop", and kills the child only if it does not end in time.
class RunnerProcess : public QObject {
    Q_OBJECT

public:
    explicit RunnerProcess(QString program, QObject *parent = nullptr);
    ~RunnerProcess() override;

    /// `arguments` begin with `run` or `resume`; --json and --control-stdin are added. Precondition: not running.
    void start(const QStringList &arguments);
    bool isRunning() const { return process_.state() != QProcess::NotRunning; }
    qint64 processId() const { return process_.processId(); }
    const QString &program() const { return program_; }

    void pause() { send("pause\n"); }
    void resumeWork() { send("continue\n"); }
    /// Asks to commit what is finished and end; insists with SIGTERM, then SIGKILL, if that takes too long.
    void stop();
    void kill() { process_.kill(); }

    /// Silence after which `stalled` is emitted, 60 s unless a test says otherwise.
    void setStallTimeout(int milliseconds) { stallTimer_.setInterval(milliseconds); }

signals:
    void eventReceived(const kvscope::RunnerEvent &event);
    /// A line of the runner's standard error, or of its output that was no event: for the log.
    void diagnostic(const QString &line);
    /// Nothing was heard for the stall time. Emitted once per silence.
    void stalled(int seconds);
    void ended(const kvscope::RunnerExit &exit);

private:
    void send(const char *line);
    void readOutput();
    void readErrors();
    void handleLine(const QByteArray &line);
    void finish(int exitCode, QProcess::ExitStatus status);
    void failToStart(QProcess::ProcessError error);
    RunnerExit classify(int exitCode, QProcess::ExitStatus status) const;

    QString program_;
    QProcess process_;
    QTimer stallTimer_;
    QTimer stopTimer_;
    LineSplitter output_;
    LineSplitter errors_;
    QStringList lastWords_; ///< the end of standard error
    QString endState_;
    QString failure_;
    int numCommitted_ = 0;
    bool stopRequested_ = false;
    bool isPaused_ = false; ///< a paused runner may be silent
};

} // namespace kvscope
