#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QStringList>

/// The real kvscope-runner of this build, as a child process.
struct RunnerOutput {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    /// Lines of standard output that are JSON objects.
    QList<QJsonObject> events() const
    {
        QList<QJsonObject> objects;
        for (const QByteArray &line : out.split('\n')) {
            const QJsonDocument document = QJsonDocument::fromJson(line);
            if (document.isObject()) {
                objects << document.object();
            }
        }
        return objects;
    }
};

inline QString runnerProgram()
{
    return QStringLiteral(KVSCOPE_BIN_DIR) + "/kvscope-runner";
}

/// Waits for the end. QProcess::waitForFinished is false for a process whose end was noticed while its output was read.
inline bool hasEnded(QProcess &process)
{
    return process.state() == QProcess::NotRunning || process.waitForFinished();
}

/// Runs to the end; exit code −1 when it crashed or did not end in time.
inline RunnerOutput runRunner(const QStringList &arguments, const QByteArray &input = {}, int maxMs = 300000)
{
    QProcess process;
    process.start(runnerProgram(), arguments);
    if (!input.isEmpty()) {
        process.write(input);
    }
    process.closeWriteChannel();
    RunnerOutput output;
    if (process.waitForFinished(maxMs) && process.exitStatus() == QProcess::NormalExit) {
        output.exitCode = process.exitCode();
    } else {
        process.kill();
        process.waitForFinished();
    }
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
}

/// Tokens per sample of smallSweep(): room for several compressions, or for one where every memory access is instrumented.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr auto kSmallSweepTokens = "120";
#else
constexpr auto kSmallSweepTokens = "300";
#endif

/// A small sweep over both bundled models that takes a few seconds.
inline QStringList smallSweep(const QString &session)
{
    const QString resources = QStringLiteral(KVSCOPE_RESOURCES);
    return {"run",
            "--model",
            resources + "/models/tiny-r1-llama",
            "--model",
            resources + "/models/tiny-r1-qwen",
            "--dataset",
            resources + "/tasks/tasks.jsonl",
            "--policy",
            "r_kv",
            "--kv-budget",
            "96,full",
            "--limit",
            "4",
            "--batch",
            "3",
            "--seed",
            "11",
            "--max-new-tokens",
            kSmallSweepTokens,
            "--session",
            session,
            "--json"};
}
