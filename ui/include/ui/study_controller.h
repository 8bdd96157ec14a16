#pragma once

#include "ui/runner_process.h"
#include "ui/session_monitor.h"
#include "ui/sweep_form.h"

#include <QObject>

#include <memory>
#include <optional>
#include <utility>

namespace kvscope {

enum class RunState { Idle, Starting, Running, Pausing, Paused, Stopping };

/// What the window offers beside a message.
enum class NoticeAction { None, Resume, StopAndResume };

struct Notice {
    enum class Kind { Info, Warning, Error };
    Kind kind = Kind::Info;
    QString text; ///< plain sentences
    NoticeAction action = NoticeAction::None;
};

/// Where a running sweep stands. Ephemeral: results come from the session file.
struct SweepProgress {
    QString cellKey;
    QString cellLabel; ///< "tiny-r1-llama · R-KV · 128"
    int running = 0;   ///< sequences generating now
    double tps = 0;
    int cellCommitted = 0;
    int cellSamples = 0;
    int sweepCommitted = 0;
    int sweepSamples = 0;
    std::optional<std::pair<double, double>> etaSeconds;
    std::optional<double> loaded;  ///< while a model loads: share of its weights
    std::optional<event::Gpu> gpu; ///< what the GPU does now
};

/// One study: a session file, at most one runner that fills it, and what the window may do with both. GUI thread.
class StudyController : public QObject {
    Q_OBJECT

public:
    explicit StudyController(const QString &runnerProgram, QObject *parent = nullptr);
    ~StudyController() override;

    RunState runState() const { return state_; }
    bool isRunning() const { return state_ != RunState::Idle; }
    bool canPause() const { return state_ == RunState::Running; }
    bool canContinue() const { return state_ == RunState::Paused || state_ == RunState::Pausing; }
    bool canStop() const { return isRunning() && state_ != RunState::Stopping; }
    /// An interrupted sweep is open: samples are missing, its spec is known, and nobody writes it.
    bool canResume() const;
    /// The process other than ours that writes the open session, 0 if it is not known which; nothing when there is
    /// none.
    const std::optional<qint64> &otherWriter() const { return otherWriter_; }

    const QString &sessionPath() const { return sessionPath_; }
    const FramePtr &frame() const { return frame_; } ///< null: nothing read yet
    const std::optional<SweepSpec> &spec() const { return spec_; }
    const SweepProgress &progress() const { return progress_; }
    qint64 runnerProcessId() const { return runner_.processId(); }
    QString runnerProgram() const { return runner_.program(); }

    /// Precondition for these: not running.
    void newStudy();
    void openSession(const QString &path);
    void start(const SweepForm &form, const QString &sessionPath);
    void resume();
    /// Opens the session at `path` and goes on with `form` there if it is unfinished, also where its models have moved;
    /// starts it if there is no such file.
    void openOrStart(const SweepForm &form, const QString &path);

    void pause();
    void continueRun();
    void stop();
    void stopAndResume();
    /// Reads the session again, which another program has changed.
    void refresh() { monitor_.notifyOfLast(); }
    void saveCopy(const QString &target) { monitor_.saveCopy(target); }
    void setStallTimeout(int milliseconds) { runner_.setStallTimeout(milliseconds); }

signals:
    void stateChanged();
    void sessionOpened(const QString &path, const std::optional<kvscope::SweepSpec> &spec);
    void sessionClosed();
    void frameChanged(const kvscope::FramePtr &frame);
    void progressChanged(const kvscope::SweepProgress &progress);
    void noticeRaised(const kvscope::Notice &notice);
    void noticeCleared();
    void logged(const QString &line);
    void runEnded();

private:
    void setState(RunState state);
    void closeSession();
    void launch(const QStringList &arguments);
    void handleEvent(const RunnerEvent &event);
    void handleStart(const event::Start &start);
    void handleProgress(const event::Progress &progress);
    void handleEnd(const RunnerExit &exit);
    void handleStall(int seconds);
    void handleOpened(const std::optional<SweepSpec> &spec, const QStringList &log);
    void handleOpenFailed(const QString &path, const Error &error);
    void handleFrame(const FramePtr &frame);
    void handleWriter(std::optional<qint64> processId);
    void log(const QString &line);

    SessionMonitor monitor_;
    RunnerProcess runner_;
    RunState state_ = RunState::Idle;
    QString sessionPath_;
    FramePtr frame_;
    std::optional<SweepSpec> spec_;
    std::optional<qint64> otherWriter_;
    SweepProgress progress_;
    QStringList goesOnWith_; ///< what the runner is started with once the session has been read; empty: nothing
    bool resumesWhenStopped_ = false;
};

} // namespace kvscope
