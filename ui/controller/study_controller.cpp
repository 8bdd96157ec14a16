#include "ui/study_controller.h"

#include "ui/format.h"
#include "ui/plain_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace kvscope {
namespace {

constexpr int kOpenAgainMs = 500;

QString labelOf(const event::CellStart &cell)
{
    const QString model = plainLine(cell.model, 60);
    const QString budget = plainLine(cell.budget, 20);
    const QString policy = plainLine(policyLabel(cell.policy.toStdString()), 40);
    return policy.compare(budget, Qt::CaseInsensitive) == 0 // the full cache is both
               ? QStringLiteral("%1 · %2").arg(model, budget)
               : QStringLiteral("%1 · %2 · %3").arg(model, policy, budget);
}

} // namespace

StudyController::StudyController(const QString &runnerProgram, QObject *parent)
    : QObject(parent), runner_(runnerProgram)
{
    connect(&monitor_, &SessionMonitor::opened, this,
            [this](const QString &, const auto &spec, const QStringList &lines) { handleOpened(spec, lines); });
    connect(&monitor_, &SessionMonitor::openFailed, this, &StudyController::handleOpenFailed);
    connect(&monitor_, &SessionMonitor::writerRead, this, &StudyController::handleWriter);
    connect(&monitor_, &SessionMonitor::frameReady, this, &StudyController::handleFrame);
    connect(&monitor_, &SessionMonitor::readFailed, this, [this](const Error &error) { log(fromUtf8(error.message)); });
    connect(&monitor_, &SessionMonitor::copySaved, this, [this](const QString &target) {
        emit noticeRaised(
            {Notice::Kind::Info, tr("A copy was saved as %1.").arg(shortPath(target)), NoticeAction::None});
    });
    connect(&monitor_, &SessionMonitor::copyFailed, this, [this](const QString &target, const Error &error) {
        log(fromUtf8(error.message));
        emit noticeRaised({Notice::Kind::Error,
                           tr("The copy could not be saved as %1. Details are in the log.").arg(shortPath(target)),
                           NoticeAction::None});
    });
    connect(&runner_, &RunnerProcess::eventReceived, this, &StudyController::handleEvent);
    connect(&runner_, &RunnerProcess::diagnostic, this, &StudyController::log);
    connect(&runner_, &RunnerProcess::stalled, this, &StudyController::handleStall);
    connect(&runner_, &RunnerProcess::ended, this, &StudyController::handleEnd);
}

StudyController::~StudyController()
{
    monitor_.disconnect(this);
    runner_.disconnect(this);
}

bool StudyController::canResume() const
{
    return state_ == RunState::Idle && frame_ && !frame_->is_complete && !frame_->reference && spec_.has_value() &&
           !otherWriter_;
}

void StudyController::setState(RunState state)
{
    state_ = state;
    // While our runner works it tells of every commit; otherwise somebody else may be writing.
    monitor_.setPolling(state_ == RunState::Idle && frame_ && !frame_->is_complete);
    emit stateChanged();
}

void StudyController::log(const QString &line)
{
    emit logged(QStringLiteral("%1  %2").arg(QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss")),
                                             plainLine(line, 2000)));
}

void StudyController::closeSession()
{
    monitor_.close();
    sessionPath_.clear();
    frame_.reset();
    spec_.reset();
    otherWriter_.reset();
    progress_ = {};
    goesOnWith_.clear();
    emit noticeCleared();
    emit sessionClosed();
}

void StudyController::newStudy()
{
    closeSession();
    setState(RunState::Idle);
}

void StudyController::openSession(const QString &path)
{
    closeSession();
    sessionPath_ = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    monitor_.open(sessionPath_);
    setState(RunState::Idle);
}

void StudyController::start(const SweepForm &form, const QString &sessionPath)
{
    if (QFileInfo::exists(sessionPath)) {
        emit noticeRaised({Notice::Kind::Error,
                           tr("%1 exists already. Choose another session name, or open that session to continue it.")
                               .arg(shortPath(sessionPath)),
                           NoticeAction::None});
        return;
    }
    closeSession();
    sessionPath_ = QDir::cleanPath(QFileInfo(sessionPath).absoluteFilePath());
    QDir().mkpath(QFileInfo(sessionPath_).absolutePath());
    launch(runArguments(form, sessionPath_));
}

