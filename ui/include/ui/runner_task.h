#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QStringList>

namespace kvscope {

/// One short command of `kvscope-runner` that is not a sweep: an import, an export. GUI thread; never blocks it.
/// A running command ends with the object.
class RunnerTask : public QObject {
    Q_OBJECT

public:
    explicit RunnerTask(QString program, QObject *parent = nullptr);

    bool isRunning() const { return process_.state() != QProcess::NotRunning; }
    /// Precondition: !isRunning().
    void start(const QStringList &arguments);

signals:
    /// The command succeeded; its standard output, at most 1 MiB.
    void succeeded(const QByteArray &output);
    /// What it said on standard error, or why it could not be started.
    void failed(const QString &reason);

private:
    void readOutput();
    void finish(int exitCode, QProcess::ExitStatus status);

    QString program_;
    QProcess process_;
    QByteArray output_;
    QByteArray errors_;
};

} // namespace kvscope
