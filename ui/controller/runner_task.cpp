#include "ui/runner_task.h"

namespace kvscope {
namespace {

constexpr qsizetype kMaxOutput = 1 << 20;

void append(QByteArray &kept, const QByteArray &more)
{
    kept += more.left(kMaxOutput - kept.size());
}

} // namespace

RunnerTask::RunnerTask(QString program, QObject *parent) : QObject(parent), program_(std::move(program))
{
    connect(&process_, &QProcess::readyReadStandardOutput, this, &RunnerTask::readOutput);
    connect(&process_, &QProcess::readyReadStandardError, this, &RunnerTask::readOutput);
    connect(&process_, &QProcess::finished, this, &RunnerTask::finish);
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) { // every other error is followed by finished()
            emit failed(tr("%1 could not be started: %2").arg(program_, process_.errorString()));
        }
    });
}

void RunnerTask::start(const QStringList &arguments)
{
    output_.clear();
    errors_.clear();
    process_.start(program_, arguments, QIODevice::ReadOnly);
}

void RunnerTask::readOutput()
{
    append(output_, process_.readAllStandardOutput());
    append(errors_, process_.readAllStandardError());
}

void RunnerTask::finish(int exitCode, QProcess::ExitStatus status)
{
    readOutput();
    if (status == QProcess::NormalExit && exitCode == 0) {
        emit succeeded(output_);
        return;
    }
    const QString said = QString::fromUtf8(errors_).trimmed();
    emit failed(said.isEmpty() ? tr("The runner ended with exit code %1 and said nothing.").arg(exitCode) : said);
}

} // namespace kvscope
