#include "ui/runner_process.h"

#include "ui/plain_text.h"

#include <QFileInfo>

namespace kvscope {
namespace {

constexpr int kStallMs = 60'000;
constexpr int kStopPatienceMs = 20'000; // finished samples are being graded and committed meanwhile
constexpr int kGoodbyeMs = 3'000;
constexpr int kLastWords = 20;

} // namespace

RunnerProcess::RunnerProcess(QString program, QObject *parent) : QObject(parent), program_(std::move(program))
{
    process_.setProcessChannelMode(QProcess::SeparateChannels);
    stallTimer_.setSingleShot(true);
    stallTimer_.setInterval(kStallMs);
    stopTimer_.setSingleShot(true);
    stopTimer_.setInterval(kStopPatienceMs);
    connect(&process_, &QProcess::readyReadStandardOutput, this, &RunnerProcess::readOutput);
    connect(&process_, &QProcess::readyReadStandardError, this, &RunnerProcess::readErrors);
    connect(&process_, &QProcess::finished, this, &RunnerProcess::finish);
    connect(&process_, &QProcess::errorOccurred, this, &RunnerProcess::failToStart);
    connect(&stallTimer_, &QTimer::timeout, this, [this] { emit stalled(stallTimer_.interval() / 1000); });
    connect(&stopTimer_, &QTimer::timeout, this, [this] {
        emit diagnostic(tr("The runner did not stop in time and is being ended."));
        process_.terminate();
        QTimer::singleShot(kGoodbyeMs, &process_, &QProcess::kill);
    });
}

RunnerProcess::~RunnerProcess()
{
    if (!isRunning()) {
        return;
    }
    process_.disconnect(this);
    process_.closeWriteChannel();
    if (!process_.waitForFinished(kGoodbyeMs)) {
        process_.kill(); // every announced sample is committed already
        process_.waitForFinished(kGoodbyeMs);
    }
}

void RunnerProcess::start(const QStringList &arguments)
{
    output_ = LineSplitter();
    errors_ = LineSplitter();
    lastWords_.clear();
    endState_.clear();
    failure_.clear();
    numCommitted_ = 0;
    stopRequested_ = false;
    isPaused_ = false;
    stopTimer_.stop();
    stallTimer_.start();
    process_.start(program_, arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--control-stdin")});
}

void RunnerProcess::stop()
{
    stopRequested_ = true;
    send("stop\n");
    stopTimer_.start();
}

void RunnerProcess::send(const char *line)
{
    if (isRunning()) {
        process_.write(line);
    }
}

void RunnerProcess::readOutput()
{
    const int droppedBefore = output_.numDropped();
    for (const QByteArray &line : output_.feed(process_.readAllStandardOutput())) {
        handleLine(line);
    }
    if (output_.numDropped() != droppedBefore) {
        emit diagnostic(tr("A line of more than 1 MiB from the runner was left out."));
    }
}

void RunnerProcess::handleLine(const QByteArray &line)
{
    if (!isPaused_) {
        stallTimer_.start();
    }
    const std::optional<RunnerEvent> event = parseRunnerEvent(line);
    if (!event) {
        emit diagnostic(plainLine(QString::fromUtf8(line)));
        return;
    }
    if (const auto *begun = std::get_if<event::Start>(&*event)) {
        numCommitted_ = begun->numCommitted;
    } else if (std::holds_alternative<event::Sample>(*event)) {
        ++numCommitted_;
    } else if (std::holds_alternative<event::Paused>(*event)) {
        isPaused_ = true;
        stallTimer_.stop();
    } else if (std::holds_alternative<event::Continued>(*event)) {
        isPaused_ = false;
        stallTimer_.start();
    } else if (const auto *failure = std::get_if<event::Failure>(&*event)) {
        failure_ = failure->message;
    } else if (const auto *end = std::get_if<event::End>(&*event)) {
        endState_ = end->state;
    }
    emit eventReceived(*event);
}

void RunnerProcess::readErrors()
{
    for (const QByteArray &line : errors_.feed(process_.readAllStandardError())) {
        const QString text = plainLine(QString::fromUtf8(line));
        lastWords_ << text;
        if (lastWords_.size() > kLastWords) {
            lastWords_.removeFirst();
        }
        emit diagnostic(text);
    }
}

void RunnerProcess::finish(int exitCode, QProcess::ExitStatus status)
{
    readOutput();
    readErrors();
    stallTimer_.stop();
    stopTimer_.stop();
    emit ended(classify(exitCode, status));
}

RunnerExit RunnerProcess::classify(int exitCode, QProcess::ExitStatus status) const
{
    RunnerExit result;
    result.numCommitted = numCommitted_;
    const bool crashed = status == QProcess::CrashExit;
    result.technical = crashed ? tr("%1 was ended by a signal (%2).").arg(program_, process_.errorString())
                               : tr("%1 ended with exit code %2.").arg(program_).arg(exitCode);
    if (!crashed && exitCode == 0) {
        result.kind = RunnerExit::Kind::Complete;
    } else if (stopRequested_ || (!crashed && exitCode == 130)) {
        result.kind = RunnerExit::Kind::Canceled;
    } else if (!crashed && (exitCode == 1 || exitCode == 2)) {
        result.kind = RunnerExit::Kind::Failed;
        result.message = !failure_.isEmpty()     ? plainLine(failure_, 600)
                         : !lastWords_.isEmpty() ? lastWords_.last()
                                                 : tr("The runner could not go on and gave no reason.");
    } else {
        result.kind = RunnerExit::Kind::Died;
        result.message = numCommitted_ == 1
                             ? tr("The runner stopped unexpectedly. 1 sample is safe.")
                             : tr("The runner stopped unexpectedly. %1 samples are safe.").arg(numCommitted_);
    }
    return result;
}

void RunnerProcess::failToStart(QProcess::ProcessError error)
{
    if (error != QProcess::FailedToStart) {
        return; // `finished` follows
    }
    stallTimer_.stop();
    RunnerExit result;
    result.kind = RunnerExit::Kind::NotStarted;
    result.message =
        QFileInfo::exists(program_)
            ? tr("The runner could not be started. Check that %1 may be executed.").arg(shortPath(program_))
            : tr("The runner was not found at %1. Reinstall or build kvscope-runner.").arg(shortPath(program_));
    result.technical = process_.errorString();
    emit ended(result);
}

} // namespace kvscope