void StudyController::resume()
{
    if (!canResume()) {
        return;
    }
    emit noticeCleared();
    launch({QStringLiteral("resume"), sessionPath_});
}

void StudyController::openOrStart(const SweepForm &form, const QString &path)
{
    if (!QFileInfo::exists(path)) {
        start(form, path);
        return;
    }
    openSession(path);
    goesOnWith_ = runArguments(form, sessionPath_);
}

void StudyController::launch(const QStringList &arguments)
{
    log(shellCommand(runner_.program(), arguments));
    progress_ = {};
    setState(RunState::Starting);
    runner_.start(arguments);
}

void StudyController::pause()
{
    if (canPause()) {
        runner_.pause();
        setState(RunState::Pausing);
    }
}

void StudyController::continueRun()
{
    if (canContinue()) {
        runner_.resumeWork();
        setState(RunState::Running);
    }
}

void StudyController::stop()
{
    if (canStop()) {
        runner_.stop();
        setState(RunState::Stopping);
    }
}

void StudyController::stopAndResume()
{
    if (!isRunning()) {
        resume();
        return;
    }
    resumesWhenStopped_ = true;
    emit noticeCleared();
    stop();
}

void StudyController::handleEvent(const RunnerEvent &received)
{
    if (const auto *start = std::get_if<event::Start>(&received)) {
        handleStart(*start);
    } else if (const auto *cell = std::get_if<event::CellStart>(&received)) {
        progress_.cellKey = cell->cell;
        progress_.cellLabel = labelOf(*cell);
        progress_.cellSamples = cell->numSamples;
        progress_.cellCommitted = cell->numCommitted;
        monitor_.notify();
        emit progressChanged(progress_);
    } else if (std::holds_alternative<event::Sample>(received)) {
        monitor_.notify();
    } else if (const auto *progress = std::get_if<event::Progress>(&received)) {
        handleProgress(*progress);
    } else if (const auto *end = std::get_if<event::CellEnd>(&received)) {
        if (end->failed) {
            log(tr("Cell %1 failed: %2").arg(end->cell, end->message));
            emit noticeRaised({Notice::Kind::Warning,
                               tr("A cell could not be run: %1 The sweep goes on.").arg(plainLine(end->message)),
                               NoticeAction::None});
        }
        monitor_.notify();
    } else if (std::holds_alternative<event::Paused>(received)) {
        setState(state_ == RunState::Stopping ? RunState::Stopping : RunState::Paused);
    } else if (std::holds_alternative<event::Continued>(received)) {
        setState(state_ == RunState::Stopping ? RunState::Stopping : RunState::Running);
    } else if (const auto *line = std::get_if<event::Log>(&received)) {
        log(line->isWarning ? tr("Warning: %1").arg(line->message) : line->message);
    } else if (const auto *failure = std::get_if<event::Failure>(&received)) {
        log(tr("Error (%1): %2").arg(failure->code, failure->message));
    }
}

void StudyController::handleStart(const event::Start &start)
{
    progress_.sweepCommitted = start.numCommitted;
    progress_.sweepSamples = start.numSamples;
    if (monitor_.path() != sessionPath_) {
        monitor_.open(sessionPath_);
    } else {
        monitor_.notify();
    }
    if (state_ == RunState::Starting) {
        setState(RunState::Running);
    }
    emit progressChanged(progress_);
}

void StudyController::handleProgress(const event::Progress &progress)
{
    progress_.cellKey = progress.cell;
    progress_.running = progress.running;
    progress_.tps = progress.tps;
    progress_.cellCommitted = progress.cellCommitted;
    progress_.cellSamples = progress.cellSamples;
    progress_.sweepCommitted = progress.sweepCommitted;
    progress_.sweepSamples = progress.sweepSamples;
    progress_.etaSeconds = progress.etaSeconds;
    progress_.loaded = progress.loaded;
    progress_.gpu = progress.gpu;
    emit progressChanged(progress_);
}

void StudyController::handleStall(int seconds)
{
    emit noticeRaised({Notice::Kind::Warning,
                       tr("The runner has reported nothing for %1 s. Finished samples are safe.").arg(seconds),
                       NoticeAction::StopAndResume});
}

void StudyController::handleEnd(const RunnerExit &exit)
{
    log(exit.technical);
    const bool again = std::exchange(resumesWhenStopped_, false);
    progress_.running = 0;
    progress_.etaSeconds.reset();
    progress_.loaded.reset();
    progress_.gpu.reset();
    progress_.cellKey.clear(); // nothing runs any more: a cell left halfway is an interrupted one
    progress_.tps = 0;
    setState(RunState::Idle);
    emit progressChanged(progress_);
    if (monitor_.path() == sessionPath_) {
        monitor_.notifyOfLast();
    } else if (QFileInfo::exists(sessionPath_)) {
        monitor_.open(sessionPath_);
    }
    const QString safe =
        exit.numCommitted == 1 ? tr("1 sample is safe.") : tr("%1 samples are safe.").arg(exit.numCommitted);
    switch (exit.kind) {
    case RunnerExit::Kind::Complete:
        emit noticeCleared();
        break;
    case RunnerExit::Kind::Canceled:
        emit noticeRaised({Notice::Kind::Info, tr("Stopped. %1").arg(safe), NoticeAction::Resume});
        break;
    case RunnerExit::Kind::Died:
        emit noticeRaised({Notice::Kind::Error, exit.message, NoticeAction::Resume});
        break;
    case RunnerExit::Kind::Failed:
        emit noticeRaised({Notice::Kind::Error, exit.message,
                           QFileInfo::exists(sessionPath_) ? NoticeAction::Resume : NoticeAction::None});
        break;
    case RunnerExit::Kind::NotStarted:
        emit noticeRaised({Notice::Kind::Error, exit.message, NoticeAction::None});
        break;
    }
    emit runEnded();
    if (again) {
        resume();
    }
}

void StudyController::handleOpened(const std::optional<SweepSpec> &spec, const QStringList &lines)
{
    spec_ = spec;
    for (const QString &line : lines) {
        emit logged(plainLine(line, 2000));
    }
    emit sessionOpened(sessionPath_, spec_);
    emit stateChanged();
}

void StudyController::handleOpenFailed(const QString &path, const Error &error)
{
    QString text = tr("%1 could not be opened. Details are in the log.").arg(shortPath(path));
    if (error.code == ErrorCode::NotFound) {
        text = tr("There is no session at %1.").arg(shortPath(path));
    } else if (error.code == ErrorCode::InvalidData || error.code == ErrorCode::InvalidArgument) {
        text = tr("%1 is not a KVScope session, or it is damaged.").arg(shortPath(path));
    } else if (error.code == ErrorCode::NewerSchema) {
        text = tr("%1 was written by a newer KVScope. Update to open it.").arg(shortPath(path));
    } else if (error.code == ErrorCode::Locked) {
        text = tr("%1 is in use by another program. Try again in a moment.").arg(shortPath(path));
    }
    monitor_.close();
    if (isRunning() && error.code == ErrorCode::Locked) {
        QTimer::singleShot(kOpenAgainMs, this, [this] {
            if (isRunning() && monitor_.path().isEmpty()) {
                monitor_.open(sessionPath_);
            }
        });
        return;
    }
    if (!isRunning()) {
        sessionPath_.clear();
        goesOnWith_.clear();
        emit sessionClosed();
    }
    log(fromUtf8(error.message)); // after sessionClosed, which empties the log
    emit noticeRaised({Notice::Kind::Error, text, NoticeAction::None});
    emit stateChanged();
}

/// Our runner is no other process, nor are we while a note is stored.
void StudyController::handleWriter(std::optional<qint64> processId)
{
    if (isRunning() || processId == QCoreApplication::applicationPid()) {
        processId.reset();
    }
    if (otherWriter_ != processId) {
        otherWriter_ = processId;
        emit stateChanged();
    }
}

void StudyController::handleFrame(const FramePtr &frame)
{
    frame_ = frame;
    emit frameChanged(frame_);
    setState(state_);
    const QStringList arguments = std::exchange(goesOnWith_, {});
    if (!arguments.isEmpty() && canResume()) {
        emit noticeCleared();
        launch(arguments);
    }
}

} // namespace kvscope
